// Answers without words: how many there are stands in the house's own fragment; which of them are the reader's, what each
// sign means, who it was, and the buttons are added here.

import { say } from "../web/words.js";
import { ask } from "./ask.js";
import { element } from "./talk.js";

/** What a sign means. @param {string} kind */
function meaning(kind) {
  switch (kind) {
    case "cup": return say("Raise a cup");
    case "leaf": return say("Good leaf");
    case "smile": return say("Smile");
    case "thanks": return say("Tap the table in thanks");
    case "more": return say("Fill the kettle: go on");
    default: return kind;
  }
}

/** @typedef {{seq: number, was: number, change: number, kind: string, person: number, on: boolean, reactions: Record<string, number>}} Reacted */

export class Reactions {
  #room; #talk; #around;
  /** What the reader did, by seq, and as of which change of the message. @type {Map<number, {kinds: Set<string>, change: number}>} */
  #mine = new Map();
  /** @type {HTMLElement | null} */ #open = null;
  /** @type {HTMLElement | null} */ #opener = null;

  /**
   * @param {HTMLElement} room
   * @param {import("./talk.js").Talk} talk
   * @param {{person: number, mayReact: () => boolean, hear: (reacted: Reacted) => void, tell: (text: string) => void}} around
   */
  constructor(room, talk, around) {
    this.#room = room;
    this.#talk = talk;
    this.#around = around;
    for (const one of (room.dataset.mine ?? "").split(";").filter(Boolean)) {
      const [seq, kinds] = one.split(":");
      this.#mine.set(Number(seq), { kinds: new Set(kinds.split(",")), change: 0 });
    }
    room.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const chip = /** @type {HTMLAnchorElement | null} */ (target.closest(".reaction"));
      if (chip && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.#show(chip);
      } else if (!target.closest(".reacted")) this.close();
    });
    room.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#open) this.close(true);
    });
  }

  close(returnFocus = false) {
    this.#open?.remove();
    this.#open = null;
    if (returnFocus) this.#opener?.focus();
  }

  /** A message was laid down: say what its signs mean, and which are the reader's. @param {HTMLElement} turn */
  dress(turn) {
    const mine = this.#mine.get(Number(turn.dataset.seq))?.kinds;
    for (const chip of /** @type {NodeListOf<HTMLElement>} */ (turn.querySelectorAll(".turn__reactions .reaction"))) {
      const { kind = "" } = chip.dataset;
      const isMine = mine?.has(kind) ?? false;
      const values = { what: meaning(kind), count: chip.textContent ?? "" };
      chip.classList.toggle("reaction--mine", isMine);
      chip.setAttribute("aria-label", isMine ? say("{what}: {count}, you among them", values) : say("{what}: {count}", values));
      chip.setAttribute("title", meaning(kind));
    }
  }

  /** With messages came what the reader did at them. @param {{seq: number, change: number}[]} messages @param {Record<string, string[]>} mine */
  known(messages, mine) {
    for (const { seq, change } of messages) {
      if ((this.#mine.get(seq)?.change ?? 0) <= change) this.#mine.set(seq, { kinds: new Set(mine[seq]), change });
    }
  }

  /** Somebody did something at a message. Answers whether nothing is missing here. @param {Reacted} reacted @param {number} have up to this change the page has everything */
  hear(reacted, have) {
    const { seq, change, kind, person, on, reactions } = reacted;
    if (person === this.#around.person) this.#note(seq, kind, on, change);
    const isWhole = this.#talk.altered(reacted, have, (turn) => this.#set(turn, reactions));
    const turn = this.#talk.turn(seq);
    if (turn && isWhole) this.dress(turn);
    return isWhole;
  }

  /** @param {number} seq @param {string} kind @param {boolean} on @param {number} change */
  #note(seq, kind, on, change) {
    const before = this.#mine.get(seq);
    if (before && before.change > change) return;
    const kinds = new Set(before?.kinds);
    if (on) kinds.add(kind);
    else kinds.delete(kind);
    this.#mine.set(seq, { kinds, change });
  }

  /** The same as the house's own fragment has it. @param {HTMLElement} turn @param {Record<string, number>} counts */
  #set(turn, counts) {
    turn.querySelector(":scope > .turn__reactions")?.remove();
    const signs = Object.entries(counts).map(([kind, count]) => this.#sign(kind, turn, count));
    if (!signs.length) return;
    const line = element("p", "turn__reactions", "");
    line.append(...signs);
    turn.querySelector(":scope > .turn__said")?.after(line);
  }

  /** @param {string} kind @param {HTMLElement} turn @param {number} count */
  #sign(kind, turn, count) {
    const pattern = this.#pattern(kind);
    const chip = /** @type {HTMLAnchorElement} */ (pattern ? pattern.cloneNode(true) : element("a", "reaction", ""));
    chip.setAttribute("href", `${pathOf(turn)}reactions/`);
    const number = chip.querySelector(".num");
    if (number) number.textContent = String(count);
    return chip;
  }

  /** @param {string} kind */
  #pattern(kind) {
    const all = /** @type {HTMLTemplateElement | null} */ (this.#room.querySelector("template.pattern-reactions"));
    return all?.content.querySelector(`[data-kind="${CSS.escape(kind)}"]`) ?? null;
  }

  /** All that one can do at a message without words, as a row of buttons. @param {HTMLElement} turn @param {() => void} done */
  row(turn, done) {
    const row = element("div", "react", "");
    const all = /** @type {HTMLTemplateElement | null} */ (this.#room.querySelector("template.pattern-reactions"));
    for (const chip of /** @type {NodeListOf<HTMLElement>} */ (all?.content.querySelectorAll(".reaction") ?? [])) {
      const { kind = "" } = chip.dataset;
      const isMine = this.#mine.get(Number(turn.dataset.seq))?.kinds.has(kind) ?? false;
      const button = element("button", "", "");
      const icon = chip.querySelector("svg");
      if (icon) button.append(icon.cloneNode(true));
      button.setAttribute("type", "button");
      button.setAttribute("aria-label", meaning(kind));
      button.setAttribute("title", meaning(kind));
      button.setAttribute("aria-pressed", String(isMine));
      button.dataset.kind = kind;
      button.addEventListener("click", () => {
        done();
        this.#react(turn, kind, isMine);
      });
      row.append(button);
    }
    return row;
  }

  /** @param {HTMLElement} turn @param {string} kind @param {boolean} isUndone */
  async #react(turn, kind, isUndone) {
    try {
      // The answer is what everybody is told: whichever comes first shows it.
      this.#around.hear(await ask(`${pathOf(turn)}react/`, isUndone ? { undo: kind } : { kind }));
    } catch (refusal) {
      this.#around.tell(/** @type {Error} */ (refusal).message);
    }
  }

  /** Who it was. @param {HTMLAnchorElement} chip */
  async #show(chip) {
    const turn = /** @type {HTMLElement} */ (chip.closest(".turn"));
    this.close();
    let found;
    try {
      found = await ask(`${pathOf(turn)}reactions/`);
    } catch (refusal) {
      this.#around.tell(/** @type {Error} */ (refusal).message);
      return;
    }
    const now = this.#talk.turn(Number(turn.dataset.seq));
    if (!now) return;
    const box = element("div", "turn__menu reacted", "");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", say("Answers without words"));
    box.tabIndex = -1;
    const list = element("ul", "reacted__who", "");
    for (const { kind, name } of found.people) {
      const line = document.createElement("li");
      const icon = this.#pattern(kind)?.querySelector("svg");
      if (icon) line.append(icon.cloneNode(true));
      line.append(element("span", "", name), element("span", "unseen", meaning(kind)));
      list.append(line);
    }
    if (this.#around.mayReact()) box.append(this.row(now, () => this.close(true)));
    box.append(list);
    now.append(box);
    this.#open = box;
    this.#opener = now.querySelector(`.reaction[data-kind="${CSS.escape(chip.dataset.kind ?? "")}"]`);
    box.focus({ preventScroll: true });
    const foot = this.#room.querySelector(".place")?.getBoundingClientRect().top ?? window.innerHeight;
    box.classList.toggle("turn__menu--up", box.getBoundingClientRect().bottom > foot);
  }
}

/** @param {Element} turn */
function pathOf(turn) {
  return /** @type {HTMLAnchorElement} */ (turn.querySelector(".turn__when")).getAttribute("href") ?? "";
}
