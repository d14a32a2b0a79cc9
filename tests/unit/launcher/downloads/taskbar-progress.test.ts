import { describe, expect, it } from 'vitest';
import { overallProgress } from '../../../../main/launcher/downloads/overall-progress.ts';
import { createTaskbar, NO_BAR, taskbarProgress } from '../../../../main/launcher/downloads/taskbar-progress.ts';
import type { DownloadItem } from '../../../../preload/contract/downloads.ts';
import { createDownload } from '../../renderer/downloads-fixtures.ts';

const show = (items: readonly DownloadItem[], hasNews = false) =>
  taskbarProgress({ items, overall: overallProgress(items) }, hasNews);
const half = createDownload({ downloaded: 50, downloadTotal: 100 });

describe('taskbarProgress', () => {
  it('shows all that moves together, and nothing when there is nothing', () => {
    expect(show([])).toEqual({ progress: -1, mode: 'none' });
    expect(show([half, createDownload({ downloaded: 100, downloadTotal: 300 })])).toEqual({
      progress: 0.375,
      mode: 'normal',
    });
    expect(show([createDownload({ state: 'succeeded' }), createDownload({ state: 'aborted' })])).toEqual(NO_BAR);
  });

  it('only moves when the total of one that runs is not known', () => {
    expect(show([half, createDownload({ downloaded: 5, downloadTotal: 0 })])).toEqual({
      progress: 2,
      mode: 'indeterminate',
    });
  });

  it('stands still as far as it got when everything is paused or waits', () => {
    expect(show([{ ...half, state: 'paused-by-user' }])).toEqual({ progress: 0.5, mode: 'paused' });
    expect(
      show([
        { ...half, state: 'paused', reason: 'network' },
        createDownload({ state: 'waiting', downloaded: 0, downloadTotal: 0 }),
      ]),
    ).toEqual({ progress: 0.5, mode: 'paused' });
  });

  it('tells of a failure beside what still runs', () => {
    expect(show([half], true)).toEqual({ progress: 0.5, mode: 'error' });
  });
});

describe('createTaskbar', () => {
  it('moves the bar to another window when the first closes or a better one opens, and says each value once', () => {
    const calls: string[] = [];
    const windowOf = (name: string) => ({
      isGone: false,
      isDestroyed() {
        return this.isGone;
      },
      setProgressBar: (progress: number, { mode }: { mode: string }) => void calls.push(`${name} ${progress} ${mode}`),
    });
    const [launcher, other] = [windowOf('launcher'), windowOf('other')];
    let current: typeof launcher | undefined = other;
    const taskbar = createTaskbar(() => current);
    taskbar.show({ progress: 0.5, mode: 'normal' });
    taskbar.show({ progress: 0.5, mode: 'normal' });
    current = launcher;
    taskbar.show({ progress: 0.5, mode: 'normal' });
    launcher.isGone = true;
    current = undefined;
    taskbar.show({ progress: 0.6, mode: 'normal' });
    expect(calls).toEqual(['other 0.5 normal', 'other -1 none', 'launcher 0.5 normal']);
  });
});
