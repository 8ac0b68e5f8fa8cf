// What one can do with a message: take its link, and with one's own mend it in place or take it back.

import { told } from "../web/times.js";
import { say } from "../web/words.js";
import { ask } from "./ask.js";
import { grow, isTouchFirst, sends } from "./composer.js";
import { element } from "./talk.js";

export class Menu {
  #room;
  /** @type {HTMLElement | null} */ #open = null;

  /**
   * @param {HTMLElement} room
   * @param {{person: number, room: number, mayWrite: () => boolean, keepsOrder: () => boolean, said: import("./said.js").Said, put: (message: any) => void, tell: (text: string) => void}} around
   */
  constructor(room, around) {
    this.#room = room;
    this.around = around;
    room.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const more = /** @type {HTMLElement | null} */ (target.closest(".turn__more"));
      // A name or a cup leads to whose it is; by keyboard the menu does.
      const who = target.closest(".turn__who > b, .turn > .cup")?.closest(".turn");
      if (who && !who.classList.contains("turn--on-the-way")) location.assign(`/people/${/** @type {HTMLElement} */ (who).dataset.author}/`);
      else if (more) this.#toggle(more);
      else if (!target.closest(".turn__menu")) this.close();
    });
    room.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#open) this.close(true);
    });
    room.addEventListener("focusout", (event) => {
      const to = /** @type {Element | null} */ (event.relatedTarget);
      if (this.#open && to && !to.closest(".turn__menu, .turn__more")) this.close();
    });
  }

  close(returnFocus = false) {
    const more = /** @type {HTMLElement | null} */ (this.#open?.parentElement?.querySelector(".turn__more") ?? null);
    more?.setAttribute("aria-expanded", "false");
    this.#open?.remove();
    this.#open = null;
    if (returnFocus) more?.focus();
  }

  /** @param {HTMLElement} more */
  #toggle(more) {
    const wasOpen = more.getAttribute("aria-expanded") === "true";
    this.close();
    if (wasOpen) return;
    const turn = /** @type {HTMLElement} */ (more.closest(".turn"));
    const isMine = Number(turn.dataset.author) === this.around.person;
    const list = element("ul", "turn__menu", "");
    if (this.around.said.mayReact()) list.append(this.#item(this.around.said.reactions.row(turn, () => this.close(true))));
    if (this.around.mayWrite()) list.append(this.#line(say("Answer"), () => this.around.said.answer(turn), "answer"));
    list.append(this.#link(say("Pass it on to …"), `${addressOf(turn)}forward/`));
    list.append(this.#line(say("Copy as text"), () => this.#copy(asText(turn), say("The text is copied.")), "copy-text"));
    list.append(this.#line(say("Copy link"), () => this.#copy(addressOf(turn), say("The link is copied."))));
    if (isMine && this.around.mayWrite()) list.append(this.#line(say("Edit"), () => this.mend(turn), "edit"));
    if (this.around.mayWrite()) list.append(this.#link(say("Open a table about it"), `/rooms/${this.around.room}/threads/new/?about=message:${turn.dataset.message}`));
    if (this.around.keepsOrder()) list.append(this.#pinLine(turn));
    if (this.around.keepsOrder()) list.append(this.#link(say("Move it to another table"), `${addressOf(turn)}move/`));
    if (!isMine && this.#room.dataset.access !== "direct") list.append(this.#link(say("Thank them for it"), `${addressOf(turn)}thanks/`));
    if (!isMine) list.append(this.#link(say("Report"), `/report/message:${turn.dataset.message}/`));
    list.append(this.#line(say("Mark as new from here"), () => this.#unread(turn)));
    if (!isMine) list.append(this.#link(say("Who this is"), `/people/${turn.dataset.author}/`));
    if (!isMine) list.append(this.#link(say("I do not want to see or hear this person"), `/people/${turn.dataset.author}/block/`));
    if ((isMine && this.around.mayWrite()) || this.around.keepsOrder()) {
      list.append(this.#line(say("Take back"), () => this.#takeBack(turn), "take-back"));
    }
    more.after(list);
    more.setAttribute("aria-expanded", "true");
    this.#open = list;
    this.#fit(list, turn);
    /** @type {HTMLElement | null} */ (list.querySelector("button, a"))?.focus({ preventScroll: true });
  }

  /** It opens where there is more room between head and foot, and scrolls where that is too little. @param {HTMLElement} list @param {HTMLElement} turn */
  #fit(list, turn) {
    const head = this.#room.querySelector(".talk__head")?.getBoundingClientRect().bottom ?? 0;
    const foot = this.#room.querySelector(".place")?.getBoundingClientRect().top ?? window.innerHeight;
    const { top, bottom } = list.getBoundingClientRect();
    const above = turn.getBoundingClientRect().top - head;
    const isUp = bottom > foot && above > foot - top;
    list.classList.toggle("turn__menu--up", isUp);
    list.style.maxHeight = `${Math.max(isUp ? above : foot - top, 120)}px`;
  }

  /** @param {HTMLElement} inside */
  #item(inside) {
    const item = document.createElement("li");
    item.append(inside);
    return item;
  }

  /** @param {string} text @param {() => void} act @param {string} [name] */
  #line(text, act, name) {
    const button = element("button", "", text);
    if (name) button.dataset.act = name;
    button.setAttribute("type", "button");
    button.addEventListener("click", () => {
      this.close(true);
      act();
    });
    return this.#item(button);
  }

  /** @param {string} text @param {string} address */
  #link(text, address) {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", text));
    link.href = address;
    return this.#item(link);
  }

  /** @param {HTMLElement} turn */
  #pinLine(turn) {
    const isPinned = !!this.#room.querySelector(`.pins [data-seq="${turn.dataset.seq}"]`);
    return this.#line(isPinned ? say("Let it go out of sight") : say("Keep it in sight"), async () => {
      try {
        await ask(`${addressOf(turn)}pin/`, { pinned: isPinned ? "no" : "yes" });
      } catch (refusal) {
        this.around.tell(/** @type {Error} */ (refusal).message);
      }
    });
  }

  /** From here on it is new again. One leaves the talk, for whoever is shown it has read it. @param {HTMLElement} turn */
  async #unread(turn) {
    try {
      await ask(`${addressOf(turn)}unread/`, {});
      location.assign("/rooms/");
    } catch (refusal) {
      this.around.tell(/** @type {Error} */ (refusal).message);
    }
  }

  /** @param {string} text @param {string} done */
  async #copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https there is no clipboard for scripts; the old way still works there.
      const field = /** @type {HTMLTextAreaElement} */ (element("textarea", "unseen", text));
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    this.around.tell(done);
  }

  /** Mend a message where it stands. @param {HTMLElement} turn */
  async mend(turn) {
    if (turn.querySelector(":scope > .mend")) return;
    let source;
    try {
      source = await ask(addressOf(turn));
    } catch (refusal) {
      this.around.tell(/** @type {Error} */ (refusal).message);
      return;
    }
    // The turn may have been laid down anew while we asked.
    const now = this.#room.querySelector(`#${turn.id}`);
    if (source.gone || !now) return;
    const form = /** @type {HTMLFormElement} */ (element("form", "mend", ""));
    const field = /** @type {HTMLTextAreaElement} */ (element("textarea", "", source.text));
    const wrong = element("p", "place__wrong", "");
    const row = element("div", "row", "");
    const save = element("button", "btn btn--plain", say("Save"));
    const leave = element("button", "btn btn--quiet", say("Leave it as it was"));
    field.setAttribute("aria-label", say("Edit your message"));
    field.setAttribute("rows", "2");
    wrong.setAttribute("role", "alert");
    leave.setAttribute("type", "button");
    row.append(save, leave);
    const alts = (source.attachments ?? []).filter((/** @type {any} */ one) => one.kind === "picture").map((/** @type {any} */ one) => altField(one));
    form.append(field, ...alts, wrong, row);
    now.append(form);
    grow(field);
    field.focus();
    form.scrollIntoView({ block: "nearest" });
    field.setSelectionRange(field.value.length, field.value.length);
    const close = () => {
      const more = /** @type {HTMLElement | null} */ (form.closest(".turn")?.querySelector(".turn__more") ?? null);
      form.remove();
      more?.focus();
    };
    leave.addEventListener("click", close);
    field.addEventListener("input", () => grow(field));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) {
        event.stopPropagation();
        close();
      } else if (sends(event, isTouchFirst())) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = Object.fromEntries(alts.filter((/** @type {HTMLInputElement} */ one) => one.value !== one.defaultValue).map((/** @type {HTMLInputElement} */ one) => [one.name, one.value]));
      if (field.value === source.text && !Object.keys(said).length) return close();
      save.setAttribute("aria-disabled", "true");
      try {
        this.around.put(await ask(`${addressOf(turn)}edit/?frames=html`, { text: field.value, ...said }));
        close();
      } catch (refusal) {
        wrong.textContent = /** @type {Error} */ (refusal).message;
        save.removeAttribute("aria-disabled");
      }
    });
  }

  /** @param {HTMLElement} turn */
  async #takeBack(turn) {
    if (!await sure(say("Take this message back?"), say("Its words are gone for everybody, for good."), say("Take it back"))) return;
    try {
      this.around.put(await ask(`${addressOf(turn)}take-back/?frames=html`, {}));
    } catch (refusal) {
      this.around.tell(/** @type {Error} */ (refusal).message);
    }
  }
}

/** What is to be seen in a picture, to be said better. @param {{attachment: number, alt: string}} picture */
function altField({ attachment, alt }) {
  const field = /** @type {HTMLInputElement} */ (element("input", "mend__alt", ""));
  field.name = `alt-${attachment}`;
  field.defaultValue = alt;
  field.maxLength = 500;
  field.placeholder = say("What is to be seen?");
  field.setAttribute("aria-label", say("What is to be seen, for those who cannot see it"));
  return field;
}

/** A message for elsewhere: who, when, and the words. @param {HTMLElement} turn */
function asText(turn) {
  const name = turn.querySelector(".turn__who b")?.textContent ?? "";
  const at = new Date(turn.querySelector("time")?.dateTime ?? "");
  const said = /** @type {HTMLElement} */ (turn.querySelector(".turn__said"));
  const words = [...said.children].filter((one) => !one.matches(".turn__quote:not(.turn__forward)")).map((one) => /** @type {HTMLElement} */ (one).innerText);
  return `${name} ${told(at, "moment")}\n${words.join("\n\n").trim()}\n`;
}

/** @param {Element} turn */
function addressOf(turn) {
  return /** @type {HTMLAnchorElement} */ (turn.querySelector(".turn__when")).href;
}

/**
 * Ask before what cannot be undone.
 * @param {string} question @param {string} consequence @param {string} yes
 * @returns {Promise<boolean>}
 */
function sure(question, consequence, yes) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", "dialog", ""));
  if (!dialog.showModal) return Promise.resolve(confirm(`${question}\n${consequence}`));
  const form = /** @type {HTMLFormElement} */ (element("form", "", ""));
  form.method = "dialog";
  const title = element("h3", "", question);
  title.id = "sure";
  dialog.setAttribute("aria-labelledby", "sure");
  const row = element("div", "row", "");
  const no = /** @type {HTMLButtonElement} */ (element("button", "btn btn--quiet", say("No, leave it")));
  const agree = /** @type {HTMLButtonElement} */ (element("button", "btn btn--grave", yes));
  no.value = "";
  agree.value = "yes";
  row.append(no, agree);
  form.append(title, element("p", "", consequence), row);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
