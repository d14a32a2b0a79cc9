import { describe, expect, it } from 'vitest';
import { jumpList, recentPrograms } from '../../../../main/system/desktop/recent-programs.ts';
import { createUnseenDownloads } from '../../../../main/launcher/downloads/unseen-downloads.ts';
import { stateOf } from '../../../fakes/opening.ts';

type Ended = Parameters<ReturnType<typeof createUnseenDownloads>['note']>[0][number];
const fetch = (
  uuid: string,
  settledAt: number | null,
  result: 'success' | 'failure' | '' = 'success',
  failureReason: Ended['registration']['failureReason'] = '',
): Ended => ({ settledAt, registration: { uuid, result, failureReason } });

describe('createUnseenDownloads', () => {
  it('counts what ends after the start, until the user looks', () => {
    const unseen = createUnseenDownloads();
    unseen.note([fetch('old', 1), fetch('a', null, ''), fetch('b', null, '')], false);
    unseen.note([fetch('old', 1), fetch('a', 2), fetch('b', 3, 'failure', 'bad-status')], false);
    unseen.note([fetch('old', 1), fetch('a', 2), fetch('b', 3, 'failure', 'bad-status')], false);
    expect(unseen.counts()).toEqual({ finished: 1, failed: 1 });
    unseen.seen();
    unseen.note([fetch('a', 2), fetch('b', 3, 'failure', 'bad-status')], false);
    expect(unseen.counts()).toEqual({ finished: 0, failed: 0 });
  });

  it('counts neither what the user cancelled, nor what ended before their eyes, nor what left the list', () => {
    const unseen = createUnseenDownloads();
    unseen.note([], false);
    unseen.note([fetch('cancelled', 1, 'failure', 'aborted'), fetch('gone', 1)], false);
    unseen.note([fetch('cancelled', 1, 'failure', 'aborted'), fetch('watched', 2)], true);
    expect(unseen.counts()).toEqual({ finished: 0, failed: 0 });
  });
});

describe('recentPrograms', () => {
  it('names the five that were opened last', () => {
    const states = [1, 7, 3, 5, 2, 6].map((at) => stateOf({ appId: `app${at}`, name: `App ${at}`, lastOpenedAt: at }));
    expect(
      recentPrograms([...states, stateOf({ appId: 'never', lastOpenedAt: null })]).map(({ name }) => name),
    ).toEqual(['App 7', 'App 6', 'App 5', 'App 3', 'App 2']);
  });
});

describe('jumpList', () => {
  it('starts Larder with the same folder, quoted as Windows reads it', () => {
    const [category] = jumpList([{ appId: 'abc', name: 'Notes' }], {
      title: 'Recent',
      program: 'C:\\Larder\\Larder.exe',
      options: ['--user-data-dir=C:\\my data\\'],
    });
    expect(category).toMatchObject({
      type: 'custom',
      name: 'Recent',
      items: [
        {
          type: 'task',
          title: 'Notes',
          program: 'C:\\Larder\\Larder.exe',
          args: '"--user-data-dir=C:\\my data\\\\" --open=abc',
        },
      ],
    });
    expect(jumpList([], { title: 'Recent', program: '', options: [] })).toEqual([]);
  });
});
