// Recovery codes: to paper, or to wherever somebody keeps such things.

import { say } from "../web/words.js";

const row = document.querySelector(".codes__do");
const told = row?.querySelector("[role=status]");

row?.addEventListener("click", async (event) => {
  const what = /** @type {HTMLElement} */ (event.target).dataset.do;
  if (what === "print") print();
  if (what !== "copy" || !told) return;
  const codes = [...document.querySelectorAll(".codes code")].map((one) => one.textContent).join("\n");
  try {
    await navigator.clipboard.writeText(codes);
    told.textContent = say("Copied.");
  } catch {
    told.textContent = say("This browser does not let pages copy. Mark them and copy by hand.");
  }
});
if (row instanceof HTMLElement) row.hidden = false;
