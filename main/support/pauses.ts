/** How long main may be busy with one walk before it looks at what others want, in ms. */
const BUSY_MS = 5;

/**
 * For walks whose length a stranger decides: await what this gives after each step, and others come in between once
 * the walk has been busy for a while.
 */
export function createPauses(busyMs = BUSY_MS): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < busyMs) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
