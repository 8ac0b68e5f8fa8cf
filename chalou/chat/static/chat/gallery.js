// The pictures of a talk, one by one: with the arrows of the keyboard, by swiping, by buttons. Without this file a picture
// opens at its own address. It comes when it is wanted (wanted.js).

import { say } from "../web/words.js";

const SWIPE_PX = 40;
/** Longer than wide by more: it is read from the top, at its full width. */
const LONG = 2;

/** Does a finger that went this far turn the page, and which way? @param {number} across @param {number} down */
export function swiped(across, down) {
  if (Math.abs(across) < SWIPE_PX || Math.abs(across) < 2 * Math.abs(down)) return 0;
  return across < 0 ? 1 : -1;
}

export class Gallery {
  #around; #pattern;
  /** @type {HTMLDialogElement | null} */ #dialog = null;
  /** @type {HTMLAnchorElement | null} */ #at = null;

  /** @param {HTMLElement} around @param {HTMLTemplateElement | null} pattern */
  constructor(around, pattern) {
    this.#around = around;
    this.#pattern = pattern;
  }

  /** @returns {HTMLAnchorElement[]} all that stand in the talk now */
  get #links() { return [...this.#around.querySelectorAll(".picture__link")].map((one) => /** @type {HTMLAnchorElement} */ (one)); }

  /** @param {HTMLAnchorElement} link */
  open(link) {
    const dialog = /** @type {HTMLDialogElement | null} */ (this.#pattern?.content.firstElementChild?.cloneNode(true) ?? null);
    if (!dialog) return;
    this.#dialog = dialog;
    /** @type {HTMLElement} */ (dialog.querySelector(".gallery__back")).addEventListener("click", () => this.#go(-1));
    /** @type {HTMLElement} */ (dialog.querySelector(".gallery__on")).addEventListener("click", () => this.#go(1));
    /** @type {HTMLElement} */ (dialog.querySelector(".gallery__close")).addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && this.#go(step)) event.preventDefault();
    });
    this.#watchSwipes(/** @type {HTMLElement} */ (dialog.querySelector(".gallery__stage")));
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.#dialog = null;
      // To where one was looking last, which may be another than where one began.
      const last = this.#at?.isConnected ? this.#at : link;
      last.focus({ preventScroll: true });
      last.scrollIntoView({ block: "nearest" });
    });
    document.body.append(dialog);
    dialog.showModal();
    this.#show(link);
  }

  /** @param {number} step */
  #go(step) {
    const links = this.#links;
    const at = this.#at ? links.indexOf(this.#at) : -1;
    const next = links[at + step];
    // What was taken back meanwhile is no longer there to be looked at.
    if (at < 0) this.#dialog?.close();
    else if (next) this.#show(next);
    return at < 0 || !!next;
  }

  /** @param {HTMLAnchorElement} link */
  #show(link) {
    const dialog = this.#dialog;
    const small = link.querySelector("img");
    if (!dialog || !small) return;
    this.#at = link;
    const links = this.#links;
    const at = links.indexOf(link);
    const width = Number(link.dataset.width), height = Number(link.dataset.height);
    const picture = document.createElement("img");
    picture.width = width;
    picture.height = height;
    picture.alt = small.alt;
    picture.lang = small.lang;
    picture.src = link.href;
    const stage = /** @type {HTMLElement} */ (dialog.querySelector(".gallery__stage"));
    stage.classList.toggle("gallery__stage--long", height > LONG * width);
    stage.replaceChildren(picture);
    stage.scrollTop = 0;
    const words = /** @type {HTMLElement} */ (dialog.querySelector(".gallery__alt"));
    words.textContent = small.dataset.unsaid === undefined ? small.alt : "";
    words.lang = small.lang;
    const count = /** @type {HTMLElement} */ (dialog.querySelector(".gallery__count"));
    count.textContent = say("{name} · {at} of {count}", { name: link.closest(".turn")?.querySelector(".turn__who > b")?.textContent ?? "", at: at + 1, count: links.length });
    // Not `disabled`: that would take the focus away, and the arrows with it.
    dialog.querySelector(".gallery__back")?.setAttribute("aria-disabled", String(at <= 0));
    dialog.querySelector(".gallery__on")?.setAttribute("aria-disabled", String(at >= links.length - 1));
    // The next one is there before it is asked for.
    for (const near of [links[at + 1], links[at - 1]]) if (near) new Image().src = near.href;
  }

  /** @param {HTMLElement} stage */
  #watchSwipes(stage) {
    /** @type {{id: number, x: number, y: number} | null} */
    let from = null;
    stage.addEventListener("pointerdown", (event) => {
      // A second finger is about to make it larger.
      from = from || !event.isPrimary ? null : { id: event.pointerId, x: event.clientX, y: event.clientY };
    });
    stage.addEventListener("pointerup", (event) => {
      const isZoomed = (window.visualViewport?.scale ?? 1) > 1.05;
      const step = from?.id === event.pointerId && !isZoomed ? swiped(event.clientX - from.x, event.clientY - from.y) : 0;
      if (step) this.#go(step);
      from = null;
    });
    stage.addEventListener("pointercancel", () => { from = null; });
    stage.addEventListener("dragstart", (event) => event.preventDefault());
  }
}
