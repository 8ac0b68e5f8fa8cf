// The panes beside the talk: unread figures, names, and on a phone their opening and closing. Without scripts they
// open by their address (`#rooms`), which would lose the place in the talk. Who sits here is fetched anew when the house
// hints that it is not as it was.

import { counted, figure } from "../web/figures.js";
import { say } from "../web/words.js";
import { element } from "./talk.js";

/** So much later does one more person in the room make us ask: in a full house not everybody asks in one instant. */
const PATIENCE_A_SEAT_MS = 20;
const LONGEST_PATIENCE_MS = 30_000;

/** Names change seldom: what writes them comes when one has. */
const ruby = () => import("../web/ruby.js");

/** Let a line of a list say so much is new. @param {Element} line @param {number} count */
function mark(line, count) {
  line.classList.toggle("quiet", !count);
  const number = line.querySelector(".num__count");
  if (number) number.textContent = figure(count);
}

export class Panes {
  #room; #afresh; #named; #fetched; #title = document.title;
  /** @type {Map<number, number>} */ #unread = new Map();
  /** @type {HTMLElement | null} */ #opener = null;
  /** @type {number | undefined} */ #fetching;
  /** @type {number | undefined} how many have the room open */ #here;
  /** @type {Set<number> | undefined} those of them who are named; undefined: nobody knows */ #people;
  #newHere = 0;
  #announcedHere = 0;

  /** @param {HTMLElement} room the <chalou-room> @param {() => void} afresh what one may do here is another, in a way only a fresh page shows @param {(seq: number) => void} named the reader is named at another table @param {() => void} fetched what stands beside the talk is another */
  constructor(room, afresh, named, fetched) {
    this.#room = room;
    this.#afresh = afresh;
    this.#named = named;
    this.#fetched = fetched;
    this.#count();
    room.addEventListener("click", (event) => {
      const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest(".to-rooms, .to-side, .close"));
      if (!link) return;
      event.preventDefault();
      if (link.matches(".close")) this.#close();
      else this.#open(link);
    });
    room.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    this.#showTitle();
    // Whoever was asked to listen may speak again when the time has passed.
    const until = /** @type {HTMLTimeElement | null} */ (room.querySelector("#listen-muted ~ p time"));
    const leftMs = until ? Date.parse(until.dateTime) - Date.now() : 0;
    if (leftMs > 0) window.setTimeout(afresh, leftMs + 1000);
  }

  #count() {
    this.#unread.clear();
    for (const line of this.#room.querySelectorAll(".roomlist [data-room]")) {
      this.#unread.set(Number(/** @type {HTMLElement} */ (line).dataset.room), counted(line.querySelector(".num__count")?.textContent));
    }
  }

  /** The reader looks after this room. */
  get keepsOrder() { return /** @type {HTMLElement | null} */ (this.#room.querySelector("#side"))?.dataset.keepsOrder !== undefined; }

  /** The reader sits here and does not speak just now: without words they may answer. */
  get listens() { return ["muted", "listening", "quiet"].includes(/** @type {HTMLElement | null} */ (this.#room.querySelector("#side"))?.dataset.place ?? ""); }

  /** Fetch both panes anew, once, before long. */
  fetchSoon() {
    const seated = Number(this.#room.querySelector(".to-side .num")?.textContent || 0);
    const patience = Math.min(LONGEST_PATIENCE_MS, seated * PATIENCE_A_SEAT_MS);
    this.#fetching ??= window.setTimeout(() => this.#fetch(), 200 + Math.random() * patience);
  }

  async #fetch() {
    if (document.visibilityState === "hidden") {
      document.addEventListener("visibilitychange", () => this.#fetch(), { once: true });
      return;
    }
    this.#fetching = undefined;
    const here = Number(this.#room.dataset.room);
    const answer = await fetch(`/rooms/${here}/people/?frames=html&thread=${this.#room.dataset.thread}`).catch(() => null);
    if (!answer?.ok) return;
    const anew = document.createElement("template");
    anew.innerHTML = await answer.text();
    // The figures come by the line, which may have been faster.
    const figures = [...this.#unread];
    for (const pane of /** @type {NodeListOf<HTMLElement>} */ (anew.content.querySelectorAll(".pane"))) this.#put(pane);
    this.#count();
    for (const [room, unread] of figures) this.#set(room, unread);
    this.unreadHere(this.#newHere, this.#announcedHere);
    this.#fetched();
  }

  /** Put what is new in a pane in its place; the rest stays, and with it the focus. @param {HTMLElement} anew */
  #put(anew) {
    const pane = /** @type {HTMLElement | null} */ (this.#room.querySelector(`#${anew.id}`));
    if (!pane) return;
    for (const key of ["keepsOrder", "counts", "elsewhere", "muted", "host", "named", "marks"]) {
      const value = anew.dataset[key];
      if (value === undefined) delete pane.dataset[key];
      else pane.dataset[key] = value;
    }
    if (anew.id === "side") {
      this.#room.querySelector(".announce")?.toggleAttribute("hidden", anew.dataset.host === undefined);
      if (anew.dataset.named) this.#named(Number(anew.dataset.named));
    }
    // A direct talk is called by its people, who may have other names now.
    if (anew.dataset.name && this.#room.dataset.access === "direct") this.rename(Number(this.#room.dataset.room), { name: anew.dataset.name, purpose: "", pinyin: anew.dataset.pinyin });
    const token = /** @type {HTMLInputElement | null} */ (pane.querySelector("[name=csrfmiddlewaretoken]"));
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (anew.querySelectorAll("[name=csrfmiddlewaretoken]"))) {
      if (token) field.value = token.value;
    }
    // Asked to listen for a time, or no longer.
    if (anew.dataset.place !== undefined && (anew.dataset.place === "muted") !== (pane.dataset.place === "muted")) this.#afresh();
    this.#markHere(anew);
    const there = [...pane.children];
    const wanted = [...anew.children];
    if (there.length !== wanted.length) pane.replaceChildren(...wanted);
    else there.forEach((one, n) => one.isEqualNode(wanted[n]) || one.replaceWith(wanted[n]));
    const seated = anew.dataset.seated;
    const number = this.#room.querySelector(".to-side .num");
    if (seated && number) number.textContent = seated;
    this.#showHere();
  }

  /** Who has the room open now; nobody knows while the line is away. @param {{count: number, people?: number[]}} [told] of very many only how many they are */
  here(told) {
    // What the page itself says stands until the line has said something.
    const people = told ? told.people ?? [] : this.#people && [];
    this.#here = told?.count;
    this.#people = people && new Set(people);
    this.#markHere(this.#room);
    if (!told) this.#people = undefined;
    this.#showHere();
  }

  /** @param {ParentNode} pane */
  #markHere(pane) {
    if (!this.#people) return;
    const said = " ".concat(say("here now"));
    for (const seat of /** @type {NodeListOf<HTMLElement>} */ (pane.querySelectorAll(".seats [data-person]"))) {
      const isHere = this.#people.has(Number(seat.dataset.person));
      if (isHere === seat.classList.contains("is-here")) continue;
      if (isHere) {
        seat.className = "is-here";
        seat.append(element("span", "unseen", said));
      } else {
        seat.removeAttribute("class");
        seat.querySelector(".unseen")?.remove();
      }
    }
  }

  #showHere() {
    const line = /** @type {HTMLElement | null} */ (this.#room.querySelector(".side__here"));
    if (!line) return;
    line.hidden = this.#here === undefined;
    line.textContent = this.#here === undefined ? "" : say("{num} here now", { num: this.#here });
  }

  /** What the house tells of other rooms. @param {{room: number, unread: number}[]} rooms */
  digest(rooms) {
    this.unread(rooms);
    // Somebody has begun a direct talk: it is not in the list yet.
    if (rooms.some(({ room, unread }) => unread && !this.#line(room))) this.fetchSoon();
  }

  /** @param {{room: number, unread: number, named_at?: number}[]} rooms */
  unread(rooms) {
    for (const { room, unread, named_at: namedAt } of rooms) {
      this.#set(room, unread);
      this.#name(room, namedAt);
    }
    this.#showTitle();
  }

  /** What is new at this table counts in the room's figure. */
  get countsHere() { return /** @type {HTMLElement | null} */ (this.#room.querySelector("#side"))?.dataset.counts !== undefined; }

  /** So much is new at this table; the room's figure is that of its other tables too. @param {number} count @param {number} [announced] so many of it are announcements: they count where it is muted */
  unreadHere(count, announced = 0) {
    const { elsewhere, counts, muted, named } = /** @type {HTMLElement} */ (this.#room.querySelector("#side")).dataset;
    this.#newHere = count;
    this.#announcedHere = announced;
    const counted = counts !== undefined ? count : muted !== undefined ? announced : 0;
    this.#set(Number(this.#room.dataset.room), Number(elsewhere ?? 0) + counted);
    const table = this.#room.querySelector(`.tables [data-thread="${this.#room.dataset.thread}"]`);
    if (table) mark(table, counted);
    if (!count) {
      // What named the reader here, they have seen; at another table perhaps not.
      this.#name(Number(this.#room.dataset.room), named ? Number(named) : undefined);
      table?.querySelector(".named")?.remove();
    }
    this.#showTitle();
  }

  /** @param {number} room @param {{name: string, purpose: string, pinyin?: Record<string, string> | string}} words */
  async rename(room, { name, purpose, pinyin }) {
    const heading = /** @type {HTMLElement} */ (this.#room.querySelector(".talk__head :is(h1:not(.is-thread), .room__name)"));
    const words = this.#room.querySelector(".side__purpose");
    // Every catch-up says the words of the room: nothing is fetched for what stands there already.
    if (heading.textContent === name && (!words || words.textContent === purpose)) return;
    const { plainName, writeName } = await ruby();
    const was = plainName(heading);
    if (was !== name) {
      this.#title = this.#title.replace(was, () => name);
      writeName(heading, name, pinyin);
    }
    if (words) {
      words.textContent = purpose;
      /** @type {HTMLElement} */ (words).hidden = !purpose;
    }
    const line = this.#line(room);
    const inList = line?.querySelector(".line__name");
    if (inList) writeName(inList, name, pinyin);
    const below = line?.querySelector(".meta");
    if (below) below.textContent = purpose;
    this.#showTitle();
  }

  /** This table has another title. @param {string} title @param {Record<string, string>} [pinyin] */
  async renameThread(title, pinyin) {
    const { plainName, writeName } = await ruby();
    const heading = /** @type {HTMLElement | null} */ (this.#room.querySelector(".talk__head h1.is-thread"));
    const was = plainName(heading);
    if (!heading || was === title) return;
    this.#title = this.#title.replace(was, () => title);
    writeName(heading, title, pinyin);
    this.#showTitle();
  }

  /** @param {number} room @param {number} count */
  #set(room, count) {
    const line = this.#line(room);
    if (!line) return;
    this.#unread.set(room, count);
    mark(line, count);
    if (!count) line.querySelector(":scope > .named")?.remove();
  }

  /** The reader is named there, in what they have not read. @param {number} room @param {number | undefined} seq */
  #name(room, seq) {
    const line = this.#line(room);
    line?.querySelector(".named")?.remove();
    if (!line || !seq) return;
    const link = element("a", "named", "@");
    link.setAttribute("href", `/rooms/${room}/mention/?after=${seq - 1}`);
    link.setAttribute("aria-label", say("To where you are named"));
    link.setAttribute("title", say("To where you are named"));
    line.append(link);
  }

  /** A direct talk comes into the list with its first word. @param {number} room */
  expect(room) {
    if (!this.#line(room)) this.fetchSoon();
  }

  /** @param {number} room */
  #line(room) { return this.#room.querySelector(`.roomlist [data-room="${room}"]`); }

  #showTitle() {
    let all = 0;
    for (const count of this.#unread.values()) all += count;
    document.title = all ? `(${all}) ${this.#title}` : this.#title;
    const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=icon]"));
    if (!icon) return;
    icon.dataset.plain ??= icon.href;
    const wanted = (all ? icon.dataset.new : icon.dataset.plain) ?? icon.href;
    if (icon.getAttribute("href") !== wanted) icon.href = wanted;
  }

  /** @param {HTMLAnchorElement} link */
  #open(link) {
    this.#close();
    const pane = /** @type {HTMLElement | null} */ (this.#room.querySelector(link.hash));
    pane?.classList.add("pane--open");
    pane?.focus({ preventScroll: true });
    this.#opener = link;
  }

  #close() {
    if (location.hash === "#rooms" || location.hash === "#side") location.replace("#talk");
    const open = this.#room.querySelector(".pane--open");
    if (!open) return;
    open.classList.remove("pane--open");
    this.#opener?.focus({ preventScroll: true });
  }
}
