// The worker between a browser and the house. What pages are made of comes from here; pages come from the house, and only
// where it cannot be reached from what is kept, which then says so. `self.house` is told by /sw.js.
//
// It takes the place of the one before at once. It may: a page asks for its parts by addresses that hold their version, so
// an old page gets old parts from whichever worker; those of the version before, and of every version of which a page is kept
// or open, stay. Pages and worker say little to each other, and pass over what they do not know.

const SHELL = "chalou:shell:";
const OPEN = "chalou:open"; // which version each open page is of

/** So long a bad line may take, where there is a copy. On a good line of the third generation a page takes one second. */
const PATIENCE_MS = 4000;
const LOOK_EVERY_MS = 5 * 60 * 1000;
/** What a proxy says for a house that is away, and the house where it cannot. */
const AWAY = new Set([502, 503, 504]);

const SMALL_PICTURE = /^\/rooms\/\d+\/attachments\/\d+\/small\/$/;

const copies = new self.Copies();
let lookedAt = -LOOK_EVERY_MS;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => event.waitUntil(hear(event.data, event.source)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(part(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (SMALL_PICTURE.test(url.pathname)) event.respondWith(picture(event));
});

async function install() {
  const { version, shell, static: where, offline } = self.house;
  const store = await caches.open(SHELL + version);
  await store.addAll([...shell.map((name) => where + name), ...Object.values(offline)]);
  await self.skipWaiting();
}

async function begin() {
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
  await tidyShells();
  for (const client of await self.clients.matchAll({ type: "window" })) tellVersion(client);
}

function tellVersion(client) { client.postMessage({ is: "version", version: self.house.version }); }

/** A page says that it is open, that its reader is signed out, that a room is closed to them, or that it moved on. */
async function hear(said, client) {
  if (said?.do === "hello") {
    const open = await caches.open(OPEN);
    await open.put(`/open/${client.id}`, new Response(said.version));
    tellVersion(client);
    await look();
  } else if (said?.do === "wipe") await copies.wipe();
  else if (said?.do === "forget") await copies.forgetRoom(Number(said.room));
  else if (said?.do === "again") await again(new URL(client.url).pathname, said.pictures ?? []);
}

/** May the reader still read what is kept? They may have been sent out of a room while no page of it was open. */
async function look() {
  if (performance.now() - lookedAt < LOOK_EVERY_MS) return;
  const asked = performance.now();
  const answer = await fetch("/rooms/", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return;
  lookedAt = asked;
  await copies.came(self.Copies.PAGES, "/rooms/", answer, asked);
  if (answer.ok) await copies.tidy(new Set((await answer.json()).rooms.filter((room) => !room.is_closed).map((room) => room.room)));
}

/** A page came before there was a worker, or has moved on while it was read. Nobody has seen it once more by that. */
async function again(path, pictures) {
  const asked = performance.now();
  const answer = await fetch(path, { headers: { Purpose: "prefetch", Accept: "text/html" }, redirect: "error" }).catch(() => null);
  if (!answer) return;
  await copies.came(self.Copies.PAGES, path, answer, asked);
  for (const one of pictures) {
    if (!SMALL_PICTURE.test(one) || (await copies.find(one))) continue;
    const picture = await fetch(one).catch(() => null); // the browser has it still
    if (picture) await copies.came(self.Copies.PICTURES, one, picture, asked);
  }
}

/** Styles, scripts, drawings: they never change under their address. */
async function part(request, url) {
  const name = SHELL + url.pathname.split("/")[2];
  const kept = (await caches.has(name)) ? await (await caches.open(name)).match(url.pathname) : undefined;
  return kept ?? fetch(request);
}

async function picture(event) {
  const { request } = event;
  const asked = performance.now();
  try {
    const answer = await fetch(request);
    event.waitUntil(copies.came(self.Copies.PICTURES, new URL(request.url).pathname, answer, asked));
    return answer;
  } catch (away) {
    const kept = await copies.find(request.url);
    if (kept) return kept;
    throw away;
  }
}

async function page(event, url) {
  const asked = performance.now();
  // What has a question in its address is not kept, and a copy without it would answer another.
  const kept = copies.find(url.pathname + url.search);
  const coming = (async () => (await event.preloadResponse) ?? fetch(event.request))();
  const seen = coming.then((answer) => {
    event.waitUntil(copies.came(self.Copies.PAGES, url.pathname + url.search, answer, asked));
    return answer;
  });
  const late = kept.then((copy) => (copy ? new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)) : new Promise(() => undefined)));
  const answer = await Promise.race([seen, late]).catch(() => null);
  if (answer && !AWAY.has(answer.status)) return answer;
  const copy = await kept;
  if (!copy) return answer ?? offline();
  // It came after all: the page that is open by then may look again.
  event.waitUntil(seen.then((fresh) => fresh.ok && tellFresh(event.resultingClientId), () => undefined));
  return dated(copy);
}

async function tellFresh(id) {
  const client = id ? await self.clients.get(id) : undefined;
  client?.postMessage({ is: "fresh" });
}

/** The copy, which says of itself from when it is. @param {Response} copy */
async function dated(copy) {
  const at = copy.headers.get("Chalou-Kept-At") ?? "";
  const text = await copy.text();
  return new Response(text.replace("<html ", `<html data-kept="${at}" `).replace('class="top__as-of" datetime=""', `class="top__as-of" datetime="${at}"`), { headers: copy.headers });
}

/** Nothing is kept of that page: the page that lists what is. In the language of what was read last. */
async function offline() {
  const { offline: pages, version } = self.house;
  const wanted = (self.navigator.language ?? "").split("-")[0];
  const language = (await copies.language()) ?? Object.keys(pages).find((one) => one.split("-")[0] === wanted);
  const found = await (await caches.open(SHELL + version)).match(pages[language ?? ""] ?? Object.values(pages)[0]);
  if (!found) return Response.error();
  const headers = new Headers(found.headers);
  headers.delete("Content-Encoding"); // it is unpacked by now
  headers.delete("Content-Length");
  return new Response(found.body, { status: 503, headers });
}

async function tidyShells() {
  const open = await caches.open(OPEN);
  const wanted = await copies.versions();
  for (const one of await open.keys()) {
    if (await self.clients.get(new URL(one.url).pathname.split("/")[2])) wanted.add(await (await open.match(one)).text());
    else await open.delete(one);
  }
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELL));
  // They stand in the order in which they were made: the last but one is that of the version before.
  const recent = new Set(shells.slice(-2));
  for (const name of shells) if (!recent.has(name) && !wanted.has(name.slice(SHELL.length))) await caches.delete(name);
}
