// One line to the house: a WebSocket that mends itself. It knows nothing of rooms or pages; it tells its owner what
// came in and how the line is, and never throws away what it could not send: `send` says whether it was sent.

/** @typedef {"connecting" | "ready" | "lost" | "signed-out"} LineState */
/** @typedef {{is: string, [key: string]: any}} Frame */

export const FIRST_WAIT_MS = 500;
/** However long the house was away, whoever waits is back within five seconds. */
export const LONGEST_WAIT_MS = 4000;
export const PING_EVERY_MS = 25_000;
export const PONG_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 2000;
const SESSION_ENDED = 4401;

/**
 * How long to wait before the next try: doubling, with some chance in it, so that a thousand browsers do not come
 * back in the same instant after a restart.
 * @param {number} failures how many tries have failed in a row
 * @param {number} chance between 0 and 1
 */
export function waitBeforeTry(failures, chance) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return longest / 2 + (longest / 2) * chance;
}

export class Connection {
  /** @type {LineState} */
  state = "connecting";
  failures = 0;

  #address;
  #onFrame;
  #onState;
  #onTrouble;
  /** @type {WebSocket | null} */ #socket = null;
  #isOpen = false;
  /** @type {number | undefined} */ #retry;
  /** @type {number | undefined} */ #pinging;
  /** @type {number | undefined} */ #deadline;
  #wake = () => this.#wakeUp();
  // The browser knows at once what a ping would find out after ten seconds. Trying goes on: a house on this very
  // machine is there without any network.
  #sleep = () => this.#socket && this.#lose(this.#socket);

  /**
   * @param {string} address the path of the line, for example `/live/?frames=html`
   * @param {{frame: (frame: Frame) => void, state: (state: LineState) => void, trouble?: (say: string) => void}} on
   *   `trouble` hears why the house lets nobody in at the moment, in its own words
   */
  constructor(address, on) {
    this.#address = new URL(address, location.href);
    this.#onFrame = on.frame;
    this.#onState = on.state;
    this.#onTrouble = on.trouble;
  }

  open() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    window.addEventListener("online", this.#wake);
    window.addEventListener("offline", this.#sleep);
    window.addEventListener("pageshow", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#pinging = window.setInterval(() => this.#ping(), PING_EVERY_MS);
    this.#try();
  }

  close() {
    this.#isOpen = false;
    window.removeEventListener("online", this.#wake);
    window.removeEventListener("offline", this.#sleep);
    window.removeEventListener("pageshow", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    window.clearInterval(this.#pinging);
    window.clearTimeout(this.#retry);
    this.#drop();
  }

  /**
   * Send a frame now. `false` means that the line is not ready and nothing was sent.
   * @param {{do: string, [key: string]: any}} frame
   */
  send(frame) {
    if (this.state !== "ready" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #try() {
    window.clearTimeout(this.#retry);
    this.#drop();
    this.#become("connecting");
    const address = new URL(this.#address);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    // A handshake that is neither accepted nor refused (a dead proxy) must not be waited for like a browser does: minutes.
    this.#deadline = window.setTimeout(() => this.#lose(socket), PONG_WITHIN_MS);
    socket.onmessage = (event) => this.#hear(socket, event.data);
    socket.onclose = (event) => this.#lose(socket, event.code);
  }

  /** @param {WebSocket} socket @param {string} text */
  #hear(socket, text) {
    if (socket !== this.#socket) return;
    window.clearTimeout(this.#deadline);
    this.#deadline = undefined;
    const frame = /** @type {Frame} */ (JSON.parse(text));
    if (frame.is === "pong") return;
    if (frame.is === "ready") {
      this.failures = 0;
      this.#become("ready");
    }
    this.#onFrame(frame);
  }

  /** @param {WebSocket} socket @param {number} [code] */
  #lose(socket, code) {
    if (socket !== this.#socket) return;
    const neverReady = this.state === "connecting";
    this.#drop();
    if (code === SESSION_ENDED) {
      this.#become("signed-out");
      // Whoever changes the password in another window stays signed in: the new cookie is on its way.
      this.#retry = window.setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MS);
      return;
    }
    this.#become("lost");
    this.#retry = window.setTimeout(() => this.#try(), waitBeforeTry(this.failures, Math.random()));
    this.failures += 1;
    if (neverReady) this.#askWhy();
  }

  async #lookAgain() {
    const answer = await this.#ask();
    if (answer && answer.status !== 401 && this.state === "signed-out") this.#try();
  }

  /** A browser does not tell a script why a handshake was refused; a plain request to the same address does. */
  async #askWhy() {
    const answer = await this.#ask();
    if (this.state === "ready" || this.state === "signed-out") return;
    this.#onTrouble?.(answer?.status === 503 ? (await answer.json().catch(() => ({}))).say ?? "" : "");
    if (answer?.status !== 401) return;
    window.clearTimeout(this.#retry);
    this.#drop();
    this.#become("signed-out");
  }

  /** Undefined when there is no answer at all: the house or the network is away. */
  async #ask() {
    try {
      return await fetch(this.#address, { headers: { Accept: "application/json" }, redirect: "manual" });
    } catch {
      return undefined;
    }
  }

  /** Ask whether the line is alive. After sleep, or behind a proxy that forgot us, nothing else would tell. */
  #ping() {
    const socket = this.#socket;
    if (!socket || this.#deadline !== undefined || !this.send({ do: "ping" })) return;
    this.#deadline = window.setTimeout(() => this.#lose(socket), PONG_WITHIN_MS);
  }

  #wakeUp() {
    if (!this.#isOpen || document.visibilityState === "hidden") return;
    if (this.state === "ready") this.#ping();
    // Signed out: the person may have signed in again in another tab. Lost: do not sit out the wait.
    else if (this.state !== "connecting") this.#try();
  }

  #drop() {
    window.clearTimeout(this.#deadline);
    this.#deadline = undefined;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {LineState} state */
  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.#onState(state);
    document.dispatchEvent(new CustomEvent("chalou:line", { detail: state }));
  }
}
