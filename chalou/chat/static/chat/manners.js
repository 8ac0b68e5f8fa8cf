// How the room talks, and listening first: the line under its name, the card of whoever is new, and the moment when it
// becomes the place where one writes. Words come from the page itself; what stands in that place is fetched.

import { ask } from "./ask.js";
import { say, sayCount } from "../web/words.js";
import { isNamedIn } from "./said.js";

const A_MINUTE_MS = 60_000;
/** So much later does one more person in the room make us ask, as in panes.js; a mode changes for all in one instant. */
const PATIENCE_A_SEAT_MS = 5;
const LONGEST_PATIENCE_MS = 5000;
const TRY_AGAIN_MS = 2000;
/** Shares of the way at which a screen reader is told how far one has come. */
const STEPS = 4;

/**
 * @typedef {object} Around
 * @property {number} person
 * @property {(card: HTMLTemplateElement) => void} put something else at the foot of the talk
 * @property {(frame: {do: string, [key: string]: any}) => boolean} send
 * @property {(text: string) => void} tell
 * @property {() => void} fetchPanes
 * @property {(change: () => void) => void} keepingPlace
 */

export class Manners {
  #room; #around; #holds;
  /** @type {number | undefined} */ #fetching;
  /** @type {number | undefined} */ #waiting;
  /** How often the foot of the talk was fetched: an older answer does not cover a newer one. */ #fetched = 0;
  /** The change of the newest frame that said how the room talks. */ #toldAt = 0;
  /** When the clock has nothing against the reader any more. */ #until = 0;
  #step = 0;

  /** @param {HTMLElement} room the <chalou-room> @param {Around} around */
  constructor(room, around) {
    this.#room = room;
    this.#around = around;
    this.#holds = !!room.querySelector("#floor[data-mine]");
    room.addEventListener("submit", (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (!form.matches(".modes__form, .waiting form, .listen__ask")) return;
      event.preventDefault();
      const chosen = /** @type {HTMLButtonElement | null} */ (event.submitter);
      ask(form.action, chosen?.name ? { [chosen.name]: chosen.value } : {}).catch((refusal) => around.tell(refusal.message));
    });
    this.#begin();
  }

  /** @param {any} frame of this room, of whatever kind */
  hear(frame) {
    const { mode, slowS } = this.#room.dataset;
    if (frame.mode !== undefined && frame.change >= this.#toldAt) {
      this.#toldAt = frame.change;
      if (frame.mode !== mode || String(frame.slow_s) !== slowS) this.#talksOtherwise(frame.mode, frame.slow_s);
    }
    if (frame.is === "listening") this.#listening(frame);
    else if (frame.is === "message") this.#said(frame);
    else if (frame.is === "floor") this.#floorIs(frame.people);
    else if (frame.is === "since") this.#floorIs(frame.floor?.people);
  }

  /** Whoever has the floor writes, also where they would listen, or read along. @param {{person: number, place: number}[]} [people] */
  #floorIs(people = []) {
    const holds = people.some(({ person, place }) => place === 0 && person === this.#around.person);
    if (holds === this.#holds) return;
    this.#holds = holds;
    this.#fetch();
  }

  /** @param {string} mode @param {number} slowS */
  #talksOtherwise(mode, slowS) {
    const was = this.#room.dataset.mode ?? "open";
    this.#room.dataset.mode = mode;
    this.#room.dataset.slowS = String(slowS);
    const line = /** @type {HTMLElement | null} */ (this.#room.querySelector(".talk__mode"));
    if (line) {
      const words = this.#words(`[data-mode="${mode}"][data-slow-s="${slowS}"]`);
      this.#around.keepingPlace(() => {
        line.textContent = words;
        line.hidden = !words;
      });
    }
    if (this.#room.querySelector(".modes")) this.#around.fetchPanes();
    // From open to slow nothing changes at the foot of the talk.
    const isFree = (/** @type {string} */ one) => one === "open" || one === "slow";
    if (!isFree(was) || !isFree(mode)) this.#fetchSoon();
  }

  /** @param {string} which */
  #words(which) {
    const words = /** @type {HTMLTemplateElement | null} */ (this.#room.querySelector("template.words-of-modes"));
    return words?.content.querySelector(which)?.textContent ?? "";
  }

  /** @param {{settled: boolean, heard: number, of: number, wait_s: number, asks: boolean, asked: boolean, put_off: string | null}} frame */
  #listening(frame) {
    const { card } = this;
    if (frame.settled) {
      if (!card && !this.#room.querySelector(".place__asked")) return;
      this.#fetch(this.#words("[data-settled]"));
    } else if (card) {
      this.#show(card, frame);
      // What else the card says is another, too: asked for a seat, a word of a host, questions answered.
      const asks = card.dataset.asks !== undefined;
      const mayAsk = !!this.#room.querySelector(".listen__ask");
      if (frame.asks !== asks || frame.asked === mayAsk || (frame.put_off !== null) !== !!this.#room.querySelector(".listen .reason")) this.#fetch();
    }
  }

  /** @param {any} frame a message */
  #said(frame) {
    if (frame.gone) return;
    const asked = this.#room.querySelector(".place__asked");
    if (asked && frame.author === this.#around.person) this.#fetch();
    else if (this.card && frame.author !== this.#around.person && isNamedIn(frame.html ?? "", this.#around.person)) this.#fetch();
  }

  /** @returns {HTMLElement | null} how far the reader has come, where they listen */
  get card() { return this.#room.querySelector(".place .listen__far"); }

  /** A card stands there: the clock runs. */
  #begin() {
    window.clearTimeout(this.#waiting);
    const { card } = this;
    if (card) this.#wait(card, Number(card.dataset.waitS ?? 0));
  }

  /** @param {HTMLElement} card @param {{heard: number, of: number, wait_s: number}} frame */
  #show(card, { heard, of, wait_s: waitS }) {
    const bar = card.querySelector("progress");
    const words = card.querySelector(".listen__heard");
    if (bar && words) {
      /** @type {HTMLElement} */ (words.parentElement).hidden = !of;
      bar.max = of || 1;
      bar.value = heard;
      words.textContent = say("You have heard {heard} of {wanted} messages.", { heard, wanted: of });
      const step = of ? Math.floor((heard / of) * STEPS) : 0;
      if (step > this.#step) /** @type {HTMLElement} */ (card.querySelector("[role=status]")).textContent = words.textContent;
      this.#step = Math.max(step, this.#step);
    }
    this.#wait(card, waitS);
  }

  /** Say how long it still takes, and ask the house when it is over. @param {HTMLElement} card @param {number} waitS */
  #wait(card, waitS) {
    this.#until = Date.now() + waitS * 1000;
    const tick = () => {
      window.clearTimeout(this.#waiting);
      const leftMs = this.#until - Date.now();
      const line = /** @type {HTMLElement | null} */ (card.querySelector(".listen__wait"));
      if (!card.isConnected || !line) return;
      const minutes = Math.max(1, Math.ceil(leftMs / A_MINUTE_MS));
      line.hidden = leftMs <= 0;
      line.textContent = minutes === 1 ? say("About a minute more.") : sayCount("About {count} more minute.", "About {count} more minutes.", minutes);
      if (leftMs > 0) this.#waiting = window.setTimeout(tick, Math.min(leftMs + 250, (leftMs % A_MINUTE_MS) + 250));
      else if (waitS) this.#around.send({ do: "listening", room: Number(this.#room.dataset.room) });
    };
    tick();
  }

  /** For all who sit here in one instant: not everybody asks at once. */
  #fetchSoon() {
    const seated = Number(this.#room.querySelector(".to-side .num")?.textContent || 0);
    const patience = Math.min(LONGEST_PATIENCE_MS, seated * PATIENCE_A_SEAT_MS);
    window.clearTimeout(this.#fetching);
    this.#fetching = window.setTimeout(() => this.#fetch(), Math.random() * patience);
  }

  /** What stands at the foot of the talk now. @param {string} [words] to be said when it stands there */
  async #fetch(words) {
    const { room, thread } = this.#room.dataset;
    const mine = ++this.#fetched;
    const answer = await fetch(`/rooms/${room}/place/?thread=${thread}`).catch(() => null);
    if (mine !== this.#fetched) return;
    // Without a line, or while the house is busy: nobody tells it a second time.
    if (!answer || answer.status >= 500) this.#fetching = window.setTimeout(() => this.#fetch(words), TRY_AGAIN_MS);
    if (!answer?.ok) return;
    const anew = document.createElement("template");
    anew.innerHTML = await answer.text();
    const holder = /** @type {HTMLElement | null} */ (anew.content.querySelector("[data-place]"));
    if (!holder) return;
    const side = /** @type {HTMLElement | null} */ (this.#room.querySelector("#side"));
    const place = holder.dataset.place ?? "";
    const was = side?.dataset.place ?? "";
    const wasAsked = !!this.#room.querySelector(".place__asked");
    if (side) side.dataset.place = place;
    // Whoever writes goes on writing.
    if (!place && !was && wasAsked === !!holder.querySelector(".place__asked")) return;
    holder.replaceWith(...holder.childNodes);
    const hadFocus = !!this.#room.querySelector(".place__in")?.contains(document.activeElement);
    this.#around.keepingPlace(() => this.#around.put(anew));
    if (hadFocus) /** @type {HTMLElement | null} */ (this.#room.querySelector("#say"))?.focus({ preventScroll: true });
    if (words && !place) this.#around.tell(words);
    this.#begin();
  }
}
