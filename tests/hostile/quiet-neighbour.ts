/** A mini-program that must not notice what another one does: it asks again and again, and keeps how long that took. */
import type { Page } from '@playwright/test';
import type { BackendApp } from '../demo-backend/backend.ts';
import { probe } from '../e2e/mini-programs.ts';

export const QUIET_ID = 'quietNeighbour';
/** Far above what a call takes, far below what each of these attacks cost before there were limits (6 s and more). */
export const NOTICED_MS = 3_000;

/** Asks again and again, as long as it is open, and keeps how long the longest answer took. */
const SCRIPT = `
window.quiet = { answers: 0, worst: 0, failures: 0 };
const ask = async () => {
  const at = performance.now();
  await bn.setBackgroundFetchToken({ token: 'T' }).catch(() => { quiet.failures += 1; });
  await bn.getBackgroundFetchToken().catch(() => { quiet.failures += 1; });
  quiet.worst = Math.max(quiet.worst, performance.now() - at);
  quiet.answers += 1;
  setTimeout(ask, 20);
};
ask();`;

export const quietNeighbour = (): BackendApp =>
  probe({
    appId: QUIET_ID,
    preFetchUrl: null,
    files: {
      'index.html': '<!doctype html><title>quiet</title><script src="quiet.js"></script>',
      'quiet.js': SCRIPT,
    },
  });

export interface Quiet {
  readonly answers: number;
  /** ms */
  readonly worst: number;
  readonly failures: number;
}

/** What the neighbour noticed while `attack` ran: it has asked some more times before, meanwhile and after. */
export async function noticed(neighbour: Page, attack: () => Promise<void>): Promise<Quiet> {
  const moreAnswers = async (): Promise<void> => {
    const from = await neighbour.evaluate(() => (window as unknown as { quiet: Quiet }).quiet.answers);
    await neighbour.waitForFunction(
      (count) => (window as unknown as { quiet: Quiet }).quiet.answers > count + 5,
      from,
      { polling: 50 },
    );
  };
  await moreAnswers();
  await neighbour.evaluate(() => Object.assign((window as unknown as { quiet: Quiet }).quiet, { worst: 0 }));
  await attack();
  await moreAnswers();
  return neighbour.evaluate(() => (window as unknown as { quiet: Quiet }).quiet);
}
