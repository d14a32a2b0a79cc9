// @ts-check
// The service worker: Larder wakes it when a download is over, with or without an open page.

const worker = /** @type {Larder.ServiceWorkerScope} */ (/** @type {unknown} */ (self));

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('backgroundfetchsuccess', (event) => {
  const keep = async () => {
    const cache = await caches.open('files');
    for (const record of await event.registration.matchAll())
      await cache.put(record.request, await record.responseReady);
    await event.updateUI({ title: 'The large file is here' });
    new BroadcastChannel('files').postMessage('kept');
  };
  event.waitUntil(keep());
});

worker.addEventListener('backgroundfetchfail', (event) => {
  event.waitUntil(event.updateUI({ title: 'The large file could not be downloaded' }));
});

worker.addEventListener('backgroundfetchclick', (event) => {
  event.waitUntil(worker.clients.openWindow('/'));
});
