// What others do meanwhile: what they say, for those who hear the page; that they are writing or telling; and how far they have read
// what one said. What shows it is fetched when there is something to show.

/**
 * @typedef {object} Around
 * @property {number} person
 * @property {number} thread
 * @property {import("./talk.js").Talk} talk
 * @property {(frame: {do: string, [key: string]: any}) => boolean} send
 * @property {(change: () => void) => void} keepingPlace
 * @property {(text: string) => void} tell
 */

export class Others {
  #room; #around; #saidUpTo;
  /** @type {Promise<import("./heard.js").Heard> | undefined} */ #heard;
  /** @type {Promise<import("./typing.js").Typing> | undefined} */ #typing;
  /** @type {Promise<import("./readers.js").Readers> | undefined} */ #readers;
  /** @type {Promise<import("./floor.js").Floor> | undefined} */ #floor;

  /** @param {HTMLElement} room the <chalou-room> @param {Around} around */
  constructor(room, around) {
    this.#room = room;
    this.#around = around;
    this.#saidUpTo = around.talk.seq;
    room.addEventListener("input", ({ target }) => {
      if (target instanceof HTMLTextAreaElement && target.matches("form.speak [name=text]")) this.#withTyping((typing) => typing.typed(target.value));
    });
    room.addEventListener("submit", ({ target }) => {
      if (this.#typing && /** @type {Element} */ (target).matches("form.speak")) this.#withTyping((typing) => typing.said());
    });
    if (room.querySelector("#floor")) this.#withFloor(() => undefined);
    const { readers } = room.dataset;
    if (readers === undefined) return;
    const pairs = readers.trim().split(" ").filter(Boolean).map((one) => one.split(":").map(Number));
    this.#withReaders((shown) => shown.known(pairs.map(([person, seq]) => ({ person, seq }))));
  }

  /** @param {any} frame of this room, of whatever kind */
  hear(frame) {
    switch (frame.is) {
      case "writing":
        if (frame.thread === this.#around.thread && (this.#typing || frame.people.length)) this.#withTyping((typing) => typing.hear(frame));
        break;
      case "message":
        if (this.#typing && !frame.edited && !frame.gone) this.#withTyping((typing) => typing.spoke(frame.author));
        this.#say([frame]);
        break;
      case "readers":
        // Without people it says that they may be others now.
        if (frame.people === undefined) this.#ask();
        else if (frame.thread === this.#around.thread && (this.#readers || frame.people)) this.#withReaders((readers) => readers.known(frame.people ?? []));
        break;
      case "opened":
      case "seats":
        if (this.#readers) this.#ask();
        break;
      case "room":
        if (this.#readers || frame.readers) this.#ask();
        break;
      case "floor":
        this.#withFloor((floor) => floor.hear(frame));
        break;
      case "asides":
        this.#withFloor((floor) => floor.soon());
        break;
      case "since":
        if (frame.floor || this.#floor) this.#withFloor((floor) => floor.hear(frame.floor ?? {}));
        if (!this.#readers && frame.readers) this.#ask();
        this.#say(frame.messages);
        break;
    }
  }

  /** Messages that were laid down: those that are new here, of others. @param {{seq: number, author: number}[]} messages */
  #say(messages) {
    for (const { seq, author } of messages) {
      if (seq <= this.#saidUpTo) continue;
      this.#saidUpTo = seq;
      const turn = this.#around.talk.turn(seq);
      if (turn && author !== this.#around.person && turn.dataset.gone === undefined) this.#withHeard((heard) => heard.put(turn));
    }
  }

  #ask() { this.#around.send({ do: "readers", room: Number(this.#room.dataset.room), thread: this.#around.thread }); }

  /** What stands at the foot of the talk is another: the floor has a part in it. */
  placed() {
    if (this.#floor) this.#withFloor((floor) => floor.isOpen && floor.soon());
  }

  /** Messages were laid down. */
  laid() {
    if (this.#readers) this.#withReaders((readers) => readers.show());
  }

  /** Nobody knows what others do while the line is away. */
  lost() {
    if (this.#typing) this.#withTyping((typing) => typing.lost());
  }

  /** @param {(heard: import("./heard.js").Heard) => void} use */
  #withHeard(use) {
    const region = /** @type {HTMLElement} */ (this.#room.querySelector(".talk__heard"));
    this.#heard ??= import("./heard.js").then(({ Heard }) => new Heard(region));
    this.#heard.then(use, () => { this.#heard = undefined; });
  }

  /** @param {(typing: import("./typing.js").Typing) => void} use */
  #withTyping(use) {
    const { person, thread, send } = this.#around;
    const room = Number(this.#room.dataset.room);
    this.#typing ??= import("./typing.js").then(({ Typing }) => new Typing(this.#room, person, (on) => send({ do: "writing", room, thread, on })));
    this.#typing.then(use, () => { this.#typing = undefined; });
  }

  /** Somebody tells at the main table; at the others nothing is to be seen of it. @param {(floor: import("./floor.js").Floor) => void} use */
  #withFloor(use) {
    if (this.#room.dataset.main === undefined) return;
    const { person, tell } = this.#around;
    this.#floor ??= import("./floor.js").then(({ Floor }) => new Floor(this.#room, person, tell));
    this.#floor.then(use, () => { this.#floor = undefined; });
  }

  /** @param {(readers: import("./readers.js").Readers) => void} use */
  #withReaders(use) {
    const { person, talk, keepingPlace } = this.#around;
    this.#readers ??= import("./readers.js").then(({ Readers }) => new Readers(this.#room, talk, person));
    this.#readers.then((readers) => keepingPlace(() => use(readers)), () => { this.#readers = undefined; });
  }
}
