// Following one room over the line: what each frame means for the talk, for the count of changes, and for what is on
// its way. It speaks to the page through the few calls of `Page`, and to the house through `send`.

import { Changes } from "./changes.js";

/** Frames of different processes may overtake each other by this much before something counts as lost. */
export const GAP_MS = 300;

/**
 * @typedef {object} Page
 * @property {(messages: any[]) => void} lay lay these messages down in the talk
 * @property {(reacted: any, have: number) => boolean} react somebody answered without words, or voted; whether nothing is missing here
 * @property {(messages: any[], mine: Record<string, string[]> | undefined, votes: Record<string, number[]> | undefined) => void} mine what the reader did at these messages
 * @property {(room: {name: string, purpose: string, access: string, pinyin?: Record<string, string>}) => void} rename
 * @property {(words: {thread: number, title: string, archived: boolean}) => void} thread a thread was opened, or is called otherwise
 * @property {() => void} seats who sits here is not as it was
 * @property {(told: {count: number, people?: number[]}) => void} here these have the room open
 * @property {(frame: any) => void} others what the others do besides: told of every frame of the room
 * @property {() => void} opened the house lets us follow from here on
 * @property {(why: string, reason?: string) => void} gone the room is followed no longer
 * @property {() => void} afresh load the page anew, keeping what was typed
 * @property {(rooms: {room: number, seq: number, unread: number}[]) => void} digest
 * @property {(frame: any) => void} acknowledged
 * @property {(frame: any) => void} refused
 */

export class Following {
  #send; #page;
  /** @type {number | undefined} */ #asking;
  /** The house has said that we follow the room. */
  isFollowing = false;

  /**
   * @param {number} room
   * @param {number} have
   * @param {(frame: {do: string, [key: string]: any}) => boolean} send
   * @param {Page} page
   */
  constructor(room, have, send, page) {
    this.room = room;
    this.changes = new Changes(have);
    this.#send = send;
    this.#page = page;
  }

  /** The line is ready: follow, and get what was missed. */
  open() {
    this.isFollowing = false;
    this.#send({ do: "open", room: this.room, since: this.changes.have });
  }

  /** @param {any} frame */
  hear(frame) {
    if (frame.is === "digest") this.#page.digest(frame.rooms);
    // Whom one hears is another: what they said leaves every open page, or comes back.
    else if (frame.is === "unheard") this.#page.afresh();
    else if (frame.is === "ack") this.#page.acknowledged(frame);
    else if (frame.is === "refused" && frame.about === "open" && frame.room === this.room) {
      // The house could not look just now.
      window.setTimeout(() => this.isFollowing || this.open(), 1000);
    } else if (frame.is === "refused" && frame.about === "since" && frame.room === this.room) {
      // Nobody else would ask again: the house speaks of each gap once.
      window.setTimeout(() => this.#askForMissing(), 1000);
    } else if (frame.is === "refused") this.#page.refused(frame);
    else if (frame.room === this.room) this.#hearOfRoom(frame);
  }

  /** @param {any} frame */
  #hearOfRoom(frame) {
    const { changes } = this;
    switch (frame.is) {
      case "message":
        this.#page.lay([frame]);
        changes.applied(frame.change);
        break;
      case "reacted":
      case "voted":
        this.reacted(frame);
        break;
      case "vote": // in another window of the same reader
        this.#page.mine([frame], undefined, { [frame.seq]: frame.choices });
        break;
      case "room":
        // An older name that arrives late must not cover the newer one; the catch-up brings the present one.
        if (frame.change > changes.have) this.#page.rename(frame);
        changes.applied(frame.change);
        break;
      case "person":
        if (frame.change > changes.have) this.#page.renamePerson(frame);
        changes.applied(frame.change);
        break;
      case "thread":
        if (frame.change > changes.have) this.#page.thread(frame);
        changes.applied(frame.change);
        break;
      case "seats":
        this.#page.seats();
        break;
      case "here":
        this.#page.here(frame);
        break;
      case "moved":
        changes.applied(frame.change);
        break;
      case "since":
        // A direct talk has no name of its own; the list beside it says what it is called for this reader.
        if (frame.change >= changes.have && frame.name) this.#page.rename(frame);
        this.#page.mine(frame.messages, frame.mine ?? {}, frame.votes);
        this.#page.lay(frame.messages);
        for (const person of frame.people) this.#page.renamePerson(person);
        for (const thread of frame.threads) this.#page.thread(thread);
        changes.caughtUp(frame.change);
        break;
      case "opened":
        this.isFollowing = true;
        changes.heardOf(frame.change);
        this.#page.opened();
        break;
      case "behind":
        changes.heardOf(frame.change);
        this.#page.seats(); // what was lost on the way may have been a hint as well
        break;
      case "afresh":
        this.#page.afresh();
        break;
      case "gone":
        this.isFollowing = false;
        this.#page.gone(frame.why, frame.reason);
        this.#announce("chalou:gone");
        break;
    }
    this.#page.others(frame);
    if (this.isFollowing && !this.changes.isMissingSome) this.#announce("chalou:fresh");
    this.#askForMissing();
  }

  /** @param {any} frame */
  reacted(frame) {
    if (this.#page.react(frame, this.changes.have)) this.changes.applied(frame.change);
    else this.changes.heardOf(frame.change);
  }

  /** To what else is on the page, which need not be there (web/keeping.js). @param {string} what */
  #announce(what) { document.dispatchEvent(new CustomEvent(what, { detail: this.room })); }

  #askForMissing() {
    if (this.#asking !== undefined || !this.changes.isMissingSome || !this.isFollowing) return;
    this.#asking = window.setTimeout(() => {
      this.#asking = undefined;
      if (!this.changes.isMissingSome || !this.isFollowing) return;
      // No answer (a dropped line)? Opening again asks by itself, and `behind` comes every two seconds.
      this.#send({ do: "since", room: this.room, since: this.changes.have });
    }, GAP_MS);
  }
}
