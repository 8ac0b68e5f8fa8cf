// Pictures and files on their way into a message: brought to the house one after the other while one goes on writing,
// described, turned, taken out again. What is sent with the message are their numbers. It comes when it is wanted (wanted.js).

import { say } from "../web/words.js";

/** As many fit into one message; the house says so too. */
export const MOST = 9;
const LONGEST = 2048;
/** What is longer than this is a strip of many screens and keeps its size. */
const LONG = 3;
const PREVIEW_PX = 192;
const AGAIN_AFTER_MS = [2000, 5000, 15_000, 30_000];

/**
 * The size to which a picture is scaled before it is sent; nothing where it goes as it is.
 * @param {number} width @param {number} height
 * @returns {{width: number, height: number} | null}
 */
export function scaledSize(width, height) {
  const long = Math.max(width, height);
  if (long <= LONGEST || long > LONG * Math.min(width, height)) return null;
  return { width: Math.round(width * LONGEST / long), height: Math.round(height * LONGEST / long) };
}

/** @typedef {{id: number, alt: string, kind: string, name?: string}} Attached */

/**
 * @typedef {object} Item
 * @property {HTMLElement} line
 * @property {File | null} file what to send; none for what came back from a draft
 * @property {Blob | null} scaled
 * @property {number} turns quarters, clockwise
 * @property {Attached | null} here the house has it
 * @property {XMLHttpRequest | null} request
 * @property {number} tries
 */

export class Pictures {
  #form; #room; #draft; #explain;
  /** @type {HTMLElement} */ #list;
  /** @type {HTMLTemplateElement} */ #pattern;
  /** @type {Item[]} */ #items = [];
  /** @type {Item | null} */ #underWay = null;
  /** @type {(() => void) | null} */ #whenHere = null;
  /** What was not accepted since something was chosen last. @type {string[]} */ #refused = [];

  /**
   * @param {HTMLFormElement} form
   * @param {number} room
   * @param {import("./kept.js").Draft} draft
   * @param {(text: string) => void} explain
   */
  constructor(form, room, draft, explain) {
    this.#form = form;
    this.#room = room;
    this.#draft = draft;
    this.#explain = explain;
    this.#list = /** @type {HTMLElement} */ (form.querySelector(".bring__list"));
    this.#pattern = /** @type {HTMLTemplateElement} */ (form.querySelector(".pattern-brought"));
    this.#list.replaceChildren();
    for (const one of draft.attachments) this.#show(one);
    this.#keep();
    window.addEventListener("online", () => this.#next());
  }

  /** Something is not yet with the house. */
  get isUnderWay() { return this.#items.some((one) => !one.here); }

  /** @param {File[]} files */
  add(files) {
    const room = MOST - this.#items.length;
    this.#refused = [];
    if (files.length > room) this.#explain(say("Nine pictures or files fit into one message. Send the others in the next."));
    else this.#explain("");
    for (const file of files.slice(0, Math.max(0, room))) {
      const item = this.#lay({ id: 0, alt: "", kind: file.type.startsWith("image/") ? "picture" : "file", name: file.name }, file);
      this.#state(item, say("waiting…"));
    }
    this.#next();
  }

  /** Send as soon as everything is with the house; not if something has to be looked at first. @param {() => void} send */
  whenHere(send) {
    this.#whenHere = send;
    this.#explain(say("It is sent as soon as the pictures are with the house."));
  }

  /** What stands in the message that is sent now; the list is empty afterwards. @returns {Attached[]} */
  take() {
    const taken = this.#items.flatMap((one) => (one.here ? [{ ...one.here, alt: this.#alt(one) }] : []));
    this.#items = this.#items.filter((one) => !one.here);
    this.#list.replaceChildren(...this.#items.map((one) => one.line));
    this.#keep();
    return taken;
  }

  /** A message that was not accepted: what stood in it comes back. @param {Attached[]} attached */
  giveBack(attached) {
    for (const one of attached) if (this.#items.length < MOST) this.#show(one);
    this.#keep();
  }

  /** The form is taken out of the page. */
  leave() {
    this.#whenHere = null;
    for (const one of this.#items) one.request?.abort();
    this.#keep();
  }

  /** @param {Attached} attached something that the house has */
  #show(attached) {
    const item = this.#lay(attached, null);
    this.#isHere(item, attached);
  }

  /** @param {Attached} attached @param {File | null} file @returns {Item} */
  #lay(attached, file) {
    const line = /** @type {HTMLElement} */ (/** @type {Element} */ (this.#pattern.content.firstElementChild).cloneNode(true));
    /** @type {Item} */
    const item = { line, file, scaled: null, turns: 0, here: null, request: null, tries: 0 };
    const isPicture = attached.kind === "picture";
    /** @type {HTMLElement} */ (line.querySelector("canvas")).hidden = true;
    const name = /** @type {HTMLElement} */ (line.querySelector(".bring__name"));
    name.textContent = attached.name ?? "";
    const alt = /** @type {HTMLInputElement} */ (line.querySelector(".bring__alt"));
    alt.value = attached.alt;
    alt.addEventListener("change", () => this.#keep());
    // Enter in it is not "send": one describes, and goes on.
    alt.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      /** @type {HTMLElement} */ (this.#form.elements.namedItem("text")).focus();
    });
    const turn = /** @type {HTMLButtonElement} */ (line.querySelector(".bring__turn"));
    turn.hidden = !isPicture || !file;
    turn.addEventListener("click", () => this.#turn(item));
    line.querySelector(".bring__away")?.addEventListener("click", () => this.#remove(item));
    this.#items.push(item);
    this.#list.append(line);
    return item;
  }

  /** One after the other: on a poor line the first is there before the last has begun. */
  async #next() {
    if (this.#underWay || !this.#form.isConnected) return;
    const item = this.#items.find((one) => !one.here && !one.request);
    if (!item?.file) {
      this.#settled();
      return;
    }
    this.#underWay = item;
    item.scaled ??= await this.#prepared(item);
    let outcome = "gone";
    // Said here: a house that is sent much more than it takes hangs up, and a browser hears that as a lost line.
    if (item.scaled.size > Number(this.#form.dataset.uploadMb) * 1_000_000) this.#refuse(item, say("This is larger than what the house takes."));
    else if (this.#items.includes(item)) outcome = await this.#send(item);
    this.#underWay = null;
    item.request = null;
    if (outcome === "again") {
      item.tries += 1;
      this.#state(item, say("no line; it is tried again"));
      window.setTimeout(() => this.#next(), AGAIN_AFTER_MS[Math.min(item.tries - 1, AGAIN_AFTER_MS.length - 1)]);
    } else this.#next();
  }

  #settled() {
    if (this.isUnderWay || !this.#whenHere) return;
    const send = this.#whenHere;
    this.#whenHere = null;
    this.#explain("");
    send();
  }

  /** The picture as it will be sent, and shown while it is. What this browser cannot open goes as it is. @param {Item} item @returns {Promise<Blob>} */
  async #prepared(item) {
    const file = /** @type {File} */ (item.file);
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      return file;
    }
    this.#preview(item, picture);
    const size = scaledSize(picture.width, picture.height);
    if (!size) return file;
    const canvas = drawn(picture, size.width, size.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
    return blob && blob.size < file.size ? blob : file;
  }

  /** @param {Item} item @returns {Promise<"here" | "again" | "refused" | "gone">} */
  #send(item) {
    const form = new FormData();
    form.set("files", /** @type {Blob} */ (item.scaled), item.file?.name ?? "");
    form.set("turns", String(item.turns));
    const request = new XMLHttpRequest();
    item.request = request;
    const turns = item.turns;
    return new Promise((resolve) => {
      request.open("POST", `/rooms/${this.#room}/attachments/`);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", /** @type {HTMLInputElement} */ (this.#form.elements.namedItem("csrfmiddlewaretoken")).value);
      request.upload.addEventListener("progress", (event) => this.#state(item, say("on its way…"), event.total ? event.loaded / event.total : 0));
      request.addEventListener("error", () => resolve("again"));
      request.addEventListener("abort", () => resolve("gone"));
      request.addEventListener("load", () => {
        const told = read(request.responseText);
        if (request.status === 200 && told && turns === item.turns) {
          this.#isHere(item, { id: told.attachment, alt: "", kind: told.kind, name: told.name });
          this.#keep();
          resolve("here");
        } else if (request.status === 200) resolve("gone"); // turned meanwhile: once more
        else if (request.status === 429 || request.status >= 500) resolve("again");
        else if (request.status === 401) {
          this.#refuse(item, say("You are signed out."));
          resolve("refused");
        }
        else {
          const tooLarge = say("This is larger than what the house takes.");
          const failed = say("That did not work. Try again in a moment.");
          this.#refuse(item, told?.["say"] ?? (request.status === 413 ? tooLarge : failed));
          resolve("refused");
        }
      });
      this.#state(item, say("on its way…"), 0);
      request.send(form);
    });
  }

  /** @param {Item} item @param {Attached} attached */
  #isHere(item, attached) {
    item.here = attached;
    item.tries = 0;
    this.#state(item, "");
    const canvas = /** @type {HTMLCanvasElement} */ (item.line.querySelector("canvas"));
    const name = /** @type {HTMLElement} */ (item.line.querySelector(".bring__name"));
    name.hidden = attached.kind === "picture";
    /** @type {HTMLElement} */ (item.line.querySelector(".bring__turn")).hidden = attached.kind !== "picture" || !item.file;
    if (attached.kind !== "picture") {
      /** @type {HTMLElement} */ (item.line.querySelector(".bring__alt")).hidden = true;
      name.textContent = attached.name ?? "";
      return;
    }
    // As the house has made it: upright, in its colours; also what this browser could not open itself.
    const shown = document.createElement("img");
    shown.className = "bring__picture";
    shown.alt = "";
    shown.addEventListener("load", () => {
      item.line.querySelector("img")?.remove();
      canvas.hidden = true;
      canvas.before(shown);
    });
    // A day has passed since, or somebody else sits here now.
    shown.addEventListener("error", () => !item.file && this.#remove(item));
    shown.src = `/rooms/${this.#room}/attachments/${attached.id}/small/`;
  }

  /** @param {Item} item @param {ImageBitmap} picture */
  #preview(item, picture) {
    const canvas = /** @type {HTMLCanvasElement} */ (item.line.querySelector("canvas"));
    const factor = Math.min(1, PREVIEW_PX / Math.max(picture.width, picture.height));
    const small = drawn(picture, Math.max(1, picture.width * factor), Math.max(1, picture.height * factor));
    canvas.width = small.width;
    canvas.height = small.height;
    canvas.getContext("2d")?.drawImage(small, 0, 0);
    canvas.hidden = false;
    /** @type {HTMLElement} */ (item.line.querySelector(".bring__name")).hidden = true;
  }

  /** The house turns it: it also opens what this browser cannot. @param {Item} item */
  #turn(item) {
    item.turns = (item.turns + 1) % 4;
    item.here = null;
    item.request?.abort();
    this.#state(item, say("waiting…"));
    this.#next();
  }

  /** @param {Item} item */
  #remove(item) {
    item.request?.abort();
    const place = this.#items.indexOf(item);
    this.#items = this.#items.filter((one) => one !== item);
    const hadFocus = item.line.contains(document.activeElement);
    item.line.remove();
    if (hadFocus) {
      const next = this.#items[Math.min(place, this.#items.length - 1)]?.line.querySelector(".bring__away") ?? this.#form.elements.namedItem("text");
      /** @type {HTMLElement} */ (next).focus();
    }
    this.#keep();
    this.#settled();
  }

  /** One is not accepted; the others stay. @param {Item} item @param {string} reason */
  #refuse(item, reason) {
    this.#whenHere = null;
    const name = item.file?.name;
    this.#remove(item);
    this.#refused.push(name ? `${name}: ${reason}` : reason);
    this.#explain(this.#refused.join(" "));
  }

  /** @param {Item} item @param {string} text @param {number} [progress] */
  #state(item, text, progress) {
    const state = /** @type {HTMLElement} */ (item.line.querySelector(".bring__state"));
    if (state.textContent !== text) state.textContent = text;
    const bar = /** @type {HTMLProgressElement} */ (item.line.querySelector("progress"));
    bar.hidden = progress === undefined;
    if (progress !== undefined) bar.value = progress;
  }

  /** @param {Item} item */
  #alt(item) { return /** @type {HTMLInputElement} */ (item.line.querySelector(".bring__alt")).value.trim(); }

  #keep() {
    this.#draft.attachments = this.#items.flatMap((one) => (one.here ? [{ ...one.here, alt: this.#alt(one) }] : []));
  }
}

/** On white: what one could see through would be black as JPEG. @param {ImageBitmap} picture @param {number} width @param {number} height */
function drawn(picture, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {string} text @returns {any} */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
