// How somebody is called who has left the house for good: the house sends no name for them, in no language.

import { say } from "./words.js";

/** What stands for a name that is none. @param {string} name */
export const called = (name) => name || say("a guest who left");

/** The names in a piece of the house’s own HTML that are none. @param {ParentNode} piece */
export function callThoseWhoLeft(piece) {
  for (const named of piece.querySelectorAll("[data-left]")) {
    named.textContent = called("");
    named.setAttribute("lang", document.documentElement.lang);
  }
}
