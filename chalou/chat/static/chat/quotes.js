// Answering a message: the strip above the field that says which one, and the ways to it: the menu, a swipe, the key R.

import { say, sayCount } from "../web/words.js";
import { element } from "./talk.js";

/** So far a message must be drawn aside to be answered; less is a slip of the thumb. */
const FAR_PX = 64;
/** At the edges of a screen a swipe belongs to the browser. */
const EDGE_PX = 28;

/** @typedef {{seq: number, name: string, words: string}} Answered */

/** Which message the text in the composer answers. It is kept with the draft. */
export class Answering {
  #form; #pattern; #draft;

  /** @param {HTMLFormElement} form @param {HTMLTemplateElement} pattern @param {import("./kept.js").Draft} draft */
  constructor(form, pattern, draft) {
    this.#form = form;
    this.#pattern = pattern;
    this.#draft = draft;
    const given = this.#strip;
    if (given) {
      // One came here by a link to answer it: newer than what was kept.
      draft.answers = {
        seq: Number(/** @type {HTMLInputElement} */ (given.querySelector("input")).value),
        name: given.querySelector("b")?.textContent ?? "",
        words: given.querySelector("span")?.textContent ?? "",
      };
    } else if (draft.answers) this.#show(draft.answers);
    form.addEventListener("click", (event) => {
      if (!(/** @type {Element} */ (event.target).closest(".answering__drop"))) return;
      event.preventDefault();
      this.take(null);
      this.#field.focus({ preventScroll: true });
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && this.#draft.answers) this.take(null);
    });
  }

  /** @returns {Answered | null} */
  get answered() { return this.#draft.answers; }

  /** @param {Answered | null} answered */
  take(answered) {
    this.#draft.answers = answered;
    this.#strip?.remove();
    if (!answered) return;
    this.#show(answered);
    this.#field.focus({ preventScroll: true });
  }

  /** What is answered was taken back: no word of it stays. @param {number} seq */
  forget(seq) {
    if (this.answered?.seq === seq) this.take(null);
  }

  get #field() { return /** @type {HTMLTextAreaElement} */ (this.#form.elements.namedItem("text")); }

  /** @returns {HTMLElement | null} */
  get #strip() { return this.#form.querySelector(".answering"); }

  /** @param {Answered} answered */
  #show({ seq, name, words }) {
    const strip = /** @type {HTMLElement} */ (/** @type {Element} */ (this.#pattern.content.firstElementChild).cloneNode(true));
    /** @type {HTMLInputElement} */ (strip.querySelector("input")).value = String(seq);
    /** @type {HTMLElement} */ (strip.querySelector("b")).textContent = name;
    /** @type {HTMLElement} */ (strip.querySelector("span")).textContent = words;
    this.#form.querySelector(".composer")?.before(strip);
  }
}

/** What the strip says of a message. @param {HTMLElement} turn @returns {Answered} */
export function answerTo(turn) {
  const said = /** @type {HTMLElement} */ (turn.querySelector(".turn__said")?.cloneNode(true));
  said.querySelector(":scope > .turn__quote")?.remove();
  for (const ends of said.querySelectorAll("p, br, li, pre")) ends.after(" ");
  const quoted = [...said.querySelectorAll("blockquote")];
  const saysMore = [...said.children].some((one) => one.localName !== "blockquote" && one.textContent?.trim());
  if (saysMore) for (const one of quoted) one.remove();
  return {
    seq: Number(turn.dataset.seq),
    name: turn.querySelector(".turn__who b")?.textContent ?? "",
    words: (said.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 120),
  };
}

/** The quotes in a talk, and the ways to answer. */
export class Quotes {
  /** @type {{turn: HTMLElement, x: number, y: number} | null} */ #drawn = null;

  /** @param {HTMLElement} room @param {{goTo: (hash: string) => void, isHere: (seq: number) => boolean, mayWrite: () => boolean, answer: (answered: Answered) => void}} around */
  constructor(room, around) {
    room.addEventListener("click", (event) => {
      const quote = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest(".turn__quote"));
      if (!quote || event.ctrlKey || event.metaKey) return;
      const seq = Number(quote.dataset.seq);
      // What stands at another table, or too far up, is a page of its own.
      if (!quote.getAttribute("href")?.startsWith(`/rooms/${room.dataset.room}/`) || !around.isHere(seq)) return;
      event.preventDefault();
      around.goTo(`#m${seq}`);
    });
    room.addEventListener("keydown", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (event.key.toLowerCase() !== "r" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const turn = /** @type {HTMLElement | null} */ (target.closest(".turn"));
      if (!turn || target.closest("input, textarea") || !answerable(turn) || !around.mayWrite()) return;
      event.preventDefault();
      around.answer(answerTo(turn));
    });
    room.addEventListener("touchstart", (event) => {
      const { clientX: x, clientY: y } = event.touches[0];
      const turn = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".turn"));
      const isAtEdge = x < EDGE_PX || x > window.innerWidth - EDGE_PX;
      const scrolls = /** @type {Element} */ (event.target).closest("pre, input, textarea, .turn__menu");
      this.#drawn = turn && event.touches.length === 1 && !isAtEdge && !scrolls && answerable(turn) && around.mayWrite() ? { turn, x, y } : null;
    }, { passive: true });
    room.addEventListener("touchmove", (event) => {
      if (!this.#drawn) return;
      const { turn, x, y } = this.#drawn;
      const far = x - event.touches[0].clientX;
      if (Math.abs(event.touches[0].clientY - y) > Math.max(24, far / 2)) return this.#letGo();
      if (far < 12) return;
      turn.classList.add("turn--drawn");
      turn.style.translate = `-${Math.min(far, FAR_PX + 8)}px`;
    }, { passive: true });
    room.addEventListener("touchend", (event) => {
      const drawn = this.#drawn;
      this.#letGo();
      if (drawn && drawn.x - event.changedTouches[0].clientX >= FAR_PX) around.answer(answerTo(drawn.turn));
    });
    room.addEventListener("touchcancel", () => this.#letGo());
  }

  #letGo() {
    this.#drawn?.turn.classList.remove("turn--drawn");
    this.#drawn?.turn.style.removeProperty("translate");
    if (this.#drawn?.turn.getAttribute("style") === "") this.#drawn.turn.removeAttribute("style");
    this.#drawn = null;
  }
}

/** @param {HTMLElement} turn */
const answerable = (turn) => turn.dataset.gone === undefined && turn.dataset.seq !== undefined;

/** A message was laid down: say of what it answers why no word stands there. @param {HTMLElement} turn */
export function dressQuote(turn) {
  const quote = /** @type {HTMLElement | null} */ (turn.querySelector(":scope > .turn__said > .turn__quote"));
  const words = quote?.lastElementChild;
  if (quote?.dataset.gone !== undefined && words) words.textContent = say("Taken back.");
  else if (quote?.dataset.unheard !== undefined && words) words.textContent = say("Somebody you do not hear.");
  const slip = /** @type {HTMLElement | null} */ (turn.querySelector(":scope > .turn__said > .turn__forward"));
  if (slip) dressForward(slip);
}

/** Somebody has another name: what is quoted of theirs shows it. @param {HTMLElement} list @param {{person: number, name: string, lang: string}} altered */
export function renameQuoted(list, { person, name, lang }) {
  for (const named of list.querySelectorAll(`.turn__quote > b[data-person="${person}"]`)) {
    named.textContent = name;
    named.setAttribute("lang", lang);
  }
}

/** What was passed on: say so, and what there is besides words. @param {HTMLElement} slip */
function dressForward(slip) {
  if (slip.dataset.closed !== undefined) {
    /** @type {HTMLElement} */ (slip.querySelector(":scope > span")).textContent = say("Something was passed on that not everybody here may read any more.");
    return;
  }
  if (slip.dataset.unheard !== undefined || slip.querySelector(".turn__forward-from")) return;
  slip.querySelector("svg")?.after(element("span", "turn__forward-from", say("Passed on from")), " ");
  const besides = /** @type {HTMLElement | null} */ (slip.querySelector(".turn__forward-with"));
  if (!besides) return;
  const { pictures, files } = besides.dataset;
  const told = [];
  if (Number(pictures)) told.push(sayCount("with {count} picture", "with {count} pictures", Number(pictures)));
  if (Number(files)) told.push(sayCount("with {count} file", "with {count} files", Number(files)));
  besides.textContent = told.join(" · ");
}
