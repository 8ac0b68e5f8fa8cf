// The panes beside the talk: unread figures, names, and on a phone their opening and closing. Without scripts they
// open by their address (`#rooms`), which would lose the place in the talk.

export class Panes {
  #room; #title = document.title;
  /** @type {Map<number, number>} */ #unread = new Map();
  /** @type {HTMLElement | null} */ #opener = null;

  /** @param {HTMLElement} room the <chalou-room> */
  constructor(room) {
    this.#room = room;
    for (const line of room.querySelectorAll(".roomlist [data-room]")) {
      this.#unread.set(Number(/** @type {HTMLElement} */ (line).dataset.room), Number(line.querySelector(".num__count")?.textContent || 0));
    }
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
  }

  /** @param {{room: number, unread: number}[]} rooms */
  unread(rooms) {
    for (const { room, unread } of rooms) this.#set(room, unread);
    this.#showTitle();
  }

  /** @param {number} count */
  unreadHere(count) {
    this.#set(Number(this.#room.dataset.room), count);
    this.#showTitle();
  }

  /** @param {number} room @param {string} name @param {string} purpose */
  rename(room, name, purpose) {
    const heading = /** @type {HTMLElement} */ (this.#room.querySelector(".talk__head h1"));
    const words = this.#room.querySelector(".side__purpose");
    if (heading.textContent !== name) {
      this.#title = this.#title.replace(heading.textContent ?? "", () => name);
      heading.textContent = name;
    }
    if (words) {
      words.textContent = purpose;
      /** @type {HTMLElement} */ (words).hidden = !purpose;
    }
    const line = this.#line(room);
    const inList = line?.querySelector(".line__name");
    if (inList) inList.textContent = name;
    const below = line?.querySelector(".meta");
    if (below) below.textContent = purpose;
    this.#showTitle();
  }

  /** @param {number} room @param {number} count */
  #set(room, count) {
    const line = this.#line(room);
    if (!line) return;
    this.#unread.set(room, count);
    line.classList.toggle("quiet", !count);
    const figure = line.querySelector(".num__count");
    if (figure) figure.textContent = count ? String(count) : "";
  }

  /** @param {number} room */
  #line(room) { return this.#room.querySelector(`.roomlist [data-room="${room}"]`); }

  #showTitle() {
    let all = 0;
    for (const count of this.#unread.values()) all += count;
    document.title = all ? `(${all}) ${this.#title}` : this.#title;
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
