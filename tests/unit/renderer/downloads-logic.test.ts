/** The Downloads page's rules that need no page. */
import { describe, expect, it } from 'vitest';
import { overallProgress } from '../../../main/launcher/downloads/overall-progress.ts';
import { taskbarProgress } from '../../../main/launcher/downloads/taskbar-progress.ts';
import { transferFraction } from '../../../preload/contract/download-progress.ts';
import {
  historyNumbers,
  outcomeText,
  progressNumbers,
  remainingText,
  stateText,
  titleOf,
} from '../../../renderer/launcher/downloads/download-text.ts';
import { wholePercent } from '../../../renderer/launcher/widgets/format.ts';
import { createDownload, createPast } from './downloads-fixtures.ts';

describe('stateText', () => {
  it.each([
    [{}, 'Downloading'],
    [{ uploaded: 1, uploadTotal: 5 }, 'Uploading'],
    [{ state: 'waiting' }, 'Waiting for its turn'],
    [{ state: 'waiting', reason: 'network' }, 'Waiting for a network'],
    [{ state: 'waiting', reason: 'retry' }, 'The server did not answer; Larder will try again soon'],
    [{ state: 'paused', reason: 'network' }, 'Paused: no network. It resumes automatically.'],
    ...(['waiting', 'paused'] as const).map(
      (state) =>
        [
          { state, reason: 'switched-off' },
          'Waiting: Slow Harvest is offline, as you chose in Activity, under Schedule. You can switch it back there.',
        ] as const,
    ),
    [{ state: 'paused-by-user' }, 'Paused by you'],
    [{ state: 'finishing' }, 'Downloaded; Slow Harvest is processing it'],
    [{ state: 'succeeded' }, 'Complete'],
    [{ state: 'aborted' }, 'Canceled'],
    [{ state: 'failed', reason: 'bad-status' }, 'Failed: the server refused a file or does not have it'],
    [{ state: 'failed', reason: 'quota-exceeded' }, 'Failed: not enough space'],
  ] as const)('of %j is plain', (change, text) => {
    expect(stateText(createDownload(change))).toBe(text);
  });
});

describe('the numbers', () => {
  it('tell files, amount, speed and time of one that runs', () => {
    expect(progressNumbers(createDownload())).toEqual(['1 of 2 files', '41 MB of 64 MB', '1.2 MB/s', '20 sec left']);
  });

  it('tell what was sent while it uploads, and no total that is not known', () => {
    expect(
      progressNumbers(
        createDownload({ uploaded: 1_000_000, uploadTotal: 4_000_000, downloadTotal: 0, remainingMs: null, speed: 0 }),
      ),
    ).toEqual(['1 of 2 files', '1 MB of 4 MB uploaded']);
    expect(
      progressNumbers(createDownload({ records: { done: 0, total: 1 }, downloadTotal: 0, remainingMs: null })),
    ).toEqual(['41 MB', '1.2 MB/s']);
  });

  it('tell no speed while it stands still', () => {
    expect(progressNumbers(createDownload({ state: 'paused-by-user' }))).toEqual(['1 of 2 files', '41 MB of 64 MB']);
  });

  it('tell how much there was of one that is over', () => {
    expect(historyNumbers(createPast({ id: 'a' }))).toEqual(['2 files', '64 MB']);
    expect(historyNumbers(createPast({ id: 'a', state: 'failed', downloaded: 3000 }))).toEqual(['3 kB received']);
    expect(historyNumbers(createPast({ id: 'a', state: 'failed', downloaded: 0 }))).toEqual([]);
  });
});

describe('remainingText', () => {
  it.each([
    [0, 'a few seconds left'],
    [4999, 'a few seconds left'],
    [5000, '5 sec left'],
    [31_000, '35 sec left'],
    [55_000, '1 min left'],
    [149_000, '2 min left'],
    [3_599_000, '1 hr left'],
    [7_500_000, '2 hr 5 min left'],
    [400_000_000, 'several days left'],
  ])('of %d ms is %s', (ms, text) => {
    expect(remainingText(ms, 'en')).toBe(text);
  });
});

describe('the fraction', () => {
  it.each([
    ['both directions', { uploaded: 10, uploadTotal: 10, downloaded: 10, downloadTotal: 30 }, 0.5],
    ['nothing without a total', { downloadTotal: 0 }, null],
    ['the upload until something comes back', { downloadTotal: 0, downloaded: 0, uploaded: 1, uploadTotal: 4 }, 0.25],
    ['all of what is complete', { state: 'finishing', downloadTotal: 0 }, 1],
    ['as far as it got when it stands still', { state: 'paused', downloaded: 10, downloadTotal: 40 }, 0.25],
    ['nothing of one that stands still without a total', { state: 'paused', downloadTotal: 0 }, null],
  ] as const)('of a row, the frame and the taskbar counts %s', (_what, change, fraction) => {
    const item = createDownload(change);
    expect(transferFraction([item])).toBe(fraction);
    const { moving, fraction: overall } = overallProgress([item]);
    if (moving > 0) expect(overall).toBe(fraction);
    else
      expect(taskbarProgress({ items: [item], overall: { moving, fraction: overall } }, false).progress).toBe(
        fraction ?? 0,
      );
  });

  it('is complete only at the end', () => {
    expect(wholePercent(0.9999)).toBe(99);
  });

  it('of all is that of those that run, and unknown when one is', () => {
    const half = createDownload({ downloaded: 10, downloadTotal: 20 });
    expect(
      overallProgress([half, createDownload({ state: 'paused-by-user', downloaded: 0 }), createPast({ id: 'b' })]),
    ).toEqual({ moving: 1, fraction: 0.5 });
    expect(overallProgress([half, createDownload({ downloadTotal: 0 })])).toEqual({ moving: 2, fraction: null });
  });
});

describe('outcomeText', () => {
  it('says how one ended that was under way, once', () => {
    const done = createPast({ id: 'episode', title: 'Episode 12' });
    expect(outcomeText([createDownload()], [done])).toBe('Episode 12: Complete');
    expect(outcomeText([done], [done])).toBeNull();
    expect(outcomeText([], [done])).toBeNull();
  });
});

it('one without a title is named all the same', () => {
  expect(titleOf(createDownload({ title: '  ' }))).toBe('Untitled download');
});
