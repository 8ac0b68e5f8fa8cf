// The page for those without a line: what this browser has kept of the house, the newest first. The store is the worker's
// (server/worker/copies.js); here it is only read.

import { tell } from "../web/times.js";

const STORES = "chalou:pages:";
const list = document.querySelector(".kept-pages");

async function kept() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(STORES)) continue;
    const store = await caches.open(name);
    for (const one of await store.keys()) {
      const { headers } = /** @type {Response} */ (await store.match(one));
      const title = new DOMParser().parseFromString(decodeURIComponent(headers.get("Chalou-Title") ?? ""), "text/html").body.textContent;
      found.push({ path: new URL(one.url).pathname, title: title || one.url, at: headers.get("Chalou-Kept-At") ?? "" });
    }
  }
  return found.sort((one, other) => other.at.localeCompare(one.at));
}

/** @param {{path: string, title: string, at: string}} page */
function line({ path, title, at }) {
  const made = /** @type {HTMLTemplateElement} */ (document.querySelector(".pattern-kept")).content.cloneNode(true);
  const link = /** @type {DocumentFragment} */ (made).querySelector("a");
  const time = /** @type {DocumentFragment} */ (made).querySelector("time");
  if (!link || !time) return made;
  link.href = path;
  // The name of the house stands at the top of the page already.
  link.textContent = title.replace(/ · [^·]*$/, "");
  link.lang = /\p{Script=Han}/u.test(link.textContent) ? "zh-Hans" : "en";
  time.dateTime = at;
  return made;
}

if (list && "caches" in window) {
  kept().then((pages) => {
    for (const page of pages) list.append(line(page));
    tell(list);
    for (const one of document.querySelectorAll("[data-when]")) /** @type {HTMLElement} */ (one).hidden = (/** @type {HTMLElement} */ (one).dataset.when === "kept") !== pages.length > 0;
  }, () => undefined); // a browser that forbids the store has kept nothing
}
// The page that was asked for is the one in the address: as soon as there is a line, it is tried again.
window.addEventListener("online", () => location.reload());
