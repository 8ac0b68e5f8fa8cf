// Pinyin over the hard characters of a name, as foundation/web/ruby.py writes it on the page.

/** A name on the page, without what stands over it. @param {Element | null} shown */
export function plainName(shown) {
  const copy = /** @type {Element | undefined} */ (shown?.cloneNode(true));
  for (const over of copy?.querySelectorAll("rt, rp") ?? []) over.remove();
  return copy?.textContent ?? "";
}

/** `曦xī 婺wù` of an attribute, as a frame has it. @param {string} written @returns {Record<string, string>} */
const readOut = (written) => Object.fromEntries(written.split(" ").filter(Boolean).map((one) => {
  const [character] = one;
  return [character, one.slice(character.length)];
}));

/** Writes a name, with the sound over each character that has one. @param {Element} shown @param {string} name @param {Record<string, string> | string} [pinyin] as a frame or as an attribute has it */
export function writeName(shown, name, pinyin = {}) {
  const sounds = typeof pinyin === "string" ? readOut(pinyin) : pinyin;
  shown.replaceChildren(...[...name].map((one) => sounds[one] ? over(one, sounds[one]) : one));
  shown.normalize();
}

/** @param {string} character @param {string} sound */
function over(character, sound) {
  const ruby = document.createElement("ruby");
  ruby.append(character, element("rp", "("), element("rt", sound), element("rp", ")"));
  // Whoever hears the page hears the character itself.
  ruby.querySelector("rt")?.setAttribute("aria-hidden", "true");
  return ruby;
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
