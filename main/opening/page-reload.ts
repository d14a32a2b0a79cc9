/** Shows a mini-program's page again after its author changed a file. */
import type { BrowserWindow } from 'electron';
import { withTimeLimit } from '../support/time-limit.ts';

/** A page may go away without an answer; a worker that takes longer to install holds the page up no more. */
const WORKER_LIMIT_MS = 5000;

/** Runs in the page. Answers whether a changed worker waits for the page to go. */
const UPDATE_WORKERS = `(async () => {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map(async (registration) => {
    await registration.update().catch(() => {});
    const worker = registration.installing;
    if (worker) await new Promise((resolve) => {
      worker.addEventListener('statechange', () => worker.state === 'installing' || resolve());
    });
  }));
  return registrations.some(({ waiting }) => waiting !== null);
})()`;

/**
 * Loads the page anew, and its service workers: one that waits for its predecessor to let go takes
 * over while what `showPlaceholder` shows stands in for the mini-program's page.
 */
export async function reloadPage(window: BrowserWindow, showPlaceholder: () => void): Promise<void> {
  const contents = window.webContents;
  const url = contents.getURL();
  const hasWaitingWorker = await withTimeLimit(WORKER_LIMIT_MS, () => contents.executeJavaScript(UPDATE_WORKERS)).catch(
    () => false,
  );
  if (window.isDestroyed() || contents.getURL() !== url) return;
  if (hasWaitingWorker !== true) {
    // Not past the cache: that would be past its service worker, too, and files of a package are in no cache.
    contents.reload();
    return;
  }
  const isGone = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
  showPlaceholder();
  await withTimeLimit(WORKER_LIMIT_MS, () => isGone).catch(() => {});
  if (!window.isDestroyed()) void window.loadURL(url).catch(() => {});
}
