/** When the launcher is told of a change. */
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DownloadsState } from '../../../../preload/contract/downloads.ts';
import { createDownloads, type Downloads } from '../../../../main/launcher/downloads/downloads.ts';
import type { TaskbarProgress } from '../../../../main/launcher/downloads/taskbar-progress.ts';
import type { TranslateMessage } from '../../../../preload/contract/messages/index.ts';
import type { FetchOverview } from '../../../../main/background-fetch/types.ts';
import { createUnseenDownloads } from '../../../../main/launcher/downloads/unseen-downloads.ts';
import { createListeners } from '../../../../main/support/listeners.ts';

const FETCH = {
  appId: 'App1',
  title: 'Episode',
  icons: [],
  iconVersion: null,
  state: 'running',
  neededRoom: null,
  canPause: true,
  expectedBytes: 100,
  bytesPerSecond: 0,
  recordCount: 1,
  recordsDone: 0,
  registeredAt: 1,
  isKept: false,
  settledAt: null,
  registration: {
    uuid: 'u1',
    id: 'e',
    scope: 'mp://app1/',
    uploadTotal: 0,
    uploaded: 0,
    downloadTotal: 0,
    downloaded: 10,
    result: '',
    failureReason: '',
    recordsAvailable: true,
  },
} as const satisfies FetchOverview;

let made: Downloads | null = null;
afterEach(async () => made?.dispose());

function setUp(fetches: readonly FetchOverview[] = []) {
  const pushed: DownloadsState[] = [];
  const bars: TaskbarProgress[] = [];
  const looks = createListeners();
  const unseen = createUnseenDownloads(() => fetches, { isSeen: () => false, onLook: looks.add });
  const listeners = new Set<() => void>();
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  made = createDownloads({
    engine: {
      list: () => fetches,
      usedBytes: () => 10,
      neededBytes: () => 10,
      onListChange: onChange,
    },
    onProgress: onChange,
    programs: {
      list: () => [{ appId: 'App1', name: 'One' }],
      isAllowed: () => true,
      isHeldBack: () => false,
      quotaBytes: () => 100,
      roomAnswer: () => null,
      originOf: (appId) => `mp://${appId}`,
      pictureUrl: () => '',
      onChange,
    },
    clock: { now: () => 5 },
    folder: tmpdir(),
    push: (state) => void pushed.push(state),
    showOnTaskbar: (progress) => void bars.push(progress),
    hasUnseenFailure: () => unseen.counts().failed > 0,
    onAttention: looks.add,
    notifications: { isOn: () => false, isSeen: () => false, t: String as unknown as TranslateMessage, show: () => {} },
  });
  return {
    pushed,
    bars,
    look: looks.notify,
    downloads: made,
    listeners,
    change: () => listeners.forEach((listener) => listener()),
  };
}

describe('the launcher is told of the downloads', () => {
  it('at the start, with the space on the disk', async () => {
    const { pushed } = setUp([{ ...FETCH, state: 'paused' }]);
    await vi.waitFor(() => expect(pushed).toHaveLength(1));
    expect(pushed[0]?.items[0]?.state).toBe('paused-by-user');
    expect(pushed[0]?.freeBytes).toBeGreaterThan(0);
  });

  it('once for many changes, and again while something runs', async () => {
    const { pushed, change } = setUp([FETCH]);
    await vi.waitFor(() => expect(pushed).toHaveLength(1));
    for (let index = 0; index < 50; index += 1) change();
    await vi.waitFor(() => expect(pushed).toHaveLength(2));
    await vi.waitFor(() => expect(pushed).toHaveLength(3), { timeout: 3000 });
  });

  it('never after the end', async () => {
    const { pushed, change, listeners, downloads } = setUp();
    await vi.waitFor(() => expect(pushed).toHaveLength(1));
    change();
    await downloads.dispose();
    expect(listeners.size).toBe(0);
    downloads.changed();
    // What was made later has told its launcher: the ended one would have by then.
    const later = setUp();
    await vi.waitFor(() => expect(later.pushed).toHaveLength(1));
    expect(pushed).toHaveLength(1);
  });

  it('and the taskbar with it, where a failure stays until somebody looks', async () => {
    const failed = {
      ...FETCH,
      state: 'settled',
      settledAt: 2,
      registration: {
        ...FETCH.registration,
        uuid: 'u2',
        result: 'failure',
        failureReason: 'bad-status',
        recordsAvailable: false,
      },
    } as const;
    const fetches: FetchOverview[] = [{ ...FETCH, expectedBytes: 20 }];
    const { bars, change, look } = setUp(fetches);
    await vi.waitFor(() => expect(bars.at(-1)).toEqual({ progress: 0.5, mode: 'normal' }));
    fetches.push(failed);
    change();
    await vi.waitFor(() => expect(bars.at(-1)).toEqual({ progress: 0.5, mode: 'error' }));
    look();
    await vi.waitFor(() => expect(bars.at(-1)).toEqual({ progress: 0.5, mode: 'normal' }));
    fetches.splice(0);
    change();
    await vi.waitFor(() => expect(bars.at(-1)).toEqual({ progress: -1, mode: 'none' }));
  });
});
