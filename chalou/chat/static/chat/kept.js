// What was typed and is not yet on the disk of the house. It lives in the tab's own storage, so that a reload, a
// restart of the house or a lost line loses nothing; it is kept by person, so that nobody sends another's words.

/** A storage that forgets, for browsers that forbid the real one. */
class Forgetful {
  /** @type {Map<string, string>} */ #values = new Map();
  /** @param {string} key */
  getItem(key) { return this.#values.get(key) ?? null; }
  /** @param {string} key @param {string} value */
  setItem(key, value) { this.#values.set(key, value); }
  /** @param {string} key */
  removeItem(key) { this.#values.delete(key); }
}

/** @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">} */
export function tabStorage() {
  try {
    sessionStorage.setItem("chalou:try", "1");
    sessionStorage.removeItem("chalou:try");
    return sessionStorage;
  } catch {
    return new Forgetful();
  }
}

/** The text in the composer of one thread. */
export class Draft {
  #storage; #key;

  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage @param {number} person @param {number} room @param {number} thread */
  constructor(storage, person, room, thread) {
    this.#storage = storage;
    this.#key = `chalou:draft:${person}:${room}:${thread}`;
  }

  get text() { return this.#storage.getItem(this.#key) ?? ""; }

  set text(value) {
    if (value) this.#storage.setItem(this.#key, value);
    else this.#storage.removeItem(this.#key);
  }

  /** What was brought along and is with the house. @returns {import("./pictures.js").Attached[]} */
  get attachments() {
    try {
      return JSON.parse(this.#storage.getItem(`${this.#key}:with`) ?? "[]");
    } catch {
      return [];
    }
  }

  set attachments(value) {
    if (value.length) this.#storage.setItem(`${this.#key}:with`, JSON.stringify(value));
    else this.#storage.removeItem(`${this.#key}:with`);
  }

  /** The message that it answers. @returns {import("./quotes.js").Answered | null} */
  get answers() {
    try {
      return JSON.parse(this.#storage.getItem(`${this.#key}:answers`) ?? "null");
    } catch {
      return null;
    }
  }

  set answers(answered) {
    if (answered) this.#storage.setItem(`${this.#key}:answers`, JSON.stringify(answered));
    else this.#storage.removeItem(`${this.#key}:answers`);
  }

  /** Put a text that came back in front of what is being typed. @param {string} text */
  giveBack(text, attachments = /** @type {import("./pictures.js").Attached[]} */ ([])) {
    this.text = inFront(text, this.text);
    this.attachments = [...attachments, ...this.attachments];
    return this.text;
  }
}

/** @param {string} text @param {string} typed */
export function inFront(text, typed) {
  return typed.trim() ? `${text}\n${typed}` : text;
}

/**
 * A number nobody else has. `crypto.randomUUID` is missing where a house is reached by plain http in a LAN.
 * @returns {string} a UUID, version 4
 */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Refusals that are the trouble of the house (its disk is full, its records are away): it is tried again until it can. */
const OF_THE_HOUSE = new Set(["busy", "away", "disk_full", "disk_fails"]);

/** @param {string} why */
export const isOfTheHouse = (why) => OF_THE_HOUSE.has(why);

/**
 * @typedef {object} Waiting
 * @property {string} id
 * @property {number} room
 * @property {number} thread
 * @property {string} text
 * @property {import("./pictures.js").Attached[]} [attachments] what the house has already and belongs to it
 * @property {import("./quotes.js").Answered | null} [answers] the message that it answers
 * @property {boolean} [announces] a host says it as an announcement
 * @property {boolean} hasWaited it was written or sent while the line was down: the reader has gone on, so a refusal
 *   that passes by itself is waited out instead of being handed back
 * @property {number} [seq] its place in the room, once the house has it
 */

/**
 * Posts on their way, oldest first, one at a time: so they arrive in the order written also after a lost line.
 *
 * 1. `add` puts a post at the end; it is in the storage before anything is sent.
 * 2. While the line is ready the first one without a `seq` is under way; the same id is sent again until it is answered.
 * 3. An acknowledgement gives it its `seq`; it leaves when the real message is shown (`shown`).
 * 4. A refusal that passes by itself is tried again after its wait; any other takes it out and hands its text back.
 */
export class Outbox {
  /** @type {Waiting[]} */ posts = [];
  #storage; #key; #send; #later;
  /** @type {string | null} */ #underWay = null;
  /** @type {number} */ #turn = 0;
  isReady = false;

  static ANSWER_WITHIN_MS = 10_000;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage
   * @param {number} person
   * @param {(post: Waiting) => boolean} send
   * @param {(then: () => void, ms: number) => void} [later]
   */
  constructor(storage, person, send, later = (then, ms) => void setTimeout(then, ms)) {
    this.#storage = storage;
    this.#key = `chalou:outbox:${person}`;
    this.#send = send;
    this.#later = later;
    try {
      this.posts = JSON.parse(storage.getItem(this.#key) ?? "[]").filter((/** @type {Waiting} */ one) => !one.seq);
    } catch {
      this.posts = [];
    }
    for (const post of this.posts) post.hasWaited = true;
  }

  /** @param {number} room @param {number} thread @param {string} text @param {{attachments?: import("./pictures.js").Attached[], answers?: import("./quotes.js").Answered | null, announces?: boolean}} [more] @returns {Waiting} */
  add(room, thread, text, { attachments = [], answers = null, announces = false } = {}, id = newId()) {
    const post = { id, room, thread, text, ...(attachments.length && { attachments }), ...(answers && { answers }), ...(announces && { announces }), hasWaited: !this.isReady };
    this.posts.push(post);
    this.#keep();
    this.#next();
    return post;
  }

  /** The line is ready, or lost. @param {boolean} isReady */
  line(isReady) {
    this.isReady = isReady;
    this.#underWay = null;
    this.#turn += 1;
    if (isReady) this.#next();
    else for (const post of this.posts) post.hasWaited = true;
  }

  /** The house has it. @param {string} id @param {number} seq @returns {Waiting | undefined} */
  acknowledged(id, seq) {
    const post = this.posts.find((one) => one.id === id);
    if (!post) return undefined;
    post.seq = seq;
    this.#answered(id);
    return post;
  }

  /** The real message stands in the page, or is not to be shown here. @param {(post: Waiting) => boolean} isShown */
  shown(isShown) {
    const left = this.posts.filter((post) => !(post.seq && isShown(post)));
    if (left.length === this.posts.length) return false;
    this.posts = left;
    this.#keep();
    return true;
  }

  /**
   * The house will not have it. Returns the post that is handed back, or nothing when it will be tried again.
   * @param {string} id @param {string} why @param {number | null | undefined} waitS
   * @returns {Waiting | undefined}
   */
  refused(id, why, waitS) {
    const post = this.posts.find((one) => one.id === id && !one.seq);
    if (!post) return undefined;
    if (isOfTheHouse(why) || (why === "too_fast" && post.hasWaited)) {
      const turn = this.#turn;
      this.#later(() => {
        if (turn !== this.#turn || this.#underWay !== id) return;
        this.#underWay = null;
        this.#next();
      }, Math.max(1000, (waitS ?? 1) * 1000 + 50));
      return undefined;
    }
    this.posts = this.posts.filter((one) => one !== post);
    this.#answered(id);
    return post;
  }

  /** @param {string} id */
  #answered(id) {
    this.#keep();
    if (this.#underWay === id) this.#underWay = null;
    this.#next();
  }

  #next() {
    if (!this.isReady || this.#underWay) return;
    const post = this.posts.find((one) => !one.seq);
    if (!post || !this.#send(post)) return;
    this.#underWay = post.id;
    const turn = this.#turn;
    this.#later(() => {
      // No answer although the line looks alive: the same id again. It is one message however often it arrives.
      if (turn !== this.#turn || this.#underWay !== post.id) return;
      this.#underWay = null;
      post.hasWaited = true;
      this.#next();
    }, Outbox.ANSWER_WITHIN_MS);
  }

  #keep() {
    const unsent = this.posts.filter((post) => !post.seq);
    if (unsent.length) this.#storage.setItem(this.#key, JSON.stringify(unsent));
    else this.#storage.removeItem(this.#key);
  }
}
