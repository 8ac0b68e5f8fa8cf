// What the keyboard does in a room, besides what every page does. Every key needs a modifier or an empty field, so that
// nothing happens to somebody who merely types.

/**
 * @param {HTMLElement} room the <chalou-room>
 * @param {{editLast: () => boolean, toNew: () => void, toNamed: () => void}} acts
 */
export function listenToKeys(room, acts) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const field = /** @type {HTMLTextAreaElement | null} */ (room.querySelector("#say"));
    if (event.key === "ArrowUp" && !event.altKey && !event.shiftKey && document.activeElement === field && field && !field.value) {
      if (acts.editLast()) event.preventDefault();
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const to = neighbour(room, event.key === "ArrowUp" ? -1 : 1);
      if (!to) return;
      event.preventDefault();
      location.assign(to.href);
    } else if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      acts.toNew();
    } else if (event.altKey && event.code === "KeyM") {
      event.preventDefault();
      acts.toNamed();
    }
  });
}

/** The room above or below the one that is open, in the list. @param {HTMLElement} room @param {number} step */
function neighbour(room, step) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...room.querySelectorAll(".rooms [data-room] > a")]);
  const here = links.findIndex((link) => link.getAttribute("aria-current") === "page");
  return links[here + step];
}
