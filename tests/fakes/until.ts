/** Waits in real time, also while a test has put a virtual clock in the place of the timers. */
const realSetTimeout = globalThis.setTimeout;
const LOOK_MS = 2;
const LOOKS = 15_000;

/**
 * Resolves when `isTrue` is, looking again every 2 ms. Rejects after 15,000 looks (30 s or more): a wait that
 * outlived its test would go on in the process of the files that come after it, and in their virtual time.
 */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let look = 0; !isTrue(); look += 1) {
    if (look === LOOKS) throw new Error(`What was waited for did not come: ${String(isTrue)}`);
    await new Promise((resolve) => realSetTimeout(resolve, LOOK_MS));
  }
}
