// Going from one message that names the reader to the next, at whatever table of the room. The line above the composer
// leads to the next one that has not come into sight; without scripts it leads from page to page.

import { ask } from "./ask.js";
import { say } from "../web/words.js";
import { element } from "./talk.js";

export class Named {
  #room; #around;
  /** Sees the message that names the reader come into sight. @type {IntersectionObserver | undefined} */ #eye;

  /** @param {HTMLElement} room @param {{goTo: (hash: string) => void, turn: (seq: number) => HTMLElement | null, tell: (text: string) => void}} around */
  constructor(room, around) {
    this.#room = room;
    this.#around = around;
    room.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest(".place__named a");
      if (!link || event.ctrlKey || event.metaKey || !around.turn(this.#seq)) return;
      event.preventDefault();
      this.next();
    });
    this.#watch();
  }

  /** A message names the reader, and they have not seen it. @param {number} seq */
  found(seq) {
    if (!this.#seq || seq < this.#seq) this.#show(seq);
  }

  /** To the next one. */
  next() {
    const seq = this.#seq;
    if (!seq) this.#around.tell(say("Nothing new names you here."));
    else if (!this.#around.turn(seq)) location.assign(this.#after(seq - 1));
    else {
      this.#around.goTo(`#m${seq}`);
      this.#passed(seq);
    }
  }

  /** It has been seen: lead to the one after it, if there is one. @param {number} seq */
  async #passed(seq) {
    this.#show(0);
    const answer = await ask(this.#after(seq)).catch(() => null);
    if (answer?.seq) this.found(answer.seq);
  }

  /** @param {number} seq */
  #after(seq) { return `/rooms/${this.#room.dataset.room}/mention/?after=${seq}`; }

  /** @returns {HTMLAnchorElement | null} */
  get #link() { return this.#room.querySelector(".place__named a"); }

  get #seq() { return Number(this.#link?.dataset.seq ?? 0); }

  /** @param {number} seq 0: none */
  #show(seq) {
    this.#room.querySelector(".place__named")?.remove();
    if (seq) {
      const line = element("p", "place__back place__named", "");
      const link = /** @type {HTMLAnchorElement} */ (element("a", "", say("To where you are named")));
      link.href = this.#after(seq - 1);
      link.dataset.seq = String(seq);
      line.append(link);
      this.#room.querySelector(".place__in")?.before(line);
    }
    this.#watch();
  }

  #watch() {
    this.#eye?.disconnect();
    const seq = this.#seq;
    const turn = this.#around.turn(seq);
    if (!turn) return;
    this.#eye = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) this.#passed(seq);
    }, { rootMargin: "-80px 0px -120px" });
    this.#eye.observe(turn);
  }
}
