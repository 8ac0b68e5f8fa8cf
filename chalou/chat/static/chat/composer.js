// The place where one writes. It keeps the draft, knows when Enter means "send", and shows what was not accepted.

import { say } from "../web/words.js";
import { inFront } from "./kept.js";
import { Bringing } from "./wanted.js";

/**
 * Does this key send? Never while an input method is composing: there Enter chooses a word. Safari ends the
 * composition before it reports the key, and marks that key with 229.
 * @param {{key: string, keyCode: number, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean, isComposing: boolean}} event
 * @param {boolean} isTouchFirst where one types with thumbs, Enter is a new line and the button sends
 */
export function sends(event, isTouchFirst) {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return !isTouchFirst && !event.shiftKey && !event.altKey;
}

export const isTouchFirst = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

/** Let a field grow with its text where the browser's own `field-sizing` is missing. @param {HTMLTextAreaElement} field */
export function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

export class Composer {
  #form; #field; #wrong; #draft; #pictures;
  /** @type {number | undefined} */ #clearing;

  /**
   * @param {HTMLFormElement} form
   * @param {import("./kept.js").Draft} draft
   * @param {(text: string, attachments: import("./pictures.js").Attached[], announces: boolean) => void} send
   * @param {number} room
   * @param {HTMLElement} around where pictures may be dropped
   */
  constructor(form, draft, send, room, around) {
    this.#form = form;
    this.#draft = draft;
    this.#field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    this.#wrong = /** @type {HTMLElement} */ (form.querySelector(".place__wrong"));
    // What the server gave back (a refusal without scripts) is newer than the draft.
    if (this.#field.value) draft.text = this.#field.value;
    else this.#field.value = draft.text;
    grow(this.#field);
    this.#pictures = new Bringing(form, room, draft, around, (text) => this.#explain(text));
    this.#field.addEventListener("input", () => {
      draft.text = this.#field.value;
      grow(this.#field);
    });
    this.#field.addEventListener("keydown", (event) => {
      if (!sends(event, isTouchFirst())) return;
      event.preventDefault();
      form.requestSubmit();
    });
    // The button does not take the focus: on a phone the keyboard stays, and nothing moves away under the thumb.
    form.querySelector(".send")?.addEventListener("mousedown", (event) => event.preventDefault());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#field.value;
      if (this.#pictures.isUnderWay) {
        this.#pictures.whenHere(() => form.requestSubmit());
        return;
      }
      const attachments = this.#pictures.take();
      if (!text.trim() && !attachments.length) {
        this.#field.focus({ preventScroll: true });
        return;
      }
      this.#set("");
      this.#explain("");
      const announces = !!this.#announce?.checked;
      if (this.#announce) this.#announce.checked = false;
      send(text, attachments, announces);
      this.#field.focus({ preventScroll: true });
    });
  }

  /**
   * A text that was not accepted comes back in front of what is being typed, with the reason and the wait.
   * @param {string} text @param {string} reason @param {number | null | undefined} waitS @param {import("./pictures.js").Attached[]} [attachments] @param {boolean} [announces]
   */
  giveBack(text, reason, waitS, attachments = [], announces = false) {
    if (this.#announce && announces) this.#announce.checked = true;
    this.#pictures.giveBack(attachments);
    const added = inFront(text, this.#field.value).length - this.#field.value.length;
    const { selectionStart, selectionEnd } = this.#field;
    this.#set(inFront(text, this.#field.value));
    this.#field.setSelectionRange(selectionStart + added, selectionEnd + added);
    this.#explain(reason);
    // Do not leave "too fast" standing after one may speak again.
    if (waitS) this.#clearing = window.setTimeout(() => this.#explain(""), waitS * 1000 + 4000);
  }

  /** A host may say it as an announcement. @returns {HTMLInputElement | null} */
  get #announce() { return this.#form.querySelector(".announce:not([hidden]) > input"); }

  /** The form was taken out of the page; its text is in the draft. */
  leave() {
    this.#draft.text = this.#field.value;
    this.#pictures.leave();
    this.#form.remove();
  }

  /** @param {string} text */
  #set(text) {
    this.#field.value = text;
    this.#draft.text = text;
    grow(this.#field);
  }

  /** @param {string} text */
  #explain(text) {
    window.clearTimeout(this.#clearing);
    this.#wrong.textContent = text;
    this.#wrong.hidden = !text;
    if (text) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
  }
}

/** What was written and is not yet in the talk, below it. */
export class OnTheWay {
  #list; #pattern;

  /** @param {HTMLElement} list @param {HTMLTemplateElement} pattern */
  constructor(list, pattern) {
    this.#list = list;
    this.#pattern = pattern;
  }

  /** @param {import("./kept.js").Waiting[]} posts @param {boolean} isReady */
  show(posts, isReady) {
    this.#list.replaceChildren(...posts.map((post) => {
      const turn = /** @type {HTMLElement} */ (/** @type {Element} */ (this.#pattern.content.firstElementChild).cloneNode(true));
      /** @type {HTMLElement} */ (turn.querySelector(".turn__said > p")).textContent = post.text;
      if (post.attachments) turn.append(alongside(post.room, post.attachments));
      const state = /** @type {HTMLElement} */ (turn.querySelector(".turn__state"));
      state.textContent = isReady || post.seq ? say("sending…") : say("waiting for the connection");
      return turn;
    }));
  }
}

/** @param {number} room @param {import("./pictures.js").Attached[]} attachments */
function alongside(room, attachments) {
  const line = document.createElement("div");
  line.className = "turn__with on-the-way__with";
  line.append(...attachments.map((one) => {
    if (one.kind !== "picture") return document.createTextNode(one.name ?? "");
    const picture = document.createElement("img");
    picture.alt = one.alt;
    picture.src = `/rooms/${room}/attachments/${one.id}/small/`;
    return picture;
  }));
  return line;
}
