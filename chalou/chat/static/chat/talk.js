// The talk in the page: messages in order, and what scripts add around them. Whatever way a message came (with the page,
// live, by catch-up, by scrolling back), `decorate` makes the same of it, so that a page that has been open for a day
// equals a fresh one.

import { callThoseWhoLeft } from "../web/called.js";
import { say } from "../web/words.js";
import { figure } from "../web/figures.js";
import { tell, told } from "../web/times.js";

/** Turns of one person that follow each other this closely are one speech. */
const SAME_SPEECH_MS = 5 * 60_000;

/** @param {Element} turn */
const seqOf = (turn) => Number(/** @type {HTMLElement} */ (turn).dataset.seq);

/**
 * Does this turn go on with the speech of the one before it?
 * @param {{author: string | undefined, at: Date, day: string} | null} before
 * @param {{author: string | undefined, at: Date, day: string}} now
 */
export function goesOn(before, now) {
  return !!before && before.author === now.author && before.day === now.day
    && now.at.getTime() - before.at.getTime() < SAME_SPEECH_MS;
}

/** @typedef {{author: string | undefined, dateTime: string, at: Date, day: string}} Facts */

export class Talk {
  #list;
  /** What was read off each turn: a talk that has been open for a day has thousands. @type {WeakMap<Element, Facts>} */
  #facts = new WeakMap();
  #marksTold = ""; /** @type {Map<string, string>} */ #marks = new Map(); /** @type {WeakMap<Element, string>} */ #marked = new WeakMap();
  /** The first message that is new to this reader; the line stands above it. @type {number | null} */
  newFrom = null;
  newCount = 0;
  /** How many of them are announcements. */ newAnnounced = 0;
  /** Told of each message that was laid down. */ dress = (/** @type {HTMLElement} */ turn) => void turn;

  /**
   * @param {HTMLElement} list
   * @param {{person: number, hasEarlier: boolean, hasLater: boolean, seq: number, newFrom: number | null, newCount: number}} shown
   */
  constructor(list, { person, hasEarlier, hasLater, seq, newFrom, newCount }) {
    this.#list = list;
    // The line breaks of the template: what comes in live has none between messages.
    for (const node of [...list.childNodes]) if (node.nodeType === Node.TEXT_NODE) node.remove();
    this.person = person;
    this.hasEarlier = hasEarlier;
    this.hasLater = hasLater;
    this.newFrom = newFrom;
    this.newCount = newCount;
    /** The newest message the room has, shown here or not. */
    this.seq = Math.max(seq, Number(this.last?.dataset.seq ?? 0));
  }

  /** @returns {HTMLElement[]} */
  get turns() { return [...this.#list.querySelectorAll(":scope > .turn")].map((turn) => /** @type {HTMLElement} */ (turn)); }

  /** @returns {HTMLElement | null} */
  get first() { return this.#list.querySelector(":scope > .turn"); }

  /** @returns {HTMLElement | null} */
  get last() { return /** @type {HTMLElement | null} */ (this.#list.lastElementChild); } // lines stand above turns, never below

  /** @param {number} seq @returns {HTMLElement | null} */
  turn(seq) { return this.#list.querySelector(`:scope > #m${Number(seq)}`); }

  /**
   * Lay a message down at its place. It may come twice, late, or out of order; an older state never covers a newer one.
   * @param {{seq: number, change: number, html: string}} message
   * @returns {"new" | "changed" | "later" | "ignored"} "later": it is newer than what this page shows
   */
  put({ seq, change, html }) {
    const isNewest = seq > this.seq;
    this.seq = Math.max(this.seq, seq);
    const there = this.turn(seq);
    if (there && Number(there.dataset.change) >= change) return "ignored";
    const turn = read(html);
    if (!turn) return "ignored";
    if (there) {
      const form = there.querySelector(":scope > .mend");
      there.replaceWith(turn);
      // Somebody is just mending this message: the form they type in stays.
      if (form && turn.dataset.gone === undefined) turn.append(form);
      return "changed";
    }
    const { first, last } = this;
    if (first && seq < seqOf(first) && this.hasEarlier) return "ignored";
    if (this.hasLater && (!last || seq > seqOf(last))) return isNewest ? "later" : "ignored";
    const next = this.#after(seq);
    if (next) next.before(turn);
    else this.#list.append(turn);
    return "new";
  }

  /**
   * A few words altered a message, not the whole of it. Answers whether nothing is missing here: what was altered before may
   * still be on its way, and must not be taken for older than this.
   * @param {{seq: number, was: number, change: number}} altered @param {number} have up to this change the page has everything
   * @param {(turn: HTMLElement) => void} alter
   */
  altered({ seq, was, change }, have, alter) {
    const turn = this.turn(seq);
    if (!turn) return was <= have; // it stands at another table, or further up
    const shown = Number(turn.dataset.change);
    if (shown < change) {
      if (shown !== was) return false;
      turn.dataset.change = String(change);
      alter(turn);
    }
    return true;
  }

  /** It stands at another table now. @param {number} seq @param {number} change @returns {boolean} whether it stood here */
  remove(seq, change) {
    const there = this.turn(seq);
    if (!there || Number(there.dataset.change) >= change) return false;
    for (const line of linesAbove(there)) line.remove();
    there.remove();
    return true;
  }

  /** Put older messages above the first. @param {{seq: number, change: number, html: string}[]} messages @param {boolean} hasEarlier */
  putEarlier(messages, hasEarlier) {
    this.hasEarlier = false; // while they are laid down nothing is too old
    for (const message of messages) this.put(message);
    this.hasEarlier = hasEarlier;
  }

  /** Where does the talk of others begin to be new? @param {number} seq @param {number} author @param {boolean} [announces] */
  markNew(seq, author, announces = false) {
    if (author === this.person) return;
    this.newFrom ??= seq;
    this.newCount += 1;
    if (announces) this.newAnnounced += 1;
  }

  forgetNew() {
    this.newFrom = null;
    this.newCount = 0;
    this.newAnnounced = 0;
  }

  /**
   * Somebody has another name or cup: everything they said here shows it.
   * @param {{person: number, name: string, lang: string, cup: string, sign: string}} altered
   */
  renamePerson({ person, name, lang, cup, sign }) {
    for (const turn of this.turns) {
      if (Number(turn.dataset.author) !== person) continue;
      const named = turn.querySelector(":scope > .turn__who > b");
      const vessel = turn.querySelector(":scope > .cup");
      if (!named || !vessel) continue;
      named.textContent = name;
      named.setAttribute("lang", lang);
      vessel.className = `cup cup--${cup}`;
      vessel.textContent = sign;
    }
  }

  clear() { this.#list.replaceChildren(); }

  /** Everything that stands around the messages, made from what is there. It may be called as often as one likes. */
  decorate() {
    /** @type {Facts | null} */
    let before = null;
    let day = "";
    let newFrom = this.newFrom;
    const { turns } = this;
    this.#readMarks();
    // The line stands above the first new message; if that one is not loaded, above none.
    if (newFrom !== null && this.hasEarlier && turns[0] && seqOf(turns[0]) > newFrom) newFrom = null;
    for (const turn of turns) {
      const now = this.#completed(turn);
      const isNew = newFrom !== null && seqOf(turn) >= newFrom;
      const lines = [];
      if (now.day !== day) lines.push(dayLine(now.dateTime, now.day));
      if (isNew) lines.push(element("div", "new", say("New from here: {count}", { count: figure(this.newCount) })));
      if (turn.dataset.announcement !== undefined) lines.push(element("div", "announced", say("Announcement")));
      setLinesAbove(turn, lines);
      turn.classList.toggle("turn--goes-on", !isNew && turn.dataset.announcement === undefined && goesOn(before, now));
      this.#mark(turn);
      if (isNew) newFrom = null;
      day = now.day;
      before = turn.dataset.gone === undefined && turn.dataset.announcement === undefined ? now : null;
    }
  }

  /** What stands beside whose name in this room: it comes with the pane beside the talk, and is fetched with it. */
  #readMarks() {
    const side = /** @type {HTMLElement | null} */ (this.#list.closest("chalou-room")?.querySelector("#side"));
    const told = side?.dataset.marks ?? "";
    if (told === this.#marksTold) return;
    this.#marksTold = told;
    this.#marks = new Map(told.split(" ").filter(Boolean).map((one) => /** @type {[string, string]} */ (one.split(":"))));
  }

  /** @param {HTMLElement} turn */
  #mark(turn) {
    const mark = turn.dataset.gone === undefined ? this.#marks.get(turn.dataset.author ?? "") ?? "" : "";
    if ((this.#marked.get(turn) ?? "") === mark) return;
    this.#marked.set(turn, mark);
    turn.querySelector(".turn__mark")?.remove();
    if (mark) turn.querySelector(".turn__who > b")?.after(element("span", "turn__mark mark", markWord(mark)));
  }

  /** One message with its words and controls, and what the lines between messages must know of it. @param {HTMLElement} turn */
  #completed(turn) {
    let facts = this.#facts.get(turn);
    if (!facts) {
      const dateTime = turn.querySelector("time")?.dateTime ?? "";
      const at = new Date(dateTime);
      facts = { author: turn.dataset.author, dateTime, at, day: told(at, "day") };
      this.#facts.set(turn, facts);
      this.#complete(turn);
    }
    return facts;
  }

  /** @param {HTMLElement} turn */
  #complete(turn) {
    tell(turn);
    const who = turn.querySelector(".turn__who");
    const said = turn.querySelector(".turn__said");
    if (!who || !said) return;
    if (turn.dataset.gone !== undefined) {
      said.replaceChildren(element("p", "turn__gone", say("Taken back.")));
      return;
    }
    describe(turn);
    if (turn.dataset.edited !== undefined) who.append(element("span", "turn__edited", say("edited")));
    const more = element("button", "turn__more", "");
    more.setAttribute("type", "button");
    more.setAttribute("aria-expanded", "false");
    more.setAttribute("aria-label", say("What you can do with this message by {name}", { name: who.querySelector("b")?.textContent ?? "" }));
    who.append(more);
    this.dress(turn);
  }

  /** @param {number} seq */
  #after(seq) {
    // Nearly always it belongs at the end; walk from there.
    let next = null;
    for (let turn = this.last; turn && seqOf(turn) > seq; turn = previousTurn(turn)) next = turn;
    return next;
  }
}

/** What somebody is here, as a word beside their name. @param {string} mark */
export function markWord(mark) {
  if (mark === "keeper") return say("keeper");
  if (mark === "moderator") return say("moderator");
  return mark === "host" ? say("host") : mark === "elder" ? say("elder") : "";
}

/** @param {HTMLElement} turn @returns {HTMLElement | null} */
function previousTurn(turn) {
  let one = turn.previousElementSibling;
  while (one && !one.classList.contains("turn")) one = one.previousElementSibling;
  return /** @type {HTMLElement | null} */ (one);
}

/** Pictures of which nobody has said anything are called so in the reader's language. @param {HTMLElement} turn */
export function describe(turn) {
  const name = turn.querySelector(".turn__who > b")?.textContent ?? "";
  for (const picture of turn.querySelectorAll("img[data-unsaid]")) {
    /** @type {HTMLImageElement} */ (picture).alt = say("A picture by {name}, not described", { name });
  }
}

/** One message from the house's own fragment. @param {string} html @returns {HTMLElement | null} */
function read(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  callThoseWhoLeft(holder.content);
  return holder.content.querySelector(".turn");
}

/** @param {string} name @param {string} className @param {string} text */
export function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** @param {string} dateTime @param {string} text */
function dayLine(dateTime, text) {
  const line = element("div", "day", "");
  const time = document.createElement("time");
  time.dateTime = dateTime;
  time.dataset.form = "day";
  time.textContent = text;
  line.append(time);
  return line;
}

/** @param {HTMLElement} turn */
function linesAbove(turn) {
  const lines = [];
  for (let one = turn.previousElementSibling; one && !one.classList.contains("turn"); one = one.previousElementSibling) lines.unshift(one);
  return lines;
}

/**
 * Let exactly these lines stand above the turn. Those that already do are not touched: a screen reader would read
 * them out again.
 * @param {HTMLElement} turn @param {HTMLElement[]} lines
 */
function setLinesAbove(turn, lines) {
  const there = linesAbove(turn);
  if (there.length === lines.length && lines.every((line, n) => line.outerHTML === there[n].outerHTML)) return;
  for (const one of there) one.remove();
  turn.before(...lines);
}
