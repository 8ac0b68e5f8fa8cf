// The copies that the worker keeps of what its reader came to read: pages, and the small pictures in them. Whose they are
// stands in the name of the store, so those of one are never shown to another. It knows nothing of requests under way.

const DAY_MS = 24 * 60 * 60 * 1000;

self.Copies = class {
  static PAGES = "chalou:pages:";
  static PICTURES = "chalou:pictures:";
  static MOST = { [this.PAGES]: 40, [this.PICTURES]: 150 };
  static LARGEST = { [this.PAGES]: 400_000, [this.PICTURES]: 150_000 }; // bytes; so forty megabytes at the very most
  static OLDEST_MS = 30 * DAY_MS;

  /** Until when what was asked for is no longer to be kept: somebody else came, or everything was thrown away. */
  #void = 0;
  /** One thing after the other, or a page that is being put down would outlive its room. */
  #before = Promise.resolve();

  /** Has somebody else come, or gone, since then? @param {number} asked when it was asked for */
  #isVoid(asked) { return asked < this.#void; }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const done = this.#before.then(work);
    this.#before = done.catch(() => undefined);
    return done;
  }

  /**
   * An answer of the house has come, which says whose it is. It is kept if the house lets us. Call this before anybody
   * reads the answer.
   * @param {string} kind @param {string} address path and query @param {Response} answer @param {number} asked
   */
  came(kind, address, answer, asked) {
    const reader = answer.headers.get("Chalou-Reader");
    if (!reader) return Promise.resolve();
    const copy = answer.status === 200 && answer.headers.get("Chalou-Keep") === "yes" ? answer.clone() : null;
    return this.#inTurn(async () => {
      if (this.#isVoid(asked)) return;
      if (reader === "nobody") return this.#wipe();
      await this.#onlyOf(reader);
      if (copy) await this.#put(kind, reader, address, copy);
      else if (answer.status === 404) await this.#forget(address);
    });
  }

  /** Everything that belongs to anybody. */
  wipe() { return this.#inTurn(() => this.#wipe()); }

  /** Everything of a room: its talk, its tables, its pictures. @param {number} room */
  forgetRoom(room) { return this.#inTurn(() => this.#forget(`/rooms/${room}/`)); }

  /** What is too old, and what is of rooms that are not among those that the reader may read now. @param {Set<number>} rooms */
  tidy(rooms) {
    return this.#inTurn(() => this.#drop((path, copy) => {
      const room = Number(/^\/rooms\/(\d+)\//.exec(path)?.[1]);
      return this.#isOld(copy) || (room > 0 && !rooms.has(room));
    }));
  }

  /** The copy of this address, whosever's are kept here: there are never those of two. @param {string} url */
  async find(url) {
    for (const name of await this.#stores()) {
      const found = await (await caches.open(name)).match(url);
      if (found && !this.#isOld(found)) return found;
    }
    return undefined;
  }

  /** The language of the page that was read last. @returns {Promise<string | null>} */
  async language() {
    let found = null;
    await this.#each(async (_, copy) => { found = copy.headers.get("Content-Language") ?? found; });
    return found;
  }

  /** The versions of the house that kept pages are made of. @returns {Promise<Set<string>>} */
  async versions() {
    const found = new Set();
    await this.#each(async (_, copy) => found.add(copy.headers.get("Chalou-Version")));
    return found;
  }

  async #put(kind, reader, url, answer) {
    const body = await answer.arrayBuffer();
    if (body.byteLength > Copies.LARGEST[kind]) return;
    const headers = new Headers({ "Content-Type": answer.headers.get("Content-Type") ?? "", "Chalou-Kept-At": new Date().toISOString() });
    if (kind === Copies.PAGES) {
      const page = new TextDecoder().decode(body);
      headers.set("Chalou-Title", encodeURIComponent(/<title>([^<]*)<\/title>/.exec(page)?.[1] ?? ""));
      headers.set("Chalou-Version", /\/static\/(\w+)\//.exec(page)?.[1] ?? "");
    }
    // What a page or a picture may do is said by the house, offline too.
    for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy", "Content-Language"])
      if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
    const store = await caches.open(kind + reader);
    // The store keeps them in the order in which they were put down, so the first are those read longest ago.
    await store.delete(url);
    await store.put(url, new Response(body, { headers }));
    const all = await store.keys();
    for (const one of all.slice(0, Math.max(0, all.length - Copies.MOST[kind]))) await store.delete(one);
  }

  async #stores() {
    return (await caches.keys()).filter((name) => name.startsWith(Copies.PAGES) || name.startsWith(Copies.PICTURES));
  }

  async #each(look) {
    for (const name of await this.#stores()) {
      const store = await caches.open(name);
      for (const one of await store.keys()) await look(one, await store.match(one), store);
    }
  }

  async #wipe() {
    this.#void = performance.now();
    for (const name of await this.#stores()) await caches.delete(name);
  }

  async #onlyOf(reader) {
    for (const name of await this.#stores()) {
      if (name.endsWith(`:${reader}`)) continue;
      this.#void = performance.now();
      await caches.delete(name);
    }
  }

  /** A page that is there no more; a room's goes with all that is below it. @param {string} address */
  #forget(address) {
    const isRoom = /^\/rooms\/\d+\/$/.test(address);
    return this.#drop((path) => path === address || (isRoom && path.startsWith(address)));
  }

  #drop(isGone) {
    return this.#each(async (one, copy, store) => {
      if (isGone(new URL(one.url).pathname, copy)) await store.delete(one);
    });
  }

  #isOld(copy) { return Date.now() - Date.parse(copy.headers.get("Chalou-Kept-At") ?? "") > Copies.OLDEST_MS; }
};
