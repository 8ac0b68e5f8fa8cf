// Who has read one's own last words: a quiet line below them, their names when it is pressed. Only where the house says
// it at all (small rooms whose hosts have asked for it, direct talk between those who show it).

import { say } from "../web/words.js";
import { element } from "./talk.js";

export class Readers {
  #room; #talk; #person;
  /** @type {Map<number, number>} how far others have read */ #read = new Map();

  /** @param {HTMLElement} room @param {import("./talk.js").Talk} talk @param {number} person the reader */
  constructor(room, talk, person) {
    this.#room = room;
    this.#talk = talk;
    this.#person = person;
  }

  /** @param {{person: number, seq: number}[]} people */
  known(people) {
    this.#read = new Map(people.filter(({ person }) => person !== this.#person).map(({ person, seq }) => [person, seq]));
    this.show();
  }

  show() {
    const there = /** @type {HTMLDetailsElement | null} */ (this.#room.querySelector(".read-by"));
    const turn = this.#last;
    const people = turn ? [...this.#read].filter(([, seq]) => seq >= Number(turn.dataset.seq)).map(([person]) => person) : [];
    if (!turn || !people.length) {
      there?.remove();
      return;
    }
    const line = there?.parentElement === turn ? there : this.#line();
    const text = this.#room.dataset.access === "direct" && this.#read.size === 1 ? say("read") : say("read by {num}", { num: people.length });
    const summary = /** @type {HTMLElement} */ (line.firstElementChild);
    if (summary.textContent !== text) summary.textContent = text;
    line.dataset.people = people.join(" ");
    this.#name(line);
    if (line === there) return;
    there?.remove();
    turn.append(line);
  }

  /** One's own last words that stand, where the end of the talk is on this page. */
  get #last() {
    if (this.#talk.hasLater) return undefined;
    return this.#talk.turns.filter((turn) => Number(turn.dataset.author) === this.#person && turn.dataset.gone === undefined).at(-1);
  }

  #line() {
    const line = document.createElement("details");
    line.className = "read-by";
    line.ariaLive = "off"; // the talk around it is read out, this is not
    line.append(document.createElement("summary"), element("p", "read-by__names", ""));
    line.addEventListener("toggle", () => this.#name(line));
    return line;
  }

  /** Their names, as they are called now, while somebody looks. @param {HTMLDetailsElement} line */
  #name(line) {
    const people = line.open ? (line.dataset.people ?? "").split(" ") : [];
    const names = people.flatMap((person) => {
      const name = this.#room.querySelector(`.seats [data-person="${person}"] > a`);
      return name ? [element("span", "", name.textContent ?? "")] : [];
    });
    /** @type {HTMLElement} */ (line.lastElementChild).replaceChildren(...names);
  }
}
