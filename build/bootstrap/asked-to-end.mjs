// @ts-check
/** All the ways in which a person or a program asks a script of ours to end. Runs on Node 20. */
import { readFileSync } from 'node:fs';

/** npm passes a terminal's Ctrl+C on as well: the same wish arrives twice within moments. */
const SAME_WISH_MS = 700;
const WATCH_MS = 400;

/**
 * Calls `onWish` for SIGINT, SIGTERM and SIGHUP, when the IPC channel to a parent closes, and when
 * the npm that runs this script is gone: a signal to npm ends npm and its shell, but not what the
 * shell runs. Returns the function that stops listening.
 * @param {(signal: NodeJS.Signals) => void} onWish
 * @returns {() => void}
 */
export function onAskedToEnd(onWish) {
  let last = 0;
  /** @param {NodeJS.Signals} signal */
  const wish = (signal) => {
    const now = Date.now();
    if (now - last < SAME_WISH_MS) return;
    last = now;
    onWish(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, wish);

  // A parent that ends after it passed a signal on does not insist.
  const onParentGone = () => {
    if (last === 0) wish('SIGTERM');
  };
  if (process.connected) {
    process.once('disconnect', onParentGone);
    // Listening must not keep the process alive.
    process.channel?.unref();
  }

  const starter = process.env.npm_lifecycle_event ? readStarter() : null;
  const timer =
    starter === null
      ? null
      : setInterval(() => {
          if (readStarter() === starter) return;
          clearInterval(timer ?? undefined);
          onParentGone();
        }, WATCH_MS);
  timer?.unref();

  return () => {
    for (const signal of signals) process.off(signal, wish);
    process.off('disconnect', onParentGone);
    if (timer) clearInterval(timer);
  };
}

/** Who started this process: the parent and, when that is npm's shell, its parent, npm. */
function readStarter() {
  const parent = process.ppid;
  if (process.platform !== 'linux') return `${parent}`;
  try {
    // "pid (command) state ppid ..."
    const [, command = '', grandparent = ''] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return /^(?:sh|dash|bash|ash|zsh|busybox)$/.test(command) ? `${parent} ${grandparent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}
