// What is said, for those who hear the page. A list that announced each change of itself would talk without end: words,
// figures, names, what is edited above. So it is silent, and one region says what is new: a message as a whole, several that
// come together as their number, and nothing twice within a few seconds.

import { called } from "../web/called.js";
import { say, sayCount } from "../web/words.js";

const GATHER_MS = 1000;
const REST_MS = 5000;
/** More than this nobody listens to at a stretch; the message is there to be read. */
const LONGEST = 240;

export class Heard {
  #region;
  /** @type {HTMLElement[]} */ #turns = [];
  /** @type {number | undefined} */ #timer;
  #saidAt = -REST_MS;

  /** @param {HTMLElement} region */
  constructor(region) { this.#region = region; }

  /** Somebody else has said this. @param {HTMLElement} turn */
  put(turn) {
    this.#turns.push(turn);
    const rest = Math.max(GATHER_MS, this.#saidAt + REST_MS - performance.now());
    this.#timer ??= window.setTimeout(() => this.#tell(), rest);
  }

  #tell() {
    this.#timer = undefined;
    const last = this.#turns[this.#turns.length - 1];
    const count = this.#turns.length;
    this.#turns = [];
    this.#saidAt = performance.now();
    const name = called(last.querySelector(".turn__who b")?.textContent ?? "");
    const said = last.querySelector(".turn__said");
    const words = (said?.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST);
    if (count === 1 && words) this.#region.textContent = say("{name}: {words}", { name, words });
    else this.#region.textContent = sayCount("{count} new message, by {name}", "{count} new messages, the last by {name}", count, { name });
    this.#region.lang = (count === 1 && words && said?.getAttribute("lang")) || document.documentElement.lang;
  }
}
