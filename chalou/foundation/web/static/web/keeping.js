// What a member has read is kept for when there is no line: here the worker that does it is called, told what it cannot
// see, and heard. Pages work without it, and where browsers have none: on plain http, and within WeChat, whose own is not
// to be relied on.

const LOOK_FOR_UPDATE_MS = 60 * 60 * 1000;
const KEEP_AGAIN_MS = 60 * 1000;
/** After a restart of the house a thousand browsers are not to ask for everything in the same second. */
const SPREAD_MS = 30_000;

const root = document.documentElement;
const version = /\/static\/(\w+)\//.exec(import.meta.url)?.[1] ?? "";
const isInRoom = () => document.querySelector("chalou-room") !== null;
const workers = window.isSecureContext && !/MicroMessenger/i.test(navigator.userAgent) ? navigator.serviceWorker : undefined;

/** @param {{do: string, [key: string]: any}} said */
const tell = (said) => workers?.controller?.postMessage(said);

/** The page is as it is in the house now. */
function isFresh() { delete root.dataset.kept; }

/** A page that is not alive by itself, and was shown from what is kept. */
function lookAgain() { if (root.dataset.kept && !isInRoom()) location.reload(); }

/** Keep this page as it is by now, and the pictures that have been seen in it. */
function again() {
  const pictures = [...document.querySelectorAll("main img")].filter((one) => /** @type {HTMLImageElement} */ (one).complete);
  tell({ do: "again", pictures: pictures.map((one) => new URL(/** @type {HTMLImageElement} */ (one).src).pathname) });
}

let keptAt = performance.now();
let lookedAt = performance.now();
let hasLost = false;

function seen() {
  if (document.visibilityState === "hidden") {
    // A talk goes on while one reads it: what is kept of it is to be what was seen last.
    if (!isInRoom() || root.dataset.kept || performance.now() - keptAt < KEEP_AGAIN_MS) return;
    keptAt = performance.now();
    again();
  } else if (performance.now() - lookedAt > LOOK_FOR_UPDATE_MS) lookForUpdate();
}

async function lookForUpdate() {
  lookedAt = performance.now();
  await (await workers?.getRegistration())?.update().catch(() => undefined); // another time, then
}

if (workers) {
  workers.addEventListener("message", ({ data }) => {
    if (data?.is === "version" && data.version !== version) root.dataset.renewed = "";
    else if (data?.is === "fresh") lookAgain();
  });
  workers.addEventListener("controllerchange", () => {
    tell({ do: "hello", version });
    if (!root.dataset.kept) again(); // this page came without it
  });
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", lookAgain);
  document.addEventListener("chalou:fresh", isFresh);
  document.addEventListener("chalou:gone", (event) => tell({ do: "forget", room: /** @type {CustomEvent} */ (event).detail }));
  document.addEventListener("chalou:line", (event) => {
    const line = /** @type {CustomEvent} */ (event).detail;
    if (line === "signed-out") tell({ do: "wipe" });
    if (line === "lost") hasLost = true;
    // Whoever was away may have come back as another.
    if (line === "ready" && hasLost) window.setTimeout(lookForUpdate, Math.random() * SPREAD_MS);
    if (line === "ready") hasLost = false;
  });
  const begin = async () => {
    await workers.register("/sw.js").catch(() => undefined); // a browser that forbids it, or no line: the page is there
    tell({ do: "hello", version });
  };
  // Nothing of this is to make the first page slower.
  const later = () => (window.requestIdleCallback ?? window.setTimeout)(begin);
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later, { once: true });
}
