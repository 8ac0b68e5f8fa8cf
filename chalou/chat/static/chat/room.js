// <chalou-room>: the page of a room, alive. The page itself works without this file; here the line to the house, the
// talk, the place where one writes and what is on its way are put together.

import { Connection } from "../web/connection.js";
import { say } from "../web/words.js";
import { ask } from "./ask.js";
import { Composer, OnTheWay } from "./composer.js";
import { Following } from "./following.js";
import { Draft, isOfTheHouse, Outbox, tabStorage } from "./kept.js";
import { listenToKeys } from "./keys.js";
import { Menu } from "./menu.js";
import { Others } from "./others.js";
import { Panes } from "./panes.js";
import { Place } from "./place.js";
import { renameQuoted } from "./quotes.js";
import { isNamedIn, Said } from "./said.js";
import { Scroll } from "./scroll.js";
import { Talk } from "./talk.js";
import { Undo } from "./undo.js";
import { mannersWhenWanted, Wanted } from "./wanted.js";

/** A line that is back within this time was not worth a word. */
const SAY_LOST_AFTER_MS = 1000;
const READ_EVERY_MS = 1000;

class Room extends HTMLElement {
  /** @type {Connection | undefined} */ #line;
  /** @type {Composer | undefined} */ #composer;
  /** @type {number | undefined} */ #sayingLost;
  /** Set while a second passes since the last word about reading. @type {number | undefined} */ #reading;
  /** Why the house lets nobody in, in its own words. */ #trouble = "";
  /** @type {Wanted<typeof import("./named.js")>} */ #naming = new Wanted((again) => import(`./named.js${again}`));
  #readUpTo = 0;
  #isShutOut = false;
  #wasReady = false;

  connectedCallback() {
    const { room, thread, person, change, seq, newFrom, newCount, hasEarlier, hasLater } = this.dataset;
    this.room = Number(room);
    this.thread = Number(thread);
    this.person = Number(person || 0);
    this.list = this.#part(".talk__list");
    this.place = new Place(this);
    this.talk = new Talk(this.list, {
      person: this.person, seq: Number(seq), hasEarlier: hasEarlier !== undefined, hasLater: hasLater !== undefined,
      newFrom: Number(newFrom) || null, newCount: Number(newCount),
    });
    this.panes = new Panes(this, () => this.#afresh(), (seq) => this.#named((named) => named.found(seq)), () => this.scrolling?.keepingPlace(() => this.talk?.decorate()));
    this.said = new Said(this, this.talk, {
      person: this.person,
      mayWrite: () => !!this.#composer,
      mayReact: () => !!this.#composer || !!this.panes?.listens,
      goTo: (hash) => this.scrolling?.goTo(hash),
      hear: (reacted) => this.following?.reacted(reacted),
      tell: (text) => this.#note(text, 4000),
    });
    this.talk.decorate();
    this.scrolling = new Scroll(this, this.talk, {
      address: this.#address,
      earlier: (seq) => `/rooms/${this.room}/before/${seq}/?frames=html&thread=${this.thread}`,
      moved: () => this.#read(),
      mine: (messages, mine, votes) => this.said?.known(messages, mine, votes),
      // What was read within the last second is not to be new again after a reload.
      left: () => this.#reading !== undefined && this.scrolling?.isAtEnd && this.#sendRead(),
      tell: (text) => this.#note(text, 6000),
    });
    this.scrolling.begin();
    if (!this.person) return;

    this.storage = tabStorage();
    const manners = mannersWhenWanted(this, { person: this.person, put: (card) => this.#place(card), send: (frame) => this.#send(frame), tell: (text) => this.#note(text, 12_000), fetchPanes: () => this.panes?.fetchSoon(), keepingPlace: (change) => this.scrolling?.keepingPlace(change) });
    this.draft = new Draft(this.storage, this.person, this.room, this.thread);
    this.outbox = new Outbox(this.storage, this.person, (post) => this.#send({ do: "post", room: post.room, thread: post.thread, id: post.id, text: post.text, reply_to: post.answers?.seq, announce: post.announces, attachments: post.attachments?.map(({ id, alt }) => ({ id, alt })) }));
    this.onTheWay = new OnTheWay(this.#part(".on-the-way"), this.#template("pattern-turn"));
    this.following = new Following(this.room, Number(change), (frame) => this.#send(frame), {
      lay: (messages) => this.#lay(messages),
      react: (reacted, have) => this.said?.hear(reacted, have) ?? true,
      mine: (messages, mine, votes) => this.said?.known(messages, mine, votes),
      rename: (words) => this.#rename(words),
      thread: (words) => this.#threadIs(words),
      renamePerson: (altered) => {
        this.talk?.renamePerson(altered);
        renameQuoted(this.list, altered);
        this.panes?.fetchSoon();
      },
      seats: () => this.panes?.fetchSoon(),
      here: (told) => this.panes?.here(told),
      others: (frame) => [this.others, manners].forEach((one) => one?.hear(frame)),
      opened: () => this.#read(),
      gone: (why, reason) => this.#gone(why, reason),
      afresh: () => this.#afresh(),
      digest: (rooms) => this.panes?.digest(rooms),
      acknowledged: (frame) => this.#acknowledged(frame),
      refused: (frame) => this.#refused(frame),
    });
    this.others = new Others(this, { person: this.person, thread: this.thread, talk: this.talk, send: (frame) => this.#send(frame), keepingPlace: (change) => this.scrolling?.keepingPlace(change), tell: (text) => this.#note(text, 6000) });
    this.menu = new Menu(this, {
      person: this.person,
      room: this.room,
      mayWrite: () => !!this.#composer,
      keepsOrder: () => this.panes?.keepsOrder ?? false,
      said: this.said,
      put: (message) => message.html && this.#lay([message]),
      tell: (text) => this.#note(text, 4000),
    });
    this.undo = new Undo(this.#part(".place"), (sent, text) => this.#undo(sent, text));
    listenToKeys(this, { editLast: () => this.#editLast(), toNew: () => this.#toNew(), toNamed: () => this.#named((named) => named.next()) });
    this.#compose();
    this.#showOnTheWay();
    this.#line = new Connection("/live/?frames=html", {
      frame: (frame) => this.#hear(frame),
      state: (state) => this.#lineIs(state),
      trouble: (sentence) => {
        if (this.#trouble === sentence) return; // it would be read out again
        this.#trouble = sentence;
        if (this.place?.about === "line") this.#sayLost();
      },
    });
    if (this.querySelector(".place__named")) this.#named(() => undefined);
    this.#line.open();
  }

  disconnectedCallback() {
    this.#line?.close();
    this.scrolling?.leave();
  }

  // What comes in

  /** @param {any} frame */
  #hear(frame) {
    if (frame.is === "ready") {
      // Somebody else signed in here meanwhile: this page is not theirs.
      if (frame.person !== this.person) location.reload();
      if (!this.#isShutOut) this.following?.open();
      // What moved between the making of this page and this moment was told to nobody here.
      this.#send({ do: "digest" });
      if (this.#wasReady || document.documentElement.dataset.kept) this.panes?.fetchSoon();
      this.#wasReady = true;
      this.outbox?.line(true);
      this.#showOnTheWay();
    } else this.following?.hear(frame);
  }

  /** @param {import("../web/connection.js").LineState} state */
  #lineIs(state) {
    if (state === "ready") {
      window.clearTimeout(this.#sayingLost);
      this.#sayingLost = undefined;
      this.#trouble = "";
      if (this.place?.about === "line") this.#note("");
      return;
    }
    if (this.following) this.following.isFollowing = false;
    this.panes?.here();
    this.others?.lost();
    this.outbox?.line(false);
    if (state === "signed-out") {
      window.clearTimeout(this.#sayingLost);
      this.#sayingLost = undefined;
      this.place?.note(say("You are signed out. What you wrote is kept."), { about: "line", link: say("Sign in"), address: this.dataset.signIn });
      this.#showOnTheWay();
      return;
    }
    this.#sayingLost ??= window.setTimeout(() => {
      this.#sayLost();
      this.#showOnTheWay();
    }, SAY_LOST_AFTER_MS);
  }

  #sayLost() {
    const lost = this.#composer ? say("Connection lost. What you write is kept and sent later.") : say("Connection lost. New words will show when it is back.");
    this.place?.note(this.#trouble || lost, { about: "line" });
  }

  /** @param {any[]} all */
  #lay(all) {
    const { talk } = this;
    // What is said at another table only moves its figure; what was moved there is taken away from here.
    const messages = all.filter((message) => message.thread === this.thread);
    if (messages.length < all.length) this.#elsewhere(all.filter((message) => message.thread !== this.thread));
    if (!talk || !messages.length) return;
    const wasAtEnd = this.scrolling?.isAtEnd;
    let later = false;
    this.scrolling?.keepingPlace(() => {
      for (const message of messages) {
        const before = talk.seq;
        const outcome = talk.put(message);
        later ||= outcome === "later";
        const isUnseen = outcome === "later" || !wasAtEnd || document.visibilityState === "hidden";
        if (message.gone) this.said?.answering?.forget(message.seq);
        if (message.seq > before && isUnseen && !message.gone) {
          talk.markNew(message.seq, message.author, message.announcement);
          if (this.panes?.countsHere && message.author !== this.person && isNamedIn(message.html, this.person)) this.#named((named) => named.found(message.seq));
        }
      }
      this.querySelector(".talk__empty")?.remove();
      talk.decorate();
      this.others?.laid();
      this.#clearShown();
      this.#showOnTheWay();
    });
    if (!wasAtEnd || later) this.#part(".below").hidden = !messages.some((message) => message.seq > this.#readUpTo);
    this.panes?.unreadHere(talk.newCount, talk.newAnnounced);
    this.panes?.expect(this.room ?? 0);
    this.#read();
  }

  /** @param {any[]} messages */
  #elsewhere(messages) {
    const there = messages.filter((message) => this.talk?.remove(message.seq, message.change));
    if (there.length) this.talk?.decorate();
    this.panes?.fetchSoon();
  }

  /** What the house has and this page shows, or is not to show, is no longer on its way. */
  #clearShown() {
    const { talk } = this;
    return this.outbox?.shown((post) => !this.#isHere(post) || !!talk?.hasLater || !!talk?.turn(post.seq ?? 0));
  }

  /** @param {import("./kept.js").Waiting} post */
  #isHere(post) { return post.room === this.room && (post.thread ?? this.thread) === this.thread; }

  /** A table of this room has another name, or was put away or opened. @param {{thread: number, title: string, archived: boolean, pinyin?: Record<string, string>}} words */
  #threadIs({ thread, title, archived, pinyin }) {
    this.panes?.fetchSoon();
    if (thread !== this.thread) return;
    this.panes?.renameThread(title, pinyin);
    // Whether one may write here again is for a fresh page to say.
    if (archived && this.#composer) this.#place(this.#template("card-archived"));
    else if (!archived && this.querySelector("#listen-archived")) this.#afresh();
  }

  /** @param {{name: string, purpose: string, access: string, pinyin?: Record<string, string>}} words */
  #rename({ access, ...words }) {
    this.panes?.rename(this.room ?? 0, words);
    if (this.dataset.access !== access) this.panes?.fetchSoon();
    this.dataset.access = access;
  }

  /** @param {string} why @param {string} [reason] what a host said about it */
  #gone(why, reason) {
    const isHidden = ["invitation", "direct"].includes(this.dataset.access ?? "") || why === "not_found";
    const hidesTalk = isHidden || (why === "removed" && this.dataset.access !== "public");
    if (hidesTalk) {
      this.talk?.clear();
      this.querySelector(".earlier")?.remove();
    }
    this.#place(this.#template(why === "removed" ? "card-removed" : isHidden ? "card-not_found" : "card-join"), reason);
    this.panes?.fetchSoon();
    // Whoever got up may still read along.
    if (why === "left" && !isHidden) this.following?.open();
    else this.#isShutOut = true;
  }

  /** Too much was missed. What was typed is kept by the tab. */
  #afresh() {
    // Not reload(), after which the browser scrolls to where one was among fewer messages.
    location.replace(location.pathname + location.search);
  }

  // What goes out

  /** @param {{do: string, [key: string]: any}} frame */
  #send(frame) { return this.#line?.send(frame) ?? false; }

  /** @param {string} text @param {import("./pictures.js").Attached[]} attachments @param {boolean} announces */
  #post(text, attachments, announces) {
    this.outbox?.add(this.room ?? 0, this.thread ?? 0, text, { attachments, answers: this.said?.taken(), announces });
    this.talk?.forgetNew();
    this.talk?.decorate();
    this.panes?.unreadHere(0);
    this.#showOnTheWay();
    if (this.talk?.hasLater) this.#note(say("You are reading an older part. Your words stand at the end of the talk."), 6000);
    else this.scrolling?.toEnd();
  }

  /** @param {{id: string, seq: number}} frame */
  #acknowledged({ id, seq }) {
    const post = this.outbox?.acknowledged(id, seq);
    if (!post) return;
    this.sent = post;
    if (this.#isHere(post)) this.undo?.offer(seq, post.text);
    if (this.place?.about === "house") this.#note("");
    this.#clearShown();
    this.#showOnTheWay();
  }

  /** What was just sent is taken back, and its words are in the field again. @param {number} seq @param {string} text */
  async #undo(seq, text) {
    try {
      const message = await ask(`/rooms/${this.room}/${seq}/take-back/?frames=html`, {});
      if (message.html) this.#lay([message]);
      if (this.sent && this.draft) this.said?.giveBack(this.sent, this.draft, true, "");
      this.#composer?.giveBack(text, "", null);
    } catch (refusal) {
      this.#note(/** @type {Error} */ (refusal).message, 4000);
    }
  }

  /** Mend what one said last, if it stands here. */
  #editLast() {
    const mine = this.talk?.turns.filter((turn) => Number(turn.dataset.author) === this.person && turn.dataset.gone === undefined).at(-1);
    if (!mine || !this.menu) return false;
    this.menu.mend(mine);
    return true;
  }

  /** Only who is named needs this. @param {(named: import("./named.js").Named) => void} then */
  async #named(then) {
    const found = await this.#naming.get().catch(() => null); // without a line the link above the field leads there
    if (found) then(this.named ??= new found.Named(this, { goTo: (hash) => this.scrolling?.goTo(hash), turn: (seq) => this.talk?.turn(seq) ?? null, tell: (text) => this.#note(text, 4000) }));
  }

  #toNew() {
    const line = this.querySelector(".talk__list .new");
    if (line) line.scrollIntoView({ block: "center", behavior: "instant" });
    else this.scrolling?.toEnd();
  }

  /** @param {{about: string, id?: string, why: string, say: string, wait_s?: number | null}} frame */
  #refused({ about, id, why, say: reason, wait_s: waitS }) {
    if (about !== "post" || !id) return;
    const post = this.outbox?.refused(id, why, waitS);
    if (!post && isOfTheHouse(why)) {
      // It is kept and tried again; say meanwhile what it waits for.
      this.place?.note(reason, { about: "house" });
    }
    if (!post || !this.storage || !this.person) return;
    const draft = this.#isHere(post) && this.draft ? this.draft : new Draft(this.storage, this.person, post.room, post.thread);
    this.said?.giveBack(post, draft, this.#isHere(post), why);
    if (this.#isHere(post) && this.#composer) this.#composer.giveBack(post.text, reason, waitS, post.attachments, post.announces);
    else {
      draft.giveBack(post.text, post.attachments);
      this.#note(reason, 8000);
    }
    this.#showOnTheWay();
  }

  #showOnTheWay() {
    const here = this.outbox?.posts.filter((post) => this.#isHere(post)) ?? [];
    const isReady = this.#line?.state === "ready" || (this.#line?.state === "connecting" && this.#sayingLost === undefined);
    this.scrolling?.keepingPlace(() => this.onTheWay?.show(here, isReady));
  }

  /** Tell the house how far this person has read: the newest is in view, and the page too. */
  #read() {
    const { talk } = this;
    if (!talk || talk.hasLater || !this.scrolling?.isAtEnd || document.visibilityState === "hidden") return;
    this.#part(".below").hidden = true;
    if (this.#reading !== undefined || !this.#sendRead()) return;
    this.panes?.unreadHere(0);
    this.#reading = window.setTimeout(() => {
      this.#reading = undefined;
      this.#read();
    }, READ_EVERY_MS);
  }

  #sendRead() {
    const seq = this.talk?.seq ?? 0;
    if (seq <= this.#readUpTo || !this.following?.isFollowing || !this.#send({ do: "read", room: this.room, thread: this.thread, seq })) return false;
    this.#readUpTo = seq;
    return true;
  }

  // The place where one writes, and the words above it

  /** @param {HTMLTemplateElement} card @param {string} [reason] */
  #place(card, reason) {
    this.#composer?.leave();
    this.#composer = undefined;
    this.place?.put(card, reason);
    this.#compose();
    this.others?.placed();
    this.said?.votes.dressAll();
  }

  /** The place where one writes, if there is one. */
  #compose() {
    const form = /** @type {HTMLFormElement | null} */ (this.querySelector("form.speak"));
    if (!form || !this.draft) return;
    this.said?.compose(form, this.#template("pattern-answering"), this.draft, this.room ?? 0);
    this.#composer = new Composer(form, this.draft, (text, attachments, announces) => this.#post(text, attachments, announces), this.room ?? 0, this);
  }

  /** @param {string} text @param {number} [forMs] */
  #note(text, forMs) { this.place?.note(text, { forMs }); }

  get #address() { return this.dataset.main !== undefined ? `/rooms/${this.room}/` : `/rooms/${this.room}/threads/${this.thread}/`; }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) { return /** @type {HTMLElement} */ (this.querySelector(selector)); }

  /** @param {string} className */
  #template(className) { return /** @type {HTMLTemplateElement} */ (this.querySelector(`template.${className}`)); }
}

customElements.define("chalou-room", Room);
