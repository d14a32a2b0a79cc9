import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { createRoom, createRoomQuestions } from '../../../main/composition/room-questions.ts';
import { ShutdownList } from '../../../main/support/shutdown-list.ts';
import { createListeners } from '../../../main/support/listeners.ts';
import { createNotices } from '../../../main/system/desktop/notices.ts';
import { createMessages } from '../../../main/system/language/messages.ts';
import { en } from '../../../preload/contract/messages/en/index.ts';
import type { MiniProgramState } from '../../../main/models/state-schema.ts';
import { APP_ID, stateOf } from '../../fakes/opening.ts';
import { summaryOf } from '../../../main/models/mini-program-summary.ts';

const GB = 1_000_000_000;
const box = vi.hoisted(() => ({
  opened: [] as { message: string; detail: string; buttons: string[]; signal: AbortSignal }[],
  answer: null as ((response: number) => void) | null,
  fail: null as ((error: Error) => void) | null,
  /** Its window takes it along without a word. */
  isMute: false,
}));
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: (_window: unknown, options: (typeof box.opened)[number]) => {
      box.opened.push(options);
      return new Promise((resolve, reject) => {
        box.fail = reject;
        box.answer = (response) => resolve({ response });
        options.signal.addEventListener('abort', () => box.isMute || resolve({ response: 2 }));
      });
    },
  },
}));

function open({ isFocused = true } = {}) {
  box.opened = [];
  box.isMute = false;
  const window = Object.assign(new EventEmitter(), { isFocused: () => isFocused });
  let state: MiniProgramState = stateOf();
  let isAsking = true;
  const room = createListeners<[appId: string]>();
  const list = createListeners();
  const changes: (number | null)[] = [];
  const shown: unknown[] = [];
  const notices = createNotices({ wasDismissed: () => false, markDismissed: () => {} }, new Set());
  const store = {
    get: (appId: string) => (appId === APP_ID ? state : undefined),
    summary: (appId: string) => (appId === APP_ID ? summaryOf(state) : undefined),
    list: () => [state],
    update: (_appId: string, change: Partial<MiniProgramState>) => (state = { ...state, ...change }),
  };
  const settings = { get: () => ({ backgroundFetchQuotaBytes: 2 * GB }), onChange: () => () => {} };
  const answer = createRoomQuestions({
    engine: {
      downloads: {
        onRoomNeeded: room.add,
        onListChange: list.add,
        neededBytes: () => 5.2 * GB,
        list: () => (isAsking ? [{ appId: APP_ID, neededRoom: 5 * GB }] : []),
        roomChanged: () => Promise.resolve(void changes.push(state.downloadRoomBytes)),
      },
    } as never,
    store: store as never,
    settings: settings as never,
    notices,
    launcher: { show: (page: string) => shown.push(page) } as never,
    registry: { miniProgram: () => window } as never,
    messages: createMessages({
      languages: () => ['en'],
      watch: () => {},
      catalogs: { loaded: () => ({ en }), has: () => true, load: () => Promise.resolve() } as never,
      report: () => {},
    }),
    disposables: new ShutdownList(),
  });
  const isLocked = vi.fn(() => false);
  return {
    answer,
    window,
    ask: () => room.notify(APP_ID),
    over: () => ((isAsking = false), list.notify()),
    ids: () => notices.list().map(({ id }) => id),
    notices,
    changes,
    shown,
    rules: (locked: boolean) => createRoom(store, settings as never, { isLocked: isLocked.mockReturnValue(locked) }),
  };
}

describe('a question about room', () => {
  it.each([
    [0, 10 * GB],
    [1, 0],
  ])('is asked in the window that is looked at: button %i means %i bytes', async (button, bytes) => {
    const bench = open();
    bench.ask();
    bench.ask();
    expect(box.opened).toHaveLength(1);
    expect(box.opened[0]).toMatchObject({
      message: '⁨Sample⁩ needs ⁨5.2 GB⁩ for its downloads'.replaceAll(/[⁨⁩]/g, ''),
      buttons: ['Allow up to 10 GB', 'Don’t allow', 'Decide later'],
    });
    box.answer!(button);
    await vi.waitFor(() => expect(bench.changes).toEqual([bytes]));
  });

  it('stays in the launcher when it is put off, or nobody looks at the window', async () => {
    const bench = open();
    bench.ask();
    box.answer!(2);
    await Promise.resolve();
    expect([bench.changes, bench.ids()]).toEqual([[], [`room-${APP_ID}`]]);
    bench.notices.act(`room-${APP_ID}`);
    expect(bench.shown).toEqual(['downloads']);
    const away = open({ isFocused: false });
    away.ask();
    expect([box.opened, away.ids()]).toEqual([[], [`room-${APP_ID}`]]);
  });

  it('goes when it was answered elsewhere, or its fetch has ended', async () => {
    const bench = open();
    bench.ask();
    bench.over();
    expect(bench.ids()).toEqual([]);
    await Promise.resolve();
    expect([box.opened[0]!.signal.aborted, bench.changes]).toEqual([true, []]);
  });

  it.each([
    ['is closed, and says so', ({ window }: ReturnType<typeof open>) => window.emit('closed'), false],
    ['is closed, and says nothing', ({ window }: ReturnType<typeof open>) => window.emit('closed'), true],
    ['cannot show it', () => box.fail!(new Error('Object has been destroyed')), false],
  ])('is asked again after a window that %s', async (_what, end, isMute) => {
    const bench = open();
    box.isMute = isMute;
    bench.ask();
    end(bench);
    await vi.waitFor(() => {
      bench.ask();
      expect(box.opened).toHaveLength(2);
    });
    expect([bench.changes, bench.window.listenerCount('closed')]).toEqual([[], 1]);
  });

  it('is remembered until it is taken back', async () => {
    const bench = open();
    const rules = bench.rules(false);
    expect([rules.quotaBytes(APP_ID), rules.mayAsk(APP_ID)]).toEqual([2 * GB, true]);
    await bench.answer(APP_ID, 'allow');
    expect([rules.quotaBytes(APP_ID), rules.mayAsk(APP_ID)]).toEqual([10 * GB, true]);
    await bench.answer(APP_ID, 'refuse');
    expect([rules.quotaBytes(APP_ID), rules.mayAsk(APP_ID)]).toEqual([2 * GB, false]);
    await bench.answer(APP_ID, 'forget');
    expect([rules.quotaBytes(APP_ID), rules.mayAsk(APP_ID)]).toEqual([2 * GB, true]);
    expect(bench.changes).toEqual([10 * GB, 0, null]);
  });

  it('is the administrator’s to decide where the limit is theirs', async () => {
    const bench = open();
    await bench.answer(APP_ID, 'allow');
    const rules = bench.rules(true);
    expect([rules.quotaBytes(APP_ID), rules.mayAsk(APP_ID)]).toEqual([2 * GB, false]);
  });
});
