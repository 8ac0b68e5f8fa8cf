// The questions that are left while one types, and the one that a link leads to. Without this the form does the same.

import { say } from "../web/words.js";

/** @param {string} text as it is compared: width and case do not matter, nor do marks between words */
export const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[，。？！、；：“”（）?!,;:()*\u0060"']+/g, " ");

/** @param {string[]} words @param {string} text already plain */
export const finds = (words, text) => words.every((word) => text.includes(word));

const FEW = 3;

class Help extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("#q");
    if (!(field instanceof HTMLInputElement)) return;
    const questions = [...this.querySelectorAll("details.question")].map((one) => ({
      one,
      text: plain(["summary", ".answer"].map((part) => one.querySelector(part)?.textContent ?? "").join(" ")),
    }));
    // What the form has found already is only a part, to look through in which would hide the rest.
    if (!field.value) field.addEventListener("input", () => this.#filter(field.value, questions));
    this.#unfold();
    window.addEventListener("hashchange", () => this.#unfold());
  }

  /** @param {string} typed @param {{one: Element, text: string}[]} questions */
  #filter(typed, questions) {
    const words = plain(typed).split(/\s+/).filter(Boolean);
    const found = questions.filter(({ one, text }) => {
      const isFound = finds(words, text);
      one.toggleAttribute("hidden", !isFound);
      return isFound;
    });
    for (const { one } of questions) one.toggleAttribute("open", words.length > 0 && found.length <= FEW && !one.hasAttribute("hidden"));
    for (const section of this.querySelectorAll(".help__section")) {
      section.toggleAttribute("hidden", !section.querySelector("details.question:not([hidden])"));
    }
    this.querySelector(".help__ways")?.toggleAttribute("hidden", words.length > 0);
    this.querySelector(".seek__none")?.toggleAttribute("hidden", found.length > 0);
    const told = this.querySelector(".seek__found");
    if (told) told.textContent = words.length ? say("Questions found: {num}", { num: found.length }) : "";
  }

  /** Older browsers do not unfold what a link leads to. */
  #unfold() {
    const led = document.getElementById(location.hash.slice(1));
    const around = led?.closest("details");
    if (!led || !around || around.open) return;
    around.open = true;
    led.scrollIntoView();
  }
}

customElements.define("chalou-help", Help);
