import { describe, expect, it } from 'vitest';
import { statusLines, trayLook, type DesktopFacts } from '../../../../main/system/desktop/desktop-status.ts';
import { trayIconName } from '../../../../main/system/desktop/tray-icons.ts';
import { dockMenu, trayMenu, trayToolTip, type TrayActions } from '../../../../main/system/desktop/menus/tray-menu.ts';
import { messagesIn } from '../texts.ts';

const IDLE: DesktopFacts = {
  isOnline: true,
  isFetching: false,
  isBackgroundOn: true,
  runningDownloads: 0,
  pausedDownloads: 0,
  problems: 0,
};
const with_ = (change: Partial<DesktopFacts>): DesktopFacts => ({ ...IDLE, ...change });
const english = messagesIn('en');

function recordedActions(): { calls: string[]; actions: TrayActions } {
  const calls: string[] = [];
  const record =
    (name: string) =>
    (...args: unknown[]): void =>
      void calls.push([name, ...args].join(' '));
  const names = [
    'openLauncher',
    'openProgram',
    'fetchNow',
    'setBackgroundOn',
    'pauseDownloads',
    'resumeDownloads',
    'quit',
  ] as const;
  return { calls, actions: Object.fromEntries(names.map((name) => [name, record(name)])) as unknown as TrayActions };
}

const press = (items: ReturnType<typeof trayMenu>, label: string): void => {
  const item = items.find((candidate) => candidate.label === label);
  if (!item) throw new Error(`No item "${label}".`);
  (item.click as () => void)();
};

describe('trayLook', () => {
  it.each([
    ['idle', {}],
    ['active', { isFetching: true }],
    ['active', { runningDownloads: 1 }],
    ['quiet', { isBackgroundOn: false }],
    ['quiet', { isOnline: false, runningDownloads: 2 }],
    ['problem', { problems: 1, runningDownloads: 2 }],
    ['problem', { problems: 1, isOnline: false }],
  ] as const)('is %s when %j', (look, change) => {
    expect(trayLook(with_(change))).toBe(look);
  });
});

describe('trayIconName', () => {
  it('is a template on macOS, which paints it in the colour of its menu bar', () => {
    expect(trayIconName('problem', 'darwin')).toBe('tray-problemTemplate.png');
    expect(trayIconName('idle', 'win32')).toBe('tray.png');
  });
});

describe('statusLines', () => {
  it('names everything that is under way, the most urgent first, with the page it belongs to', () => {
    const lines = statusLines({
      isOnline: false,
      isFetching: true,
      isBackgroundOn: false,
      runningDownloads: 2,
      pausedDownloads: 1,
      problems: 3,
    });
    expect(lines.map(({ text, target }) => `${english.textOf(text)} > ${target}`)).toEqual([
      '3 problems > shelf',
      'No network > activity',
      '2 downloads in progress > downloads',
      '1 download paused > downloads',
      'Fetching data > activity',
      'Background activity is off > activity',
    ]);
    expect(statusLines(IDLE)).toEqual([]);
  });
});

describe('trayMenu', () => {
  it('opens, pauses and resumes what it names', () => {
    const { calls, actions } = recordedActions();
    const items = trayMenu(
      with_({ runningDownloads: 2, pausedDownloads: 1 }),
      [{ appId: 'abc', name: 'A & B' }],
      english,
      actions,
    );
    for (const label of [
      'Open Larder',
      '2 downloads in progress',
      'A && B',
      'Fetch data now',
      'Turn off background activity',
      'Pause all downloads',
      'Resume all downloads',
      'Settings…',
      'Quit Larder',
    ])
      press(items, label);
    expect(calls).toEqual([
      'openLauncher',
      'openLauncher downloads',
      'openProgram abc',
      'fetchNow',
      'setBackgroundOn false',
      'pauseDownloads',
      'resumeDownloads',
      'openLauncher settings',
      'quit',
    ]);
  });

  it('fetches nothing while that is not possible', () => {
    const { actions } = recordedActions();
    for (const change of [{ isOnline: false }, { isBackgroundOn: false }, { isFetching: true }]) {
      expect(
        trayMenu(with_(change), [], english, actions).find(({ label }) => label === 'Fetch data now')?.enabled,
      ).toBe(false);
    }
  });

  it('speaks the user’s language, with its numbers', () => {
    const { actions } = recordedActions();
    expect(trayToolTip(with_({ runningDownloads: 3 }), messagesIn('fa'))).toBe('Larder: ۳ دانلود در جریان');
    expect(trayMenu(IDLE, [], messagesIn('zh-CN'), actions).at(-1)?.label).toBe('退出 Larder');
    expect(trayToolTip(IDLE, english)).toBe('Larder is running');
  });
});

describe('dockMenu', () => {
  it('leaves out what macOS adds itself', () => {
    const { actions } = recordedActions();
    expect(
      dockMenu(IDLE, [{ appId: 'abc', name: 'Notes' }], english, actions).map(({ label, type }) => label ?? type),
    ).toEqual(['Notes', 'separator', 'Open Larder', 'Fetch data now']);
  });
});
