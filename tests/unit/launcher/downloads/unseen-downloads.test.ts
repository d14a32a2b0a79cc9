import { describe, expect, it } from 'vitest';
import { jumpList, recentPrograms } from '../../../../main/system/desktop/recent-programs.ts';
import { createUnseenDownloads } from '../../../../main/launcher/downloads/unseen-downloads.ts';
import { createListeners } from '../../../../main/support/listeners.ts';
import { stateOf } from '../../../fakes/opening.ts';

type Ended = ReturnType<Parameters<typeof createUnseenDownloads>[0]>[number];
const fetch = (
  uuid: string,
  settledAt: number | null,
  result: 'success' | 'failure' | '' = 'success',
  failureReason: Ended['registration']['failureReason'] = '',
): Ended => ({ settledAt, registration: { uuid, result, failureReason } });

function setUp(first: readonly Ended[]) {
  let fetches = first;
  let isSeen = false;
  const looks = createListeners();
  const unseen = createUnseenDownloads(() => fetches, { isSeen: () => isSeen, onLook: looks.add });
  return {
    unseen,
    look: looks.notify,
    now(next: readonly Ended[], seen = false) {
      fetches = next;
      isSeen = seen;
      return unseen.counts();
    },
  };
}

describe('createUnseenDownloads', () => {
  it('counts what ends after the start, until the user looks', () => {
    const { now, look } = setUp([fetch('old', 1), fetch('a', null, ''), fetch('b', null, '')]);
    const ended = [fetch('old', 1), fetch('a', 2), fetch('b', 3, 'failure', 'bad-status')];
    expect(now(ended)).toEqual({ finished: 1, failed: 1 });
    expect(now(ended)).toEqual({ finished: 1, failed: 1 });
    look();
    expect(now(ended.slice(1))).toEqual({ finished: 0, failed: 0 });
  });

  it('counts neither what the user cancelled, nor what ended before their eyes, nor what left the list', () => {
    const { now } = setUp([]);
    expect(now([fetch('cancelled', 1, 'failure', 'aborted'), fetch('gone', 1)])).toEqual({ finished: 1, failed: 0 });
    const seen = [fetch('cancelled', 1, 'failure', 'aborted'), fetch('watched', 2)];
    expect(now(seen, true)).toEqual({ finished: 0, failed: 0 });
    expect(now(seen)).toEqual({ finished: 0, failed: 0 });
  });

  it('takes what ended since the last count as seen by a look', () => {
    const { now, look } = setUp([fetch('a', null, '')]);
    now([fetch('a', null, '')]);
    look();
    expect(now([fetch('a', 2)])).toEqual({ finished: 1, failed: 0 });
    look();
    expect(now([fetch('a', 2)])).toEqual({ finished: 0, failed: 0 });
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
      removed: new Set(),
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
    expect(jumpList([], { title: 'Recent', program: '', options: [], removed: new Set() })).toEqual([]);
  });

  it('leaves out what the user has taken out: Windows would drop the others with it', () => {
    const recent = ['abc', 'xyz'].map((appId) => ({ appId, name: appId }));
    const titles = (...removed: string[]): unknown[] =>
      jumpList(recent, { title: 'Recent', program: '', options: [], removed: new Set(removed) }).flatMap(
        ({ items = [] }) => items.map(({ title }) => title),
      );
    expect(titles('--open=abc')).toEqual(['xyz']);
    expect(titles('--open=abc', '--open=xyz')).toEqual([]);
    expect(titles()).toEqual(['abc', 'xyz']);
  });
});
