// Who is just writing at this table, and telling the others that one is. It is not read out: it would talk into the talk.

import { say } from "../web/words.js";
import { element } from "./talk.js";

/** So often one says that one is writing; the house believes it twice as long. */
const EVERY_MS = 3000;

/** The house says it again every few seconds, as long as somebody writes. */
const SHOWN_MS = 12_000;

const MOST_SHOWN = 3;

export class Typing {
  #room; #person; #tell;
  /** @type {number | undefined} when it was last said */ #saidAt;
  /** @type {{person: number, name: string, lang: string}[]} */ #people = [];
  #more = false;
  /** @type {number | undefined} */ #ending;

  /** @param {HTMLElement} room @param {number} person the reader @param {(on: boolean) => boolean} tell */
  constructor(room, person, tell) {
    this.#room = room;
    this.#person = person;
    this.#tell = tell;
  }

  /** The reader types. @param {string} text */
  typed(text) {
    const now = performance.now();
    if (!text.trim()) {
      if (this.#saidAt !== undefined) this.#tell(false);
      this.#saidAt = undefined;
    } else if ((this.#saidAt === undefined || now - this.#saidAt > EVERY_MS) && this.#tell(true)) this.#saidAt = now;
  }

  /** What was typed is on its way: the message itself ends it for the others. */
  said() { this.#saidAt = undefined; }

  /** @param {{people: {person: number, name: string, lang: string}[], more: boolean}} frame */
  hear({ people, more }) {
    window.clearTimeout(this.#ending);
    this.#people = people.filter(({ person }) => person !== this.#person);
    this.#more = more || this.#people.length > MOST_SHOWN;
    if (this.#people.length) this.#ending = window.setTimeout(() => this.lost(), SHOWN_MS);
    this.#show();
  }

  /** Somebody has said something. @param {number} author */
  spoke(author) {
    if (!this.#people.some(({ person }) => person === author)) return;
    this.#people = this.#people.filter(({ person }) => person !== author);
    this.#show();
  }

  lost() {
    this.#people = [];
    this.#show();
  }

  #show() {
    const there = this.#room.querySelector(".writing");
    const names = this.#people.slice(0, MOST_SHOWN).map(({ name }) => name);
    if (!names.length) {
      there?.remove();
      return;
    }
    // Browsers know no Shanghainese; the second is for it.
    const listed = new Intl.ListFormat([document.documentElement.lang, "zh-CN"], { type: "conjunction" }).format(this.#more ? [...names, say("others")] : names);
    const text = names.length > 1 || this.#more ? say("{names} are writing…", { names: listed }) : say("{name} is writing…", { name: listed });
    const line = there ?? element("p", "writing", "");
    line.ariaLive = "off";
    if (line.textContent !== text) line.textContent = text;
    if (!there) this.#room.querySelector(".place")?.prepend(line);
  }
}
