// More than "nice tea". While somebody pauses who praises a tea in a few empty words, a quiet line above the field asks for
// more; one tap begins a line. It stops nobody: sending is sending. What is about other things is left alone here, by the
// words of the sieve, and never reaches the house before it is sent.

import { say } from "../web/words.js";
import { ask } from "./ask.js";

const PAUSE_MS = 900;

/** Whoever sends it so often as it was knows what they are doing; they are not asked again on this page. */
const MOST_IGNORED = 2;

export class Substance {
  #form; #field; #room;
  /** @type {((text: string) => boolean) | null} */ #mayBeTea = null;
  /** @type {HTMLElement | null} */ #shown = null;
  /** Read out once, not each time the line changes. */ #told = document.createElement("p");
  /** What was begun by a tap in this message. @type {Set<string>} */ #lines = new Set();
  /** @type {number | undefined} */ #waiting;
  #isOver = false;
  #isOff = false;
  #ignored = 0;

  /** @param {HTMLFormElement} form @param {HTMLTextAreaElement} field @param {number} room */
  constructor(form, field, room) {
    this.#form = form;
    this.#field = field;
    this.#room = room;
    this.#told.className = "unseen";
    this.#told.setAttribute("role", "status");
    form.prepend(this.#told);
    field.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || this.#typed());
    field.addEventListener("compositionend", () => this.#typed());
    // Before the composer reads it.
    form.addEventListener("submit", () => this.#sent(), { capture: true });
    this.#begin();
  }

  get #address() { return `/rooms/${this.#room}/substance/?frames=html`; }

  async #begin() {
    const { asks, sieve } = await ask(this.#address).catch(() => ({ asks: false }));
    if (!asks) return;
    const [tea, praise] = [sieve.tea, sieve.praise].map((/** @type {string} */ words) => new RegExp(words));
    this.#mayBeTea = (text) => {
      const plain = [...text.normalize("NFKC").replace(/[\u2019\u02bc]/g, "'").toLowerCase()].map((one) => sieve.simple[one] ?? one).join("");
      return text.length <= sieve.longest && tea.test(plain) && praise.test(plain);
    };
    this.#typed();
  }

  #typed() {
    window.clearTimeout(this.#waiting);
    if (!this.#field.value.trim()) return this.#anew();
    this.#waiting = window.setTimeout(() => this.#look(), PAUSE_MS);
  }

  async #look() {
    const text = this.#field.value;
    const goesOn = this.#lines.size > 0;
    if (this.#isOver || this.#isOff || this.#ignored >= MOST_IGNORED || !this.#mayBeTea) return;
    const answers = this.#form.querySelector(".answering");
    if (!goesOn && (answers || !this.#mayBeTea(text))) return this.#hide();
    const thread = /** @type {HTMLInputElement | null} */ (this.#form.elements.namedItem("thread"));
    const verdict = await ask(this.#address, { text, goes_on: goesOn ? "yes" : "", thread: thread?.value ?? "" }).catch(() => null);
    // What was typed meanwhile is looked over at the next pause.
    if (!verdict || this.#isOver || this.#field.value !== text) return;
    if (verdict.asks && verdict.missing.length) this.#show(verdict.html);
    else this.#hide();
  }

  /** @param {string} html */
  #show(html) {
    if (this.#shown?.contains(document.activeElement)) return; // not from under somebody's finger
    const pattern = document.createElement("template");
    pattern.innerHTML = html;
    const section = /** @type {HTMLElement} */ (pattern.content.querySelector("section"));
    if (this.#shown?.querySelector("[aria-expanded=true]")) explain(section);
    this.#hide();
    this.#shown = section;
    // A tap does not take the focus: on a phone the keyboard stays, and nothing moves away under the thumb.
    section.addEventListener("mousedown", (event) => /** @type {Element} */ (event.target).closest("button") && event.preventDefault());
    section.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (button?.dataset.line) this.#start(button, button.dataset.line);
      else if (button?.matches(".more-tea__ask")) explain(section);
      else if (button?.matches(".more-tea__away")) this.#end();
      else if (button?.matches(".more-tea__off")) this.#choose("no");
    });
    this.#form.prepend(section);
    if (!this.#told.textContent) this.#told.textContent = section.dataset.told ?? "";
  }

  /** @param {HTMLElement} button @param {string} line */
  #start(button, line) {
    const before = this.#field.value.replace(/\s+$/, "");
    this.#lines.add(line.trim());
    this.#field.value = before ? `${before}\n${line}` : line;
    button.remove();
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
    this.#field.scrollTop = this.#field.scrollHeight;
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Not for this message. */
  #end() {
    this.#isOver = true;
    this.#hide();
    this.#field.focus({ preventScroll: true });
  }

  /** Switch it off, or on again. @param {"yes" | "no"} tea */
  async #choose(tea) {
    const line = document.createElement("p");
    line.className = "more-tea";
    line.setAttribute("role", "status");
    const words = document.createElement("span");
    line.append(words);
    this.#hide();
    this.#shown = line;
    this.#form.prepend(line);
    this.#field.focus({ preventScroll: true });
    try {
      await ask("/me/asked/", { tea });
    } catch (refusal) {
      words.textContent = /** @type {Error} */ (refusal).message;
      return;
    }
    this.#isOff = tea === "no";
    words.textContent = this.#isOff ? say("You are not asked any more. You find it again under Me.") : say("You are asked again.");
    if (!this.#isOff) return this.#typed();
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn btn--quiet more-tea__undo";
    undo.textContent = say("Undo");
    undo.addEventListener("click", () => this.#choose("yes"));
    line.append(undo);
  }

  /** A line that was begun and nobody filled is not sent. */
  #sent() {
    const lines = this.#field.value.split("\n");
    const kept = lines.filter((line) => !this.#lines.has(line.trim()));
    if (kept.length < lines.length) this.#field.value = kept.join("\n");
    if (this.#shown && !this.#isOff && !this.#lines.size) this.#ignored += 1;
    this.#anew();
  }

  #anew() {
    window.clearTimeout(this.#waiting);
    this.#hide();
    this.#told.textContent = "";
    this.#lines.clear();
    this.#isOver = false;
  }

  #hide() {
    this.#shown?.remove();
    this.#shown = null;
  }
}

/** Open or close what it says of why. @param {HTMLElement} section */
function explain(section) {
  const ask = /** @type {HTMLElement} */ (section.querySelector(".more-tea__ask"));
  const why = /** @type {HTMLElement} */ (section.querySelector(".more-tea__why"));
  why.hidden = !why.hidden;
  ask.setAttribute("aria-expanded", String(!why.hidden));
}
