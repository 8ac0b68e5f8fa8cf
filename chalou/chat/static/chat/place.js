// The place where one writes, and the line of words above it that says what is going on.

export class Place {
  #line; #in;

  /** @param {HTMLElement} room */
  constructor(room) {
    this.#line = /** @type {HTMLElement} */ (room.querySelector(".place__line"));
    this.#in = /** @type {HTMLElement} */ (room.querySelector(".place__in"));
  }

  /** What the line speaks of: the connection, the house, or neither. @returns {string | undefined} */
  get about() { return this.#line.dataset.about; }

  /** @param {string} text @param {{forMs?: number, about?: "line" | "house", link?: string, address?: string}} [options] */
  note(text, { forMs, about, link, address } = {}) {
    const line = this.#line;
    // The same words again would be read out again.
    if (line.textContent !== text) line.textContent = text;
    if (about) line.dataset.about = about;
    else delete line.dataset.about;
    if (link && address) {
      const there = document.createElement("a");
      there.href = address;
      there.textContent = link;
      line.append(" ", there);
    }
    if (forMs) window.setTimeout(() => line.textContent === text && line.replaceChildren(), forMs);
  }

  /** Something else in the place of the composer. @param {HTMLTemplateElement} card @param {string} [reason] what a host said about it */
  put(card, reason) {
    this.#in.replaceChildren(card.content.cloneNode(true));
    const said = /** @type {HTMLElement | null} */ (reason ? this.#in.querySelector(".reason") : null);
    if (!said) return;
    said.hidden = false;
    /** @type {HTMLElement} */ (said.firstElementChild).textContent = reason ?? "";
  }
}
