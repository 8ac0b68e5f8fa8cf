// Names after an @: the list to choose one from. It comes when it is wanted (wanted.js).

import { ask } from "./ask.js";
import { say } from "../web/words.js";
import { element, markWord } from "./talk.js";

/** So long after the last key the house is asked who there is. */
const PAUSE_MS = 120;
const LONGEST_NAME = 24;

/**
 * What is being typed after an @, up to the caret; nothing where no name can be meant.
 * @param {string} text @param {number} caret
 * @returns {{start: number, typed: string} | null} `start` is where the name begins
 */
export function typedName(text, caret) {
  const before = text.slice(0, caret);
  const sign = Math.max(before.lastIndexOf("@"), before.lastIndexOf("\uff20"));
  if (sign < 0 || caret - sign - 1 > LONGEST_NAME) return null;
  if (sign > 0 && /[A-Za-z0-9._-]/.test(before[sign - 1])) return null;
  const typed = before.slice(sign + 1);
  return /[\n@\uff20\uff0c\u3002,!?\uff01\uff1f:\uff1a]/.test(typed) || /^\s|\s{2}/.test(typed) ? null : { start: sign + 1, typed };
}

export class Picker {
  #field; #room; #list;
  /** @type {number | undefined} */ #pause;
  /** @type {{person: number, name: string, mark?: string}[]} */ #found = [];
  #at = 0;
  #asked = 0;

  /** @param {HTMLTextAreaElement} field @param {number} room */
  constructor(field, room) {
    this.#field = field;
    this.#room = room;
    this.#list = element("ul", "picker", "");
    this.#list.id = "picker";
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", say("Who is meant"));
    field.closest("form")?.querySelector(".composer")?.before(this.#list);
    field.setAttribute("aria-controls", "picker");
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || this.look());
    field.addEventListener("compositionend", () => this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => this.#close());
    // Before the composer hears of it: Enter chooses here, and sends there. At the form, since a field tells its listeners in
    // the order in which they came, in browsers of some years ago even those that capture.
    field.form?.addEventListener("keydown", (event) => event.target === field && this.#key(event), { capture: true });
    // The field keeps the focus, and on a phone its keyboard.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const line = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role=option]"));
      if (line) this.#choose([...this.#list.children].indexOf(line));
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#list.hidden || event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark((this.#at + step + this.#found.length) % this.#found.length);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#at);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Is a name being typed? Then offer some. */
  look() {
    window.clearTimeout(this.#pause);
    const meant = typedName(this.#field.value, this.#field.selectionStart);
    if (!meant) return this.#close();
    const asked = (this.#asked += 1);
    this.#pause = window.setTimeout(async () => {
      const answer = await ask(`/rooms/${this.#room}/people/?q=${encodeURIComponent(meant.typed)}`).catch(() => null);
      if (asked !== this.#asked) return;
      this.#found = answer?.people ?? [];
      this.#show();
    }, PAUSE_MS);
  }

  #show() {
    this.#list.replaceChildren(...this.#found.map(({ name, mark }, n) => {
      const line = element("li", "", name);
      if (mark) line.append(" ", element("span", "mark", markWord(mark)));
      line.id = `picker-${n}`;
      line.setAttribute("role", "option");
      return line;
    }));
    this.#list.hidden = !this.#found.length;
    if (this.#list.hidden) this.#field.removeAttribute("aria-activedescendant");
    else this.#mark(0);
  }

  /** @param {number} at */
  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((line, n) => line.setAttribute("aria-selected", String(n === at)));
    this.#field.setAttribute("aria-activedescendant", `picker-${at}`);
    this.#list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} at */
  #choose(at) {
    const chosen = this.#found[at];
    const meant = typedName(this.#field.value, this.#field.selectionStart);
    this.#close();
    if (!chosen || !meant) return;
    this.#field.setRangeText(`${chosen.name} `, meant.start, this.#field.selectionStart, "end");
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
    this.#field.focus({ preventScroll: true });
  }

  #close() {
    window.clearTimeout(this.#pause);
    this.#asked += 1;
    this.#found = [];
    this.#show();
  }
}
