// What the page of a room shows, without what only concerns the browser it is shown in.
() => {
  const room = document.querySelector("chalou-room");
  const list = room.querySelector(".talk__list").cloneNode(true);
  // What the reader has done to the page, not what the room shows.
  for (const one of list.querySelectorAll(".turn--marked")) one.classList.remove("turn--marked");
  for (const one of list.querySelectorAll(".turn__menu, .mend")) one.remove();
  for (const one of list.querySelectorAll("[aria-expanded]")) one.removeAttribute("aria-expanded");
  const told = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    const attributes = [...node.attributes]
      .map(({ name, value }) => [name, name === "class" ? [...node.classList].sort().join(" ") : value])
      .filter(([name, value]) => value || name !== "class")
      .sort()
      .map(([name, value]) => ` ${name}="${value}"`);
    return `<${node.localName}${attributes.join("")}>${[...node.childNodes].map(told).join("")}</${node.localName}>`;
  };
  const line = (one) => (one.hidden ? "" : one.innerText.replace(/\s+/g, " ").trim());
  const lines = (selector) => [...room.querySelectorAll(selector)].map(line);
  return {
    talk: [...list.children].map(told),
    heading: lines(".talk__head h1"),
    room: lines(".side__purpose, .side__access"),
    sitting: lines(".seats li, .to-side .num, .side h2 .num"),
    rooms: lines(".rooms [data-room]"),
    tables: lines(".tables li, .this-table .tags"),
    place: lines(".place__in h2, .place__in label"),
    title: document.title,
  };
}
