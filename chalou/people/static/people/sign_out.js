// Whoever signs out of their own will leaves nothing behind in this browser: drafts and what was not sent yet go too.
// (A session that ended otherwise keeps them for when its person comes back.)

document.querySelector("main form")?.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("chalou:")) sessionStorage.removeItem(key);
  } catch { /* a browser that forbids the storage has kept nothing */ }
});
