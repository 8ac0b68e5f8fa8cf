// Counting a room's changes without gaps. Values in, verdict out: no page, no line, no clock.

/**
 * The largest change up to which this page has everything, and what came in beyond it.
 *
 * Frames of different processes may overtake each other, so a later change is remembered, not believed to be the next.
 */
export class Changes {
  /** @type {Set<number>} */ #beyond = new Set();
  /** The largest change the house has spoken of. */
  known;

  /** @param {number} have */
  constructor(have) {
    this.have = have;
    this.known = have;
  }

  /** A frame with this change was applied. @param {number} change */
  applied(change) {
    this.known = Math.max(this.known, change);
    if (change > this.have) this.#beyond.add(change);
    this.#moveOn();
  }

  /** A catch-up brought everything up to this change. @param {number} change */
  caughtUp(change) {
    this.known = Math.max(this.known, change);
    this.have = Math.max(this.have, change);
    for (const one of this.#beyond) if (one <= this.have) this.#beyond.delete(one);
    this.#moveOn();
  }

  /** The house says that the room is at this change. @param {number} change */
  heardOf(change) {
    this.known = Math.max(this.known, change);
  }

  get isMissingSome() {
    return this.known > this.have;
  }

  #moveOn() {
    while (this.#beyond.delete(this.have + 1)) this.have += 1;
  }
}
