import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../fakes/temporary-folder.ts';
import { killWriters } from './kill-writers.ts';

/** As `npm run bench -- killed-writes`, with other moments; `npm run test:deep` kills as often. */
const KILLS = process.env['LARDER_DEEP'] === '1' ? 200 : 20;

describe('a process that is killed while it writes tokens, details, bodies and states', () => {
  it('loses nothing that was committed and leaves nothing unreadable', { timeout: 600_000 }, async () => {
    const { lost, unreadable, kills, inTheMiddle, commits } = await killWriters({
      folder: createTemporaryFolder(),
      kills: KILLS,
      seed: 1,
      lanes: 2,
    });
    expect(lost).toEqual([]);
    expect(unreadable).toEqual([]);
    expect(kills).toEqual({ token: KILLS / 4, details: KILLS / 4, body: KILLS / 4, state: KILLS / 4 });
    expect(commits).toBeGreaterThan(KILLS);
    // Otherwise the kills came between the writes, and nothing was proved.
    expect(inTheMiddle).toBeGreaterThan(KILLS / 10);
    console.log(`${commits} writes committed, ${inTheMiddle} of ${KILLS} kills in the middle of one`);
  });
});
