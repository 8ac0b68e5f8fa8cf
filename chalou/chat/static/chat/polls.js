// A poll in the talk: its figures as the house writes them, and around them what is the reader's own. The house's fragment
// has no word and no control; both are made here, so that a poll that was open for a day equals a fresh one.

import { say, sayCount } from "../web/words.js";
import { ask } from "./ask.js";
import { element } from "./talk.js";

/** Longer than this no timer of a browser waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** @type {WeakMap<HTMLElement, number>} */
const timers = new WeakMap();
/** What the reader's own vote was when a poll was last dressed. @type {WeakMap<HTMLElement, string>} */
const dressedWith = new WeakMap();

/** As the house reckons (rules/polls.py). @param {number} votes @param {number} voters */
export function percent(votes, voters) {
  return voters ? Math.floor((200 * votes + voters) / (2 * voters)) : 0;
}

/** @param {HTMLElement} poll @returns {HTMLElement[]} */
const choicesOf = (poll) => [...poll.querySelectorAll(".poll__choice")].map((one) => /** @type {HTMLElement} */ (one));

/** @param {HTMLElement} turn @param {{voters: number, votes: number[]}} figures */
export function setFigures(turn, { voters, votes }) {
  const poll = /** @type {HTMLElement | null} */ (turn.querySelector(":scope > .poll"));
  const count = poll?.querySelector(".poll__who .num");
  if (!poll || !count) return;
  for (const [n, choice] of choicesOf(poll).entries()) {
    const share = percent(votes[n], voters);
    const [number, rate] = /** @type {HTMLElement} */ (choice.querySelector(".poll__votes")).children;
    number.textContent = String(votes[n]);
    rate.textContent = `${share}%`;
    choice.querySelector("rect")?.setAttribute("width", String(share));
  }
  count.textContent = String(voters);
  label(poll);
}

/** What the reader chose, and the words. It may be called as often as one likes. @param {HTMLFormElement} poll @param {import("./votes.js").Dress} reader */
export function dress(poll, { mine, mayVote, again }) {
  const { several, secret, closes, closed } = poll.dataset;
  const left = closes ? new Date(closes).getTime() - Date.now() : Infinity;
  const isOver = closed !== undefined || left <= 0;
  // Of a secret vote that is over nobody knows any more who chose what.
  const own = secret !== undefined && isOver ? [] : mine;
  const isOpen = mayVote && !isOver;
  // What somebody is just choosing stays, unless their vote is another by now.
  const isOther = dressedWith.get(poll) !== String(own);
  dressedWith.set(poll, String(own));
  for (const [n, choice] of choicesOf(poll).entries()) {
    const isMine = own.includes(n + 1);
    choice.classList.toggle("poll__choice--mine", isMine);
    const words = /** @type {HTMLElement} */ (choice.querySelector(".poll__words"));
    const input = controlOf(words, isOpen, several === undefined ? "radio" : "checkbox", n + 1);
    if (input && isOther) input.checked = isMine;
    put(choice, "poll__mine", isMine && !isOpen ? element("span", "poll__mine", say("your vote")) : null);
  }
  put(poll, "poll__row", isOpen ? row(own.length > 0) : null);
  put(poll, "poll__about", element("p", "poll__about", [
    several === undefined ? say("One choice") : say("Several choices"),
    secret === undefined ? say("open: names are shown") : say("secret: only figures are shown"),
    ...closes || isOver ? [] : [say("open until it is closed")],
  ].join(" · ")));
  // The moment itself stands in the house's fragment.
  const until = poll.querySelector(".poll__until");
  if (until) {
    poll.querySelector(".poll__word")?.remove();
    until.before(element("span", "poll__word", isOver ? say("closed") : say("open until")));
  }
  label(poll);
  window.clearTimeout(timers.get(poll));
  if (!isOver && closes) timers.set(poll, window.setTimeout(() => poll.isConnected && again(), Math.min(left + 50, LONGEST_MS)));
}

/** Send what is chosen. @param {HTMLFormElement} poll @param {boolean} isUndone @returns {Promise<import("./votes.js").Voted>} */
export function send(poll, isUndone) {
  const chosen = /** @type {NodeListOf<HTMLInputElement>} */ (poll.querySelectorAll("input:checked"));
  return ask(poll.getAttribute("action") ?? "", isUndone ? [["undo", "yes"]] : [...chosen].map((one) => ["choice", one.value]));
}

/** @param {HTMLElement} words @param {boolean} isOpen @param {string} type @param {number} place @returns {HTMLInputElement | null} */
function controlOf(words, isOpen, type, place) {
  const there = words.querySelector("input");
  if (!isOpen) {
    there?.remove();
    return null;
  }
  if (there) return there;
  const input = document.createElement("input");
  input.type = type;
  input.name = "choice";
  input.value = String(place);
  words.prepend(input);
  return input;
}

/** @param {boolean} hasVoted */
function row(hasVoted) {
  const made = element("p", "poll__row row", "");
  made.append(element("button", "btn btn--plain btn--s", hasVoted ? say("Vote otherwise") : say("Vote")));
  if (hasVoted) made.append(element("button", "btn btn--quiet btn--s poll__undo", say("Take my vote back")));
  return made;
}

/** A part of what is added: put in its place above the foot, or at the end; left alone where it is the same. @param {HTMLElement} inside @param {string} name @param {HTMLElement | null} made */
function put(inside, name, made) {
  const there = inside.querySelector(`:scope > .${name}`);
  if (there && made && there.outerHTML === made.outerHTML) return; // it may have the focus
  there?.remove();
  const foot = inside.querySelector(":scope > .poll__foot");
  if (made && foot && name === "poll__about") foot.before(made);
  else if (made && foot) inside.querySelector(".poll__choices")?.after(made);
  else if (made) inside.append(made);
}

/** @param {HTMLElement} poll */
function label(poll) {
  const who = /** @type {HTMLElement} */ (poll.querySelector(".poll__who"));
  const count = Number(who.querySelector(".num")?.textContent);
  const told = sayCount("{count} person has voted", "{count} people have voted", count);
  who.setAttribute("aria-label", told);
  who.setAttribute("title", told);
}
