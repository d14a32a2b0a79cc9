// The worker of the podcast: puts finished downloads into the cache, and plays them from there.
// It is woken for this also when no window is open.

const EPISODES = 'episodes'; // audio and artwork, by their URLs
const NOTES = 'notes'; // what is known of a download besides, by /notes/<id>

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('backgroundfetchsuccess', (event) => {
  const { registration } = event;
  event.waitUntil(
    (async () => {
      try {
        const cache = await caches.open(EPISODES);
        const records = await registration.matchAll();
        await Promise.all(records.map(async (record) => cache.put(record.request, await record.responseReady)));
      } catch {
        await note(registration.id, { failure: 'storage' });
        await tellPages();
        return;
      }
      const { ready } = await noteOf(registration.id);
      if (ready) await event.updateUI({ title: ready });
      await tellPages();
    })(),
  );
});

addEventListener('backgroundfetchfail', (event) => {
  const { id, failureReason } = event.registration;
  event.waitUntil(note(id, { failure: failureReason }).then(tellPages));
});

addEventListener('backgroundfetchabort', (event) => event.waitUntil(tellPages()));

addEventListener('backgroundfetchclick', (event) => {
  event.waitUntil(clients.openWindow(`/index.html?episode=${encodeURIComponent(event.registration.id)}`));
});

// Only audio and pictures can be here; everything else goes its way without waiting for the cache.
addEventListener('fetch', (event) => {
  const { destination } = event.request;
  if (destination === 'audio' || destination === 'image') event.respondWith(fromCacheOrNetwork(event.request));
});

async function fromCacheOrNetwork(request) {
  const kept = await (await caches.open(EPISODES)).match(request.url);
  if (!kept) return fetch(request);
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  return range ? partOf(kept, range) : kept;
}

/** A player asks for pieces; the cache has only the whole. */
async function partOf(response, [, first, last]) {
  const whole = await response.blob();
  const start = first === '' ? Math.max(0, whole.size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? whole.size : Math.min(whole.size, Number(last) + 1);
  if (start >= end) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${whole.size}` } });
  return new Response(whole.slice(start, end), {
    status: 206,
    headers: {
      'content-type': response.headers.get('content-type') ?? '',
      'content-length': String(end - start),
      'content-range': `bytes ${start}-${end - 1}/${whole.size}`,
      'accept-ranges': 'bytes',
    },
  });
}

async function noteOf(id) {
  const kept = await (await caches.open(NOTES)).match(`/notes/${id}`);
  return kept ? kept.json() : {};
}

async function note(id, fields) {
  await (await caches.open(NOTES)).put(`/notes/${id}`, Response.json({ ...(await noteOf(id)), ...fields }));
}

async function tellPages() {
  for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage('downloads-changed');
}
