// Polls in the talk: what the reader voted for, and figures that move. How a poll is dressed is fetched where there is one
// (polls.js): most pages have none.

import { Wanted } from "./wanted.js";

/**
 * @typedef {{seq: number, was: number, change: number, voters: number, votes: number[], mine?: number[]}} Voted
 * @typedef {{mine: number[], mayVote: boolean, again: () => void}} Dress
 */

export class Votes {
  #talk; #around;
  /** @type {Wanted<typeof import("./polls.js")>} */
  #part = new Wanted((again) => import(`./polls.js${again}`));
  /** What the reader voted for, by seq, and as of which change of the message. @type {Map<number, {places: number[], change: number}>} */
  #mine = new Map();

  /**
   * @param {HTMLElement} room
   * @param {import("./talk.js").Talk} talk
   * @param {{mayVote: () => boolean, hear: (voted: Voted) => void, tell: (text: string) => void}} around
   */
  constructor(room, talk, around) {
    this.#talk = talk;
    this.#around = around;
    for (const one of (room.dataset.votes ?? "").split(";").filter(Boolean)) {
      const [seq, places] = one.split(":");
      this.#mine.set(Number(seq), { places: places.split(",").map(Number), change: 0 });
    }
    room.addEventListener("submit", (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (!form.classList.contains("poll")) return;
      event.preventDefault();
      const isUndone = /** @type {SubmitEvent} */ (event).submitter?.classList.contains("poll__undo") ?? false;
      this.#with((polls) => polls.send(form, isUndone).then(this.#around.hear, (/** @type {Error} */ refusal) => this.#around.tell(refusal.message)));
    });
  }

  /** With messages came what the reader voted for in them. @param {{seq: number, change: number}[]} messages @param {Record<string, number[]>} votes */
  known(messages, votes) {
    for (const { seq, change } of messages) this.#note(seq, votes[seq] ?? [], change);
  }

  /** Somebody voted. As in reactions.js. @param {Voted} voted @param {number} have */
  hear(voted, have) {
    if (voted.mine) this.#note(voted.seq, voted.mine, voted.change);
    return this.#talk.altered(voted, have, (turn) => this.#with((polls) => polls.setFigures(turn, voted)));
  }

  /** A message was laid down: add what is the reader's own to what it asks. @param {HTMLElement} turn */
  dress(turn) {
    const poll = /** @type {HTMLFormElement | null} */ (turn.querySelector(":scope > .poll"));
    if (poll) this.#with((polls) => polls.dress(poll, {
      mine: this.#mine.get(Number(turn.dataset.seq))?.places ?? [],
      mayVote: this.#around.mayVote(),
      again: () => this.dress(turn),
    }));
  }

  dressAll() { for (const turn of this.#talk.turns) this.dress(turn); }

  /** @param {number} seq @param {number[]} places @param {number} change */
  #note(seq, places, change) {
    if ((this.#mine.get(seq)?.change ?? 0) > change) return;
    this.#mine.set(seq, { places, change });
    const turn = this.#talk.turn(seq);
    if (turn) this.dress(turn);
  }

  /** In the order asked for: what is fetched once is there at once. @param {(polls: typeof import("./polls.js")) => void} then */
  // Without it the house’s own fragment stands there, with the way to the page of the vote.
  #with(then) { this.#part.get().then(then, () => undefined); }
}
