// For a few seconds after sending one can take it back with one press: the words come back into the field.

import { say } from "../web/words.js";
import { element } from "./talk.js";

const OFFERED_MS = 6000;

export class Undo {
  #place; #takeBack;
  /** @type {HTMLElement | null} */ #shown = null;
  /** @type {number | undefined} */ #ending;

  /** @param {HTMLElement} place the foot of the talk @param {(seq: number, text: string) => void} takeBack */
  constructor(place, takeBack) {
    this.#place = place;
    this.#takeBack = takeBack;
  }

  /** This has just been sent. @param {number} seq @param {string} text */
  offer(seq, text) {
    this.end();
    const button = element("button", "btn btn--quiet undo", say("Undo"));
    button.setAttribute("type", "button");
    button.setAttribute("aria-label", say("Take back what you just sent"));
    button.addEventListener("click", () => {
      this.end();
      this.#takeBack(seq, text);
    });
    this.#place.append(button);
    this.#shown = button;
    this.#ending = window.setTimeout(() => this.end(), OFFERED_MS);
  }

  end() {
    window.clearTimeout(this.#ending);
    this.#shown?.remove();
    this.#shown = null;
  }
}
