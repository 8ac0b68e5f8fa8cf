// The form endpoints, asked by a script: JSON back, a refusal as an error with its sentence.

import { say } from "../web/words.js";

/** The house answered, and it was no. `message` is the sentence for people. */
export class Refusal extends Error {
  /** @param {string} why @param {string} sentence */
  constructor(why, sentence) {
    super(sentence);
    this.why = why;
  }
}

/**
 * @param {string} address
 * @param {Record<string, string> | string[][]} [fields] what to post; without, it is only asked
 * @returns {Promise<any>}
 * @throws {Refusal}
 */
export async function ask(address, fields) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (fields) {
    const token = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"));
    headers["X-CSRFToken"] = token?.value ?? "";
  }
  let answer;
  try {
    answer = await fetch(address, { method: fields ? "POST" : "GET", headers, body: fields && new URLSearchParams(fields) });
  } catch {
    throw new Refusal("no_line", say("The house cannot be reached just now. Try again in a moment."));
  }
  if (answer.status === 401) throw new Refusal("signed_out", say("You are signed out."));
  const said = await answer.json().catch(() => ({}));
  const failed = say("That did not work. Try again in a moment.");
  if (!answer.ok) throw new Refusal(said.refused ?? "failed", said["say"] ?? failed);
  return said;
}
