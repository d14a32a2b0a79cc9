/** When the launcher is told of a change. */
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import { createDownloads, type Downloads } from '../../../main/composition/downloads.ts';
import type { FetchOverview } from '../../../main/background-fetch/types.ts';

const FETCH = {
  appId: 'App1', title: 'Episode', icons: [], iconVersion: null, state: 'running', canPause: true, expectedBytes: 100, bytesPerSecond: 0, recordCount: 1, recordsDone: 0, registeredAt: 1, settledAt: null,
  registration: { uuid: 'u1', id: 'e', scope: 'mp://app1/', uploadTotal: 0, uploaded: 0, downloadTotal: 0, downloaded: 10, result: '', failureReason: '', recordsAvailable: true },
} as const satisfies FetchOverview;

let made: Downloads | null = null;
afterEach(async () => made?.dispose());

function setUp(fetches: readonly FetchOverview[] = []) {
  const pushed: DownloadsState[] = [];
  const listeners = new Set<() => void>();
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const possible = async () => true;
  made = createDownloads({
    engine: { pause: possible, resume: possible, abort: possible, click: possible, forget: possible, list: () => fetches, usedBytes: () => 10, onChange },
    programs: { list: () => [{ appId: 'App1', name: 'One' }], isAllowed: () => true, quotaBytes: () => 100, originOf: (appId) => `mp://${appId}`, setAllowed: () => {}, onChange },
    clock: { now: () => 5 },
    folder: tmpdir(),
    push: (state) => void pushed.push(state),
  });
  return { pushed, downloads: made, listeners, change: () => listeners.forEach((listener) => listener()) };
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
    await downloads.handlers['launcher:clear-downloads']({ audience: 'launcher', appId: null, origin: 'larder://launcher', windowId: 1 });
    // What was made later has told its launcher: the ended one would have by then.
    const later = setUp();
    await vi.waitFor(() => expect(later.pushed).toHaveLength(1));
    expect(pushed).toHaveLength(1);
  });
});
