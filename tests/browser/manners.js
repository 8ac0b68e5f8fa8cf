// What a room's page shows of how the room talks, here and in a fresh page of the same person: answers what differs.
async () => {
  const told = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.trim();
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    // Of each page alone: its tokens, the number of what is said next, what the scripts add to a form they look after.
    if (node.matches("[name=csrfmiddlewaretoken], [name=id]")) return "";
    // It goes on with the clock, and is told when something is heard.
    if (node.matches(".listen__far")) return "<how far one has come>";
    const attributes = [...node.attributes]
      .map(({ name, value }) => [name, name === "class" ? [...node.classList].filter((one) => one !== "speak--brings").sort().join(" ") : value])
      .sort()
      .map(([name, value]) => ` ${name}="${value}"`);
    return `<${node.localName}${attributes.join("")}>${[...node.childNodes].map(told).join("")}</${node.localName}>`;
  };
  const seen = (page) => {
    const room = page.querySelector("chalou-room");
    const { mode, slowS } = room.dataset;
    const parts = { mode: `${mode} ${slowS}`, place: room.querySelector("#side").dataset.place };
    for (const one of [".talk__mode", "#floor:not(.floor--over)", "#floor-foot", ".place__in", ".modes"]) {
      const part = room.querySelector(one);
      parts[one] = part ? told(part) : "";
    }
    return parts;
  };
  const fresh = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  const [shown, expected] = [seen(document), seen(fresh)];
  return Object.keys(expected).filter((part) => shown[part] !== expected[part]).map((part) => `${part}:\n- ${shown[part]}\n+ ${expected[part]}`);
}
