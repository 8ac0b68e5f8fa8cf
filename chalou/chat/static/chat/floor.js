// The storyteller's floor of a room, alive: who tells, the hands, one's own place among them. While somebody else tells,
// what is written in the field goes aside. The house makes each part; here it is fetched when the line says that it is
// another, and put in its place.

import { ask } from "./ask.js";

/** So much later does one more person in the room make us ask: in a full house not everybody asks in one instant. */
const PATIENCE_A_SEAT_MS = 10;
const LONGEST_PATIENCE_MS = 4000;

export class Floor {
  #room; #person; #tell;
  /** @type {number | undefined} */ #fetching;
  #isMine = false;
  #told = 0;
  #fetched = 0;

  /** @param {HTMLElement} room the <chalou-room> @param {number} person @param {(text: string) => void} tell */
  constructor(room, person, tell) {
    this.#room = room;
    this.#person = person;
    this.#tell = tell;
    this.#isMine = this.#part("#floor")?.dataset.mine !== undefined;
    // Before the field's own listener: what it would send is not let in while somebody else tells.
    room.addEventListener("submit", (event) => this.#submitted(/** @type {SubmitEvent} */ (event)), true);
  }

  /** Somebody tells here, as far as this page knows. */
  get isOpen() { return !!this.#part("#floor:not(.floor--over)"); }

  /** @param {{floor?: number | null, people?: {person: number, place: number}[], told?: number | null}} stands */
  hear({ floor, people = [], told }) {
    const isMine = people.some((one) => one.place === 0 && one.person === this.#person);
    const concerns = isMine !== this.#isMine || !floor !== !this.isOpen || people.some((one) => one.person === this.#person);
    this.#isMine = isMine;
    if (told) this.#told = told;
    this.soon(concerns);
  }

  /** @param {boolean} [now] it concerns this reader, who waits for it */
  soon(now = true) {
    const seated = Number(this.#room.querySelector(".to-side .num")?.textContent || 0);
    const patience = now ? 0 : Math.random() * Math.min(LONGEST_PATIENCE_MS, seated * PATIENCE_A_SEAT_MS);
    this.#fetching ??= window.setTimeout(() => {
      this.#fetching = undefined;
      this.#fetch();
    }, 30 + patience);
  }

  async #fetch() {
    const mine = ++this.#fetched;
    const told = this.#told ? `&told=${this.#told}` : "";
    const answer = await fetch(`/rooms/${this.#room.dataset.room}/floor/?frames=html${told}`).catch(() => null);
    if (mine !== this.#fetched) return; // an older answer does not cover a newer one
    if (!answer?.ok) return; // back on the line, the house tells again
    const anew = document.createElement("template");
    anew.innerHTML = await answer.text();
    if (anew.content.querySelector("[data-floor]")) this.#told = 0;
    this.#dress();
    this.#put(anew, "#floor", (part) => this.#part(".talk__head")?.after(part));
    this.#put(anew, "#floor-foot", (part) => this.#part(".place__in")?.before(part));
    const form = this.#part("form.speak");
    const choice = anew.content.querySelector("#floor-choice");
    this.#put(anew, "#floor-choice", (part) => form?.append(part));
    form?.classList.toggle("is-aside", !!choice);
    form?.querySelector(".send")?.toggleAttribute("disabled", !!choice);
  }

  /** @param {HTMLTemplateElement} anew @param {string} selector @param {(part: Element) => void} place */
  #put(anew, selector, place) {
    const [was, is] = [this.#part(selector), anew.content.querySelector(selector)];
    const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"));
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (is?.querySelectorAll("[name=csrfmiddlewaretoken]") ?? [])) field.value = token?.value ?? field.value;
    if (!is) return was?.remove();
    if (!was) return place(is);
    if (was.querySelector("details")?.open) is.querySelector("details")?.setAttribute("open", "");
    if (was.isEqualNode(is)) return;
    const focused = was.contains(document.activeElement) ? /** @type {HTMLButtonElement} */ (document.activeElement) : null;
    was.replaceWith(is);
    // A button that became another one (raise, lower) keeps the focus of who pressed it.
    if (focused) /** @type {HTMLElement | null} */ (is.querySelector(focused.value ? `[value="${focused.value}"]` : "summary") ?? is.querySelector("button, summary"))?.focus({ preventScroll: true });
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const isAside = form.matches("form.speak.is-aside");
    if (!isAside && !form.closest("#floor, #floor-foot")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (isAside) return this.#aside(form, pressed?.value || "aside");
    const fields = [...new FormData(form, pressed)].map(([name, value]) => [name, String(value)]);
    try {
      const said = await ask(form.action, fields);
      if (said.told) location.assign(`/rooms/${this.#room.dataset.room}/floor/${said.told}/`);
    } catch (refusal) {
      this.#tell(/** @type {Error} */ (refusal).message);
    }
    this.soon();
  }

  /** @param {HTMLFormElement} form @param {string} kind */
  async #aside(form, kind) {
    const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    const text = field.value;
    if (!text.trim()) return field.focus({ preventScroll: true });
    // The same words sent twice are the same: a number of their own, kept until the house has answered.
    const id = form.dataset.aside ??= crypto.randomUUID();
    try {
      const kept = await ask(`/rooms/${this.#room.dataset.room}/floor/aside/`, { text, kind, id });
      delete form.dataset.aside;
      if (field.value === text) field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true })); // the draft is empty, too
      this.#tell(kept.say);
    } catch (refusal) {
      if (/** @type {import("./ask.js").Refusal} */ (refusal).why !== "no_line") delete form.dataset.aside;
      this.#tell(/** @type {Error} */ (refusal).message);
    }
    this.soon();
  }

  /** The styles of a telling come with the first one. */
  #dress() {
    const sheet = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[href*="chat/talking"]'));
    if (!sheet || document.querySelector('link[href*="chat/floor"]')) return;
    const link = /** @type {HTMLLinkElement} */ (sheet.cloneNode());
    link.href = sheet.href.replace("chat/talking", "chat/floor");
    document.head.append(link);
  }

  /** @param {string} selector @returns {HTMLElement | null} */
  #part(selector) { return this.#room.querySelector(selector); }
}
