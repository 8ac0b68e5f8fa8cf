// Parts of a page that few need come when somebody wants them: nobody waits for them before they can read and write. Here is
// what stands in their place until then. What is chosen, typed or tapped meanwhile, or while the line is away, is not lost.

import { say } from "../web/words.js";

const TRY_AGAIN_MS = 2000;
const LONGEST_WAIT_MS = 15_000;

/**
 * A part that may not have come yet. After a failure it is asked for by another address: a browser may remember of an
 * address that it failed.
 * @template T
 */
export class Wanted {
  #from;
  #failures = 0;
  /** @type {Promise<T> | null} */ #coming = null;

  /** @param {(again: string) => Promise<T>} from */
  constructor(from) { this.#from = from; }

  /** @returns {Promise<T>} */
  get() {
    this.#coming ??= this.#from(this.#failures ? `?again=${this.#failures}` : "").catch((failure) => {
      this.#failures += 1;
      this.#coming = null;
      throw failure;
    });
    return this.#coming;
  }

  /** Somebody is about to want it. */
  soon() { this.get().catch(() => {}); }
}

/** Look at the pictures of a talk one by one. @param {HTMLElement} room @param {(text: string) => void} tell */
export function lookWhenWanted(room, tell) {
  /** @type {Wanted<typeof import("./gallery.js")>} */
  const part = new Wanted((again) => import(`./gallery.js${again}`));
  /** @type {import("./gallery.js").Gallery | undefined} */ let gallery;
  /** @type {HTMLAnchorElement | null} */ let asked = null;
  /** @param {Event} event @returns {HTMLAnchorElement | null} */
  const linkOf = (event) => /** @type {Element} */ (event.target).closest(".picture__link");
  for (const kind of ["pointerdown", "focusin"]) room.addEventListener(kind, (event) => linkOf(event) && part.soon(), { passive: true });
  room.addEventListener("click", async (event) => {
    const link = linkOf(event);
    // A new tab, a new window or a download is what the browser makes of the link.
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    asked = link;
    try {
      const { Gallery } = await part.get();
      gallery ??= new Gallery(room, room.querySelector("template.pattern-gallery"));
      if (asked !== link) return; // tapped twice, or another since
      asked = null;
      if (link.isConnected) gallery.open(link);
    } catch {
      tell(say("The house cannot be reached just now. Try again in a moment."));
    }
  });
}

/** Offer names after an @. @param {HTMLTextAreaElement} field @param {number} room */
export function nameWhenWanted(field, room) {
  /** @type {Wanted<typeof import("./mentions.js")>} */
  const part = new Wanted((again) => import(`./mentions.js${again}`));
  const listening = new AbortController();
  /** @param {Event} event */
  const look = async (event) => {
    if (/** @type {InputEvent} */ (event).isComposing || !/[@\uff20]/.test(field.value)) return;
    const found = await part.get().catch(() => null); // without a line there are no names to choose from
    if (!found || listening.signal.aborted) return;
    listening.abort();
    const picker = new found.Picker(field, room);
    if (document.activeElement === field) picker.look();
  };
  for (const kind of ["input", "compositionend", "click"]) field.addEventListener(kind, look, { signal: listening.signal });
}

/**
 * How the room talks, and listening first. Only where it is not open need anything be known of that, and by its hosts.
 * @param {HTMLElement} room the <chalou-room> @param {import("./manners.js").Around} around @returns {{hear: (frame: any) => void}} told of every frame of the room
 */
export function mannersWhenWanted(room, around) {
  /** @type {Wanted<typeof import("./manners.js")>} */
  const part = new Wanted((again) => import(`./manners.js${again}`));
  /** @type {import("./manners.js").Manners | undefined} */ let manners;
  /** What came while it was on its way, in order. @type {any[] | undefined} */ let heard;
  const want = async () => {
    heard ??= [];
    const found = await part.get().catch(() => null);
    if (!found) return void window.setTimeout(want, TRY_AGAIN_MS);
    manners ??= new found.Manners(room, around);
    for (const frame of heard.splice(0)) manners.hear(frame);
  };
  if (room.querySelector(".modes, .listen__far, .place__asked")) want();
  return {
    hear: (frame) => {
      const isAnother = frame.mode !== undefined && (frame.mode !== room.dataset.mode || String(frame.slow_s) !== room.dataset.slowS);
      if (manners) return manners.hear(frame);
      if (!heard && (isAnother || ["listening", "floor"].includes(frame.is))) want();
      heard?.push(frame);
    },
  };
}

/** Ask for more than "nice tea", where that is wanted: from the first touch of the field. @param {HTMLFormElement} form @param {number} room */
export function askWhenWanted(form, room) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  if (form.dataset.asks === undefined) return;
  /** @type {Wanted<typeof import("./substance.js")>} */
  const part = new Wanted((again) => import(`./substance.js${again}`));
  // Without a line nothing is asked.
  const begin = () => part.get().then(({ Substance }) => new Substance(form, field, room), () => undefined);
  if (document.activeElement === field) begin();
  else field.addEventListener("focus", begin, { once: true });
}

/** What is brought along with a message: pictures and files. The part that brings them comes with the first. */
export class Bringing {
  #form; #room; #draft; #explain;
  /** @type {Wanted<typeof import("./pictures.js")>} */
  #part = new Wanted((again) => import(`./pictures.js${again}`));
  /** @type {import("./pictures.js").Pictures | null} */ #pictures = null;
  /** Chosen before it was here. @type {File[]} */ #files = [];
  /** @type {(() => void) | null} */ #whenHere = null;
  #isWanted = false;
  #isTrying = false;
  #hasLeft = false;
  #failures = 0;

  /**
   * @param {HTMLFormElement} form
   * @param {number} room
   * @param {import("./kept.js").Draft} draft
   * @param {HTMLElement} around where things may be dropped
   * @param {(text: string) => void} explain
   */
  constructor(form, room, draft, around, explain) {
    this.#form = form;
    this.#room = room;
    this.#draft = draft;
    this.#explain = explain;
    form.classList.add("speak--brings");
    const files = /** @type {HTMLInputElement} */ (form.elements.namedItem("files"));
    files.addEventListener("change", () => {
      this.add([...files.files ?? []]);
      files.value = "";
    });
    for (const kind of ["click", "focus"]) files.addEventListener(kind, () => this.#part.soon());
    form.addEventListener("paste", (event) => {
      const pasted = [...event.clipboardData?.files ?? []];
      // Programs that copy words often add a picture of them.
      if (!pasted.length || event.clipboardData?.types.includes("text/plain")) return;
      event.preventDefault();
      this.add(pasted);
    });
    around.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("speak--over");
    });
    around.addEventListener("dragleave", () => form.classList.remove("speak--over"));
    around.addEventListener("drop", (event) => {
      form.classList.remove("speak--over");
      if (!event.dataTransfer?.files.length || !form.isConnected) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
    window.addEventListener("online", () => this.#isWanted && this.#want());
    const given = [...form.querySelectorAll(".bring__one")].map((line) => told(line));
    if (given.length) draft.attachments = given; // newer than what was kept
    if (draft.attachments.length) this.#want();
  }

  /** Something is not yet with the house, or not yet known to be. */
  get isUnderWay() { return this.#pictures ? this.#pictures.isUnderWay : this.#isWanted; }

  /** @param {File[]} files */
  add(files) {
    if (this.#pictures) return this.#pictures.add(files);
    this.#files.push(...files);
    this.#want();
  }

  /** Send as soon as everything is with the house; not if something has to be looked at first. @param {() => void} send */
  whenHere(send) {
    if (this.#pictures) return this.#pictures.whenHere(send);
    this.#whenHere = send;
    this.#explain(say("It is sent as soon as the pictures are with the house."));
  }

  /** What stands in the message that is sent now. */
  take() { return this.#pictures?.take() ?? []; }

  /** A message that was not accepted: what stood in it comes back. @param {import("./pictures.js").Attached[]} attached */
  giveBack(attached) {
    if (this.#pictures) return this.#pictures.giveBack(attached);
    if (!attached.length) return;
    this.#draft.attachments = [...this.#draft.attachments, ...attached];
    this.#want();
  }

  /** The form is taken out of the page. */
  leave() {
    this.#hasLeft = true;
    this.#pictures?.leave();
  }

  async #want() {
    this.#isWanted = true;
    if (this.#pictures || this.#isTrying || this.#hasLeft) return;
    this.#isTrying = true;
    const found = await this.#part.get().catch(() => null);
    this.#isTrying = false;
    if (this.#hasLeft) return;
    if (!found) {
      this.#failures += 1;
      this.#explain(say("No line just now. The pictures are taken as soon as it is back."));
      window.setTimeout(() => this.#want(), Math.min(LONGEST_WAIT_MS, TRY_AGAIN_MS * this.#failures));
      return;
    }
    if (this.#failures) this.#explain("");
    const pictures = new found.Pictures(this.#form, this.#room, this.#draft, this.#explain);
    this.#pictures = pictures;
    if (this.#files.length) pictures.add(this.#files);
    const send = this.#whenHere;
    if (!send) return;
    if (pictures.isUnderWay) pictures.whenHere(send);
    else {
      this.#explain("");
      send();
    }
  }
}

/** @param {Element} line what the page itself shows after a refusal without scripts @returns {import("./pictures.js").Attached} */
function told(line) {
  const number = /** @type {HTMLInputElement} */ (line.querySelector("input[name=attachment]"));
  const alt = /** @type {HTMLInputElement} */ (line.querySelector(".bring__alt"));
  const name = line.querySelector(".bring__name")?.textContent;
  return { id: Number(number.value), alt: alt.value, kind: name ? "file" : "picture", name: name ?? "" };
}
