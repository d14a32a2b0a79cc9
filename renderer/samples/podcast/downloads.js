// The downloads of the episodes, by the Background Fetch API: they go on without this page, and
// after the computer was switched off. The worker (sw.js) puts what has arrived into the cache.

import { t } from './texts.js';

const EPISODES = 'episodes';
const NOTES = 'notes';
/** Without progress for this long it is waiting for something. */
const STILL_MS = 4_000;

const watched = new Map(); // id -> { registration, movedAt }
let states = new Map(); // id -> { kind, ... }
let episodes = [];
let changed = () => {};
let manager = null;

const notePath = (id) => `/notes/${id}`;

/** `listener` is called whenever the state of an episode has changed. */
export async function startDownloads(listener) {
  changed = listener;
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/sw.js');
  const registration = await navigator.serviceWorker.ready;
  manager = registration.backgroundFetch ?? null;
  navigator.serviceWorker.addEventListener('message', () => void refresh());
  setInterval(noticeStillness, 1_000);
  await refresh();
}

export const canDownload = () => manager !== null;

/** `{kind}` is none, downloading, waiting, finishing, ready or failed; with `downloaded`, `total`, `failure`. */
export const stateOf = (id) => states.get(id) ?? { kind: 'none' };

export function setEpisodes(list) {
  episodes = list;
  void refresh();
}

/** Looks at everything anew: what is in the cache, what is on its way, what was noted. */
export async function refresh() {
  if (!manager) return;
  const cache = await caches.open(EPISODES);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const underWay = new Set(await manager.getIds());
  const next = new Map();
  for (const { id, audioUrl } of episodes) {
    if (underWay.has(id)) next.set(id, watch(await manager.get(id)));
    else if (kept.has(audioUrl)) next.set(id, { kind: 'ready' });
    else {
      const { failure } = await noteOf(id);
      if (failure) next.set(id, { kind: 'failed', failure });
    }
  }
  states = next;
  changed();
}

export async function download({ id, title, audioUrl, artworkUrl, bytes, artworkBytes }) {
  await (await caches.open(NOTES)).put(notePath(id), Response.json({ ready: t('readyToListen', { title }) }));
  try {
    const registration = await manager.fetch(id, [audioUrl, artworkUrl], {
      title,
      icons: [{ src: artworkUrl, sizes: '256x256', type: 'image/png', label: '' }],
      downloadTotal: bytes + artworkBytes,
    });
    states.set(id, watch(registration));
  } catch (error) {
    states.set(id, { kind: 'failed', failure: error.name });
  }
  changed();
}

export async function cancel(id) {
  await (await manager.get(id))?.abort();
  await refresh();
}

export async function remove({ id, audioUrl, artworkUrl }) {
  const cache = await caches.open(EPISODES);
  await Promise.all([
    cache.delete(audioUrl),
    cache.delete(artworkUrl),
    caches.open(NOTES).then((notes) => notes.delete(notePath(id))),
  ]);
  await refresh();
}

function watch(registration) {
  if (!registration) return { kind: 'none' };
  const { id } = registration;
  // The same download is the same object: it is listened to once.
  if (watched.get(id)?.registration !== registration) {
    watched.set(id, { registration, movedAt: Date.now() });
    registration.addEventListener('progress', () => {
      watched.set(id, { registration, movedAt: Date.now() });
      if (registration.result === '') states.set(id, view(registration, 'downloading'));
      else states.set(id, registration.result === 'success' ? { kind: 'finishing' } : stateOf(id));
      changed();
    });
  }
  return view(registration, 'downloading');
}

const view = ({ downloaded, downloadTotal }, kind) => ({ kind, downloaded, total: downloadTotal });

function noticeStillness() {
  for (const [id, { registration, movedAt }] of watched) {
    const { kind } = stateOf(id);
    if (kind !== 'downloading' || (navigator.onLine && Date.now() - movedAt < STILL_MS)) continue;
    states.set(id, view(registration, 'waiting'));
    changed();
  }
}

async function noteOf(id) {
  const kept = await (await caches.open(NOTES)).match(notePath(id));
  return kept ? kept.json() : {};
}
