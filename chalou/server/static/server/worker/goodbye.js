// The keeper wants no worker (any more): whatever one has kept goes, and then itself. Open pages go on without.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("chalou:")) await caches.delete(name);
  await self.registration.unregister();
}
