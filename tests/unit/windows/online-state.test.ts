import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { createNetworkSwitches } from '../../../main/network/client/network-switches.ts';
import { tellOnlineStates } from '../../../main/windows/mini-program/online-state.ts';
import { until } from '../../fakes/until.ts';

const OFFLINE = [
  'Network.overrideNetworkState',
  { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
];

/** A window whose debugger writes down what it is told. `isGone`: its page goes in that moment. */
function createWindow(isGone = false) {
  const told: unknown[] = [];
  let isAttached = false;
  const tools = {
    isAttached: () => isAttached,
    attach() {
      isAttached = true;
    },
    detach() {
      isAttached = false;
      told.push('detached');
    },
    async sendCommand(method: string, params: unknown) {
      told.push([method, params]);
      if (isGone) throw new Error('No target available');
    },
  };
  return { told, window: { webContents: { debugger: tools } } as unknown as BrowserWindow };
}

function setUp() {
  const switches = createNetworkSwitches();
  const windows = new Map<string, BrowserWindow>();
  const changes = new EventEmitter();
  const end = tellOnlineStates({
    switches,
    registry: {
      miniProgram: (appId) => windows.get(appId),
      onChange(listener) {
        changes.on('change', listener);
        return () => changes.off('change', listener);
      },
    },
  });
  const open = (appId: string, window: BrowserWindow): void => {
    windows.set(appId, window);
    changes.emit('change');
  };
  return { switches, open, end };
}

describe('pages of a mini-program that is switched offline', () => {
  it('are told while they are open, and told when that is over', async () => {
    const { switches, open } = setUp();
    const [mine, other] = [createWindow(), createWindow()];
    open('mine', mine.window);
    open('other', other.window);
    switches.set('mine', 'slow');
    switches.set('mine', 'offline');
    await until(() => mine.told.length > 0);
    switches.set('mine', 'normal');
    expect([mine.told, other.told]).toEqual([[OFFLINE, 'detached'], []]);
  });

  it('are told when they open, and not any more after it', async () => {
    const { switches, open } = setUp();
    switches.set('mine', 'offline');
    const first = createWindow();
    open('mine', first.window);
    await until(() => first.told.length > 0);
    switches.set('mine', 'slow');
    const second = createWindow();
    open('mine', second.window);
    expect([first.told, second.told]).toEqual([[OFFLINE, 'detached'], []]);
  });

  it('may go in that moment; and nobody is told after the end', async () => {
    const { switches, open, end } = setUp();
    const gone = createWindow(true);
    open('mine', gone.window);
    switches.set('mine', 'offline');
    await until(() => gone.told.length > 0);
    end();
    const late = createWindow();
    open('mine', late.window);
    switches.set('mine', 'normal');
    expect(late.told).toEqual([]);
  });
});
