// Passkeys: asks the house what the device is to be asked, the device, and sends its answer with the form. Where the
// browser cannot, the button stays away and the form says so.

import { say } from "../web/words.js";

/** @param {ArrayBuffer | null} bytes */
const text = (bytes) =>
  bytes && btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** @param {string} written */
const bytes = (written) =>
  Uint8Array.from(atob(written.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** As the house writes them; browsers of before 2025 read no JSON by themselves. @param {any} options */
export function read(options) {
  /** @param {any[] | undefined} all */
  const keys = (all) => (all || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) asked.excludeCredentials = keys(options.excludeCredentials);
  if (options.allowCredentials) asked.allowCredentials = keys(options.allowCredentials);
  return asked;
}

/** What the device answered, as the house reads it. @param {PublicKeyCredential} credential */
export function written(credential) {
  const { response } = /** @type {any} */ (credential);
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) Object.assign(said, { [name]: text(response[name]) });
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: said,
  });
}

/** @param {HTMLFormElement} form */
async function asked(form) {
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value;
  const answer = await fetch(String(form.dataset.options), {
    method: "POST",
    headers: { "Accept": "application/json", "X-CSRFToken": token },
  });
  const came = await answer.json();
  if (answer.ok) return read(came.publicKey);
  if (came.to) location.assign(came.to);
  throw new Refusal(came.say);
}

class Refusal extends Error {}

/** What somebody can do about it. @param {unknown} error */
function words(error) {
  if (error instanceof Refusal) return error.message;
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return say("This device has a passkey of yours already.");
  if (name === "NotAllowedError") return say("It was broken off, or took too long. Try again, or come in another way.");
  if (name === "SecurityError") return say("Passkeys work only at the proper address of this house.");
  return say("That did not work. Try again, or come in another way.");
}

/** @param {HTMLFormElement} form */
function bring(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  const wrong = /** @type {HTMLElement} */ (form.querySelector("[role=alert]"));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("answer"));
  button.hidden = false;
  form.classList.add("can");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    button.disabled = true;
    try {
      const publicKey = await asked(form);
      const made = form.dataset.passkey === "add"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      field.value = written(/** @type {PublicKeyCredential} */ (made));
      form.submit();
    } catch (error) {
      wrong.textContent = words(error);
    } finally {
      button.disabled = false;
    }
  });
}

if ("PublicKeyCredential" in window && "credentials" in navigator) {
  for (const form of document.querySelectorAll("form[data-passkey]")) bring(/** @type {HTMLFormElement} */ (form));
}
