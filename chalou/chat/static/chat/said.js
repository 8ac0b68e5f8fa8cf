// What one does with what was said: answer it, with words or without, name somebody, look at pictures. One place for the
// page of a room to begin all of it.

import { Answering, answerTo, dressQuote, Quotes } from "./quotes.js";
import { Reactions } from "./reactions.js";
import { Votes } from "./votes.js";
import { askWhenWanted, lookWhenWanted, nameWhenWanted } from "./wanted.js";

/** A message was laid down: mark where it names the reader, or calls everybody. @param {HTMLElement} turn @param {number} person */
export function dressMentions(turn, person) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (turn.querySelectorAll(".turn__said .mention"))) {
    const named = Number(one.dataset.person);
    if (named === person || (named === 0 && Number(turn.dataset.author) !== person)) one.classList.add("mention--me");
  }
}

/** Whether a message names this person, or everybody. @param {string} html @param {number} person */
export const isNamedIn = (html, person) => new RegExp(`class="mention" data-person="(?:0|${person})"`).test(html);

export class Said {
  /** @type {Answering | undefined} */ answering;

  /**
   * @param {HTMLElement} room
   * @param {import("./talk.js").Talk} talk
   * @param {{person: number, mayWrite: () => boolean, mayReact: () => boolean, goTo: (hash: string) => void, hear: (reacted: any) => void, tell: (text: string) => void}} around
   */
  constructor(room, talk, around) {
    const { person, mayWrite, mayReact, hear, tell, goTo } = around;
    this.mayReact = mayReact;
    this.reactions = new Reactions(room, talk, { person, mayReact, hear, tell });
    this.votes = new Votes(room, talk, { mayVote: mayReact, hear, tell });
    talk.dress = (turn) => {
      this.reactions.dress(turn);
      this.votes.dress(turn);
      dressQuote(turn);
      if (person) dressMentions(turn, person);
    };
    new Quotes(room, { goTo, mayWrite, isHere: (seq) => !!talk.turn(seq), answer: (answered) => this.answering?.take(answered) });
    lookWhenWanted(room, tell);
  }

  /** Somebody answered without words, or voted. Answers whether nothing is missing here. @param {any} frame @param {number} have */
  hear(frame, have) { return frame.is === "voted" ? this.votes.hear(frame, have) : this.reactions.hear(frame, have); }

  /** With messages came what the reader did at them; of a vote in another window, that alone. @param {any[]} messages @param {Record<string, string[]> | undefined} mine @param {Record<string, number[]>} [votes] */
  known(messages, mine, votes = {}) {
    if (mine) this.reactions.known(messages, mine);
    this.votes.known(messages, votes);
  }

  /** There is a place to write in. @param {HTMLFormElement} form @param {HTMLTemplateElement} pattern @param {import("./kept.js").Draft} draft @param {number} room */
  compose(form, pattern, draft, room) {
    nameWhenWanted(/** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text")), room);
    askWhenWanted(form, room);
    this.answering = new Answering(form, pattern, draft);
  }

  /** @param {HTMLElement} turn */
  answer(turn) { this.answering?.take(answerTo(turn)); }

  /** What the text that is being sent answers; the next one answers nothing. */
  taken() {
    const answered = this.answering?.answered ?? null;
    this.answering?.take(null);
    return answered;
  }

  /**
   * A text comes back: what it answered comes with it, unless something else is being answered meanwhile, or that is
   * what was wrong.
   * @param {import("./kept.js").Waiting} post @param {import("./kept.js").Draft} draft @param {boolean} isHere @param {string} why
   */
  giveBack(post, draft, isHere, why) {
    if (!post.answers || draft.answers || why === "no_source") return;
    if (isHere && this.answering) this.answering.take(post.answers);
    else draft.answers = post.answers;
  }
}
