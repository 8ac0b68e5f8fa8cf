/* Words of scripts in the reader's language. The layout prints them as JSON; what is missing is shown as it stands here. */

const said = JSON.parse(document.getElementById("words")?.textContent || "{}");

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** The text in the reader's language, with each {name} replaced: say("{name} is writing", {name: "阿福"}). */
export function say(text, values = {}) {
  const found = said[text];
  return filled((Array.isArray(found) ? found[0] : found) || text, values);
}

/** The same for what is counted: sayCount("{count} new message", "{count} new messages", 3). */
export function sayCount(one, many, count, values = {}) {
  const forms = Array.isArray(said[one]) ? said[one] : [];
  const text = (count === 1 ? forms[0] : forms[1] || forms[0]) || (count === 1 ? one : many);
  return filled(text, { count, ...values });
}
