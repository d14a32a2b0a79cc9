import { describe, expect, it } from 'vitest';
import type { DownloadItem, DownloadsState } from '../../../../preload/contract/downloads.ts';
import type { Caller } from '../../../../main/ipc/caller.ts';
import { createDownloadHandlers, type DownloadControls } from '../../../../main/ipc/handlers/downloads.ts';

const CALLER: Caller = { audience: 'launcher', appId: null, origin: 'larder://launcher', windowId: 1 };

function setUp(isPossible: boolean, items: readonly Partial<DownloadItem>[] = []) {
  /** What the handlers asked of others, in order. */
  const calls: unknown[][] = [];
  const control = (name: keyof DownloadControls) => async (appId: string, id: string) => {
    calls.push([name, appId, id]);
    return isPossible;
  };
  const state = { items } as unknown as DownloadsState;
  const handlers = createDownloadHandlers({
    engine: {
      pause: control('pause'),
      resume: control('resume'),
      abort: control('abort'),
      click: control('click'),
      forget: control('forget'),
      pauseAll: async () => void calls.push(['pauseAll']),
      resumeAll: async () => void calls.push(['resumeAll']),
    },
    getState: () => state,
    answerRoom: async (appId, answer) => void calls.push(['answerRoom', appId, answer]),
    isKnown: (appId) => appId === 'App1',
    setAllowed: (appId, allowed) => void calls.push(['setAllowed', appId, allowed]),
    changed: () => void calls.push(['changed']),
  });
  return { calls, handlers, state };
}

const ACTIONS = [
  ['launcher:download-pause', 'pause'],
  ['launcher:download-resume', 'resume'],
  ['launcher:download-abort', 'abort'],
  ['launcher:download-click', 'click'],
  ['launcher:forget-download', 'forget'],
] as const;

describe('the downloads handlers', () => {
  it('answer the state', () => {
    const { handlers, state } = setUp(true);
    expect(handlers['launcher:get-downloads'](CALLER)).toBe(state);
  });

  it('pause and resume all, and give answers about room on', async () => {
    const { handlers, calls } = setUp(true);
    await handlers['launcher:pause-downloads'](CALLER);
    await handlers['launcher:resume-downloads'](CALLER);
    await handlers['launcher:answer-room'](CALLER, 'App1', 'refuse');
    expect(calls).toEqual([
      ['pauseAll'],
      ['changed'],
      ['resumeAll'],
      ['changed'],
      ['answerRoom', 'App1', 'refuse'],
      ['changed'],
    ]);
    await expect(handlers['launcher:answer-room'](CALLER, 'gone', 'allow')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it.each(ACTIONS)('%s asks the engine to %s and tells the page', async (channel, action) => {
    const { handlers, calls } = setUp(true);
    expect(await handlers[channel](CALLER, 'App1', 'u1')).toBeNull();
    expect(calls).toEqual([[action, 'App1', 'u1'], ['changed']]);
  });

  it.each(ACTIONS)('%s fails with a sentence when the engine cannot %s it', async (channel, action) => {
    const { handlers, calls } = setUp(false);
    await expect(handlers[channel](CALLER, 'App1', 'u1')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^Cannot .+: .+\.$/),
    });
    expect(calls).toEqual([[action, 'App1', 'u1']]);
  });

  it('forget only what is over when the history is cleared', async () => {
    const { handlers, calls } = setUp(true, [
      { appId: 'App1', id: 'running', canForget: false },
      { appId: 'App1', id: 'old', canForget: true },
      { appId: 'App2', id: 'older', canForget: true },
    ]);
    await handlers['launcher:clear-downloads'](CALLER);
    expect(calls).toEqual([['forget', 'App1', 'old'], ['forget', 'App2', 'older'], ['changed']]);
  });

  it('set the switch of a mini-program that is there, and of no other', async () => {
    const { handlers, calls } = setUp(true);
    await handlers['launcher:set-downloads-allowed'](CALLER, 'App1', false);
    expect(calls).toEqual([['setAllowed', 'App1', false], ['changed']]);
    expect(() => handlers['launcher:set-downloads-allowed'](CALLER, 'Gone', true)).toThrow(
      'Cannot find the mini-program “Gone”: it was removed.',
    );
    expect(calls).toHaveLength(2);
  });
});
