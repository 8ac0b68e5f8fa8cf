// Where in the talk one is: at its end, which stays in view, or somewhere further up, which nothing may move. What was
// said earlier is fetched as one comes near it.

import { ask } from "./ask.js";

/** So near to the end counts as being there. */
const END_PX = 96;

/**
 * @typedef {object} Around
 * @property {string} address where this talk is
 * @property {(seq: number) => string} earlier where the messages before this one are
 * @property {(messages: any[], mine: Record<string, string[]>, votes: Record<string, number[]>) => void} mine what the reader did at these messages
 * @property {() => void} moved the reader has moved, or come back to the page
 * @property {() => void} left the reader leaves the page
 * @property {(text: string) => void} tell
 */

export class Scroll {
  #room; #talk; #around;
  #isLoadingEarlier = false;
  #listeners = new AbortController();
  isAtEnd = true;

  /** @param {HTMLElement} room the <chalou-room> @param {import("./talk.js").Talk} talk @param {Around} around */
  constructor(room, talk, around) {
    this.#room = room;
    this.#talk = talk;
    this.#around = around;
  }

  /** Go to where the reader begins, and watch from there. */
  begin() {
    const room = this.#room;
    const on = { signal: this.#listeners.signal, passive: true };
    const look = () => {
      this.isAtEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - END_PX;
      this.#around.moved();
    };
    const stay = () => this.isAtEnd && this.toEnd();
    window.addEventListener("scroll", look, on);
    document.addEventListener("visibilitychange", () => this.#around.moved(), on);
    window.addEventListener("pagehide", () => this.#around.left(), on);
    window.visualViewport?.addEventListener("resize", stay, on);
    new ResizeObserver(stay).observe(/** @type {HTMLElement} */ (room.querySelector(".place")));
    room.querySelector(".below")?.addEventListener("click", (event) => {
      event.preventDefault();
      if (this.#talk.hasLater) location.assign(this.#around.address);
      else this.toEnd();
    });
    window.addEventListener("hashchange", () => this.goTo(location.hash), on);
    const earlier = room.querySelector(".earlier > a");
    if (earlier) {
      earlier.addEventListener("click", (event) => {
        event.preventDefault();
        this.#loadEarlier(true);
      });
      new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.#loadEarlier(false), { rootMargin: "600px 0px 0px" }).observe(earlier);
    }
    this.#start();
    look();
  }

  leave() { this.#listeners.abort(); }

  /** At the message one came for, else at what is new, else at the end. */
  #start() {
    const at = new URLSearchParams(location.search).get("at");
    if (at && this.goTo(`#m${at}`)) return;
    if (/^#m\d+$/.test(location.hash) && this.goTo(location.hash)) return;
    const line = this.#room.querySelector(".talk__list .new");
    if (line) window.scrollBy({ top: line.getBoundingClientRect().top - window.innerHeight / 3, behavior: "instant" });
    else if (!this.#talk.hasLater) this.toEnd();
  }

  /** @param {string} hash the address of a message within the page */
  goTo(hash) {
    const seq = /^#m(\d+)$/.exec(hash)?.[1];
    if (!seq) return false;
    const turn = this.#talk.turn(Number(seq));
    if (!turn) {
      if (!location.search.includes(`at=${seq}`)) location.assign(`${this.#around.address}?at=${seq}`);
      return false;
    }
    for (const marked of this.#room.querySelectorAll(".turn--marked")) marked.classList.remove("turn--marked");
    turn.classList.add("turn--marked");
    turn.scrollIntoView({ block: "center", behavior: "instant" });
    return true;
  }

  toEnd() {
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    this.isAtEnd = true;
    this.#around.moved();
  }

  /** Whoever was at the end stays there; whoever reads further up is not moved. @param {() => void} change */
  keepingPlace(change) {
    const wasAtEnd = this.isAtEnd;
    change();
    if (wasAtEnd) this.toEnd();
  }

  /** @param {boolean} isAsked somebody pressed the link, and wants to know why nothing comes */
  async #loadEarlier(isAsked) {
    const talk = this.#talk;
    const list = /** @type {HTMLElement} */ (this.#room.querySelector(".talk__list"));
    const first = talk.first;
    if (!first || !talk.hasEarlier || this.#isLoadingEarlier) return;
    this.#isLoadingEarlier = true;
    try {
      const page = await ask(this.#around.earlier(Number(first.dataset.seq)));
      const wasAt = first.getBoundingClientRect().top;
      list.ariaLive = "off"; // what was said long ago is not read out
      this.#around.mine(page.messages, page.mine, page.votes);
      talk.putEarlier(page.messages, page.has_earlier);
      talk.decorate();
      if (!talk.hasEarlier) this.#room.querySelector(".earlier")?.remove();
      window.scrollBy({ top: first.getBoundingClientRect().top - wasAt, behavior: "instant" });
      window.setTimeout(() => { list.ariaLive = null; }, 500);
    } catch (refusal) {
      if (isAsked) this.#around.tell(/** @type {Error} */ (refusal).message);
    }
    this.#isLoadingEarlier = false;
  }
}
