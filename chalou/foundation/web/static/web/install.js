// Putting the house on the home screen: the hint among the rooms, and the page that says how. The house is told nothing of it.

const PUT_AWAY = "chalou:install-hint";

/** Browsers that ask their reader themselves, if we let them. @type {any} */
let asking;

/** @param {string} agent @param {{points: number}} screen @returns {"wechat" | "apple" | "other"} */
export function kindOf(agent, { points }) {
  if (/MicroMessenger/i.test(agent)) return "wechat";
  // A tablet of theirs says that it is a desk, which has no fingers.
  return /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && points > 1) ? "apple" : "other";
}

const isInstalled = () => window.matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;

function wasPutAway() {
  try {
    return localStorage.getItem(PUT_AWAY) !== null;
  } catch {
    return true; // who forbids the storage would be told every time
  }
}

/** @param {HTMLElement} hint */
function show(hint) {
  const kind = asking ? "asks" : kindOf(navigator.userAgent, { points: navigator.maxTouchPoints });
  for (const one of hint.querySelectorAll("[data-browser]")) /** @type {HTMLElement} */ (one).hidden = /** @type {HTMLElement} */ (one).dataset.browser !== kind;
  hint.hidden = false;
}

/** @param {HTMLElement} hint */
function putAway(hint) {
  hint.hidden = true;
  try { localStorage.setItem(PUT_AWAY, "yes"); } catch { /* then it is shown again */ }
}

function hintAt(/** @type {HTMLElement} */ hint) {
  if (isInstalled() || wasPutAway() || !window.matchMedia("(pointer: coarse) and (max-width: 60rem)").matches) return;
  show(hint);
  hint.querySelector(".btn--quiet")?.addEventListener("click", () => putAway(hint));
  hint.querySelector("[data-browser=asks] button")?.addEventListener("click", async () => {
    await asking?.prompt();
    putAway(hint);
  });
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // the browser's own word would come on top of ours
    asking = event;
    if (!hint.hidden) show(hint);
  });
  window.addEventListener("appinstalled", () => putAway(hint));
}

/** How much of the house this browser keeps, and the button that throws it away. @param {HTMLElement} part */
async function keptHere(part) {
  const stores = (await caches.keys()).filter((name) => /^chalou:(pages|pictures):/.test(name));
  let pages = 0;
  for (const name of stores) if (name.startsWith("chalou:pages:")) pages += (await (await caches.open(name)).keys()).length;
  if (!pages) return;
  part.hidden = false;
  part.querySelector("button")?.addEventListener("click", async () => {
    for (const name of stores) await caches.delete(name);
    for (const one of part.querySelectorAll("[data-when]")) /** @type {HTMLElement} */ (one).hidden = /** @type {HTMLElement} */ (one).dataset.when !== "gone";
  });
}

const hint = /** @type {HTMLElement | null} */ (document.querySelector(".install-hint"));
if (hint) hintAt(hint);
const part = /** @type {HTMLElement | null} */ (document.querySelector(".kept-here"));
if (part && "caches" in window) keptHere(part).catch(() => undefined);
