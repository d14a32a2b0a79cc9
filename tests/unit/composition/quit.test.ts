import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createQuit } from '../../../main/composition/quit.ts';
import type { FetchOverview } from '../../../main/background-fetch/types.ts';

const electron = vi.hoisted(() => ({
  quits: 0,
  closed: 0,
  boxes: [] as { message: string; buttons: string[]; cancelId: number }[],
  answer: { response: 2, checkboxChecked: false },
}));
vi.mock('electron', () => ({
  app: { quit: () => (electron.quits += 1) },
  dialog: {
    showMessageBox: (options: (typeof electron.boxes)[number]) => {
      electron.boxes.push(options);
      return Promise.resolve(electron.answer);
    },
  },
}));
beforeEach(() => {
  Object.assign(electron, { quits: 0, closed: 0, boxes: [], answer: { response: 2, checkboxChecked: false } });
});

type State = Pick<FetchOverview, 'state' | 'settledAt'>;
const RUNNING: State = { state: 'running', settledAt: null };

function open(downloads: readonly State[], quitWithDownloads: 'ask' | 'background' | 'quit' = 'ask') {
  const changes: unknown[] = [];
  const quit = createQuit({
    engine: { downloads: { list: () => downloads } } as never,
    settings: {
      get: () => ({ quitWithDownloads }) as never,
      update: (change) => (changes.push(change), change as never),
    },
    messages: { t: ((key: string, values?: unknown) => `${key} ${JSON.stringify(values ?? {})}`) as never },
    registry: { closeAll: () => void (electron.closed += 1) },
    warn: () => {},
  });
  return { quit, changes };
}

const outcome = () => ({ quits: electron.quits, closed: electron.closed });

describe('Quit', () => {
  it.each<[string, State[]]>([
    ['there are no downloads', []],
    ['they are over', [{ state: 'settled', settledAt: 1 }]],
    [
      'the user has paused them, or they wait for an answer',
      [
        { state: 'paused', settledAt: null },
        { state: 'waiting-for-room', settledAt: null },
      ],
    ],
  ])('ends at once when %s', (_when, downloads) => {
    open(downloads).quit();
    expect([outcome(), electron.boxes]).toEqual([{ quits: 1, closed: 0 }, []]);
  });

  it.each([
    [0, { quits: 0, closed: 1 }, 'background'],
    [1, { quits: 1, closed: 0 }, 'quit'],
    [2, { quits: 0, closed: 0 }, null],
  ])(
    'with a download under way does what button %i says, and remembers it when asked to',
    async (response, done, kept) => {
      for (const checkboxChecked of [false, true]) {
        Object.assign(electron, { quits: 0, closed: 0, boxes: [], answer: { response, checkboxChecked } });
        const { quit, changes } = open([RUNNING, { state: 'waiting-for-network', settledAt: null }]);
        quit();
        quit();
        await vi.waitFor(() => expect(outcome()).toEqual(done));
        expect(electron.boxes).toHaveLength(1);
        expect(electron.boxes[0]!.message).toContain('{"n":2}');
        expect(changes).toEqual(checkboxChecked && kept ? [{ quitWithDownloads: kept }] : []);
      }
    },
  );

  it.each([
    ['background', { quits: 0, closed: 1 }],
    ['quit', { quits: 1, closed: 0 }],
  ] as const)('asks no more once the choice is %s', (choice, done) => {
    open([RUNNING], choice).quit();
    expect([outcome(), electron.boxes]).toEqual([done, []]);
  });
});
