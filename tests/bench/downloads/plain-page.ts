/** A page that uses Background Fetch as any web page would. */

/**
 * `measure(requests)`: ms from `fetch()` to the success event in the worker. `upload(url, bytes)`: the same of a POST with so
 * many bytes, which the page has as a Blob. `wake()`: ms from a message to its worker to the answer.
 */
export const PLAIN_PAGE = `<!doctype html><meta charset="utf-8"><title>Plain</title><script>
const ready = navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready);
let next = 0;
async function measure(requests, prefix = 'fetch-') {
  const { backgroundFetch } = await ready;
  const id = prefix + (next += 1);
  const told = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('message', function listen({ data }) {
      if (data.id !== id) return;
      navigator.serviceWorker.removeEventListener('message', listen);
      resolve(data);
    });
  });
  const startedAt = Date.now();
  await backgroundFetch.fetch(id, requests);
  const { at, type, read, own } = await told;
  return { ms: at - startedAt, type, read, own };
}
async function wake() {
  const { active } = await ready;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => { port1.onmessage = resolve; });
  const startedAt = Date.now();
  active.postMessage('awake?', [port2]);
  await answered;
  return Date.now() - startedAt;
}
const MIB = 1024 * 1024;
function upload(url, bytes) {
  const piece = new Uint8Array(MIB).fill(7);
  const body = new Blob(Array.from({ length: bytes / MIB }, () => piece));
  return measure([new Request(url, { method: 'POST', body })]);
}
</script>`;

/**
 * Tells its page when an event came; of a fetch whose id begins with "read", how long reading its first record took, and
 * then, when the id begins with "read-own", how long a plain `fetch()` of `/own.bin` took.
 */
export const PLAIN_WORKER = `
async function readAll(body) {
  const reader = body.getReader();
  const startedAt = performance.now();
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.byteLength;
  return { bytes, ms: performance.now() - startedAt };
}
addEventListener('install', () => skipWaiting());
addEventListener('message', ({ ports }) => ports[0].postMessage('awake'));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
for (const type of ['backgroundfetchsuccess', 'backgroundfetchfail', 'backgroundfetchabort']) {
  addEventListener(type, (event) => {
    const at = Date.now();
    event.waitUntil((async () => {
      const { id } = event.registration;
      let read = null;
      if (id.startsWith('read')) {
        const [record] = await event.registration.matchAll();
        read = await readAll((await record.responseReady).body);
      }
      const own = id.startsWith('read-own') ? await readAll((await fetch('/own.bin')).body) : null;
      for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage({ id, at, type, read, own });
    })());
  });
}
`;
