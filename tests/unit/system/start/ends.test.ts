/** How Larder ends when it is asked to, and when something fails that nobody catches. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endInOrder, type EndingProcess } from '../../../../main/system/start/end-in-order.ts';
import { createFaultHandler, FAULT_LIMITS } from '../../../../main/system/start/faults.ts';
import { tellStartFailure } from '../../../../main/system/start/start-failure.ts';

/** Quits as Electron does: each wish asks, and what is prevented goes on. */
function createApp() {
  const listeners = new EventEmitter();
  const app = {
    isOver: false,
    on: (name: string, listener: (event: { preventDefault(): void }) => void) => listeners.on(name, listener),
    quit() {
      let isPrevented = false;
      listeners.emit('will-quit', { preventDefault: () => (isPrevented = true) });
      app.isOver ||= !isPrevented;
    },
  };
  return app;
}

function createEnding(save: () => Promise<void>, { hasOpen = true, isConnected = true } = {}) {
  const app = createApp();
  const signals = Object.assign(new EventEmitter(), { connected: isConnected });
  let answeredElsewhere = 0;
  signals.on('SIGTERM', () => (answeredElsewhere += 1));
  endInOrder(app as never, signals as unknown as EndingProcess, () => (hasOpen ? { save } : null));
  return { app, signals, answeredElsewhere: () => answeredElsewhere };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('endInOrder', () => {
  it('saves once and whole however often it is asked to quit meanwhile', async () => {
    let finish = (): void => {};
    let saves = 0;
    const { app, signals, answeredElsewhere } = createEnding(() => {
      saves += 1;
      return new Promise((resolve) => (finish = resolve));
    });
    app.quit();
    app.quit();
    signals.emit('SIGTERM');
    signals.emit('SIGINT');
    signals.emit('SIGHUP');
    signals.emit('disconnect');
    await turn();
    expect([app.isOver, saves]).toEqual([false, 1]);
    finish();
    await turn();
    expect([app.isOver, saves]).toEqual([true, 1]);
    // A library would have sent the signal again, with its default action.
    expect(answeredElsewhere()).toBe(0);
  });

  it('ends although saving fails, and at once when nothing is open', async () => {
    const failing = createEnding(() => Promise.reject(new Error('disk')));
    failing.app.quit();
    await turn();
    expect(failing.app.isOver).toBe(true);
    const early = createEnding(() => Promise.resolve(), { hasOpen: false });
    early.app.quit();
    expect(early.app.isOver).toBe(true);
  });

  it('listens for the end of its parent only when it has a channel to it', () => {
    expect(createEnding(() => Promise.resolve()).signals.listenerCount('disconnect')).toBe(1);
    expect(createEnding(() => Promise.resolve(), { isConnected: false }).signals.listenerCount('disconnect')).toBe(0);
  });
});

describe('an exception that nobody catches', () => {
  function createHandler(isStarted: boolean) {
    const told: string[] = [];
    let now = 0;
    const handle = createFaultHandler({
      log: () => told.push('log'),
      isStarted: () => isStarted,
      failStart: () => told.push('cannot start'),
      tell: () => told.push('tell'),
      end: () => told.push('end'),
      monotonicNow: () => now,
    });
    return { told, handle, wait: (ms: number) => (now += ms) };
  }

  it('fails the start while Larder starts', () => {
    const { told, handle } = createHandler(false);
    handle(new Error('x'));
    expect(told).toEqual(['cannot start']);
  });

  it('is logged each time and told once', () => {
    const { told, handle, wait } = createHandler(true);
    for (let count = 0; count < FAULT_LIMITS.count; count += 1) {
      handle(new Error('x'));
      wait(FAULT_LIMITS.withinMs);
    }
    expect(told).toEqual(['log', 'tell', ...Array.from({ length: FAULT_LIMITS.count - 1 }, () => 'log')]);
  });

  it('ends Larder in order when they do not cease, once', () => {
    const { told, handle } = createHandler(true);
    for (let count = 0; count < 3 * FAULT_LIMITS.count; count += 1) handle(new Error('x'));
    expect(told.filter((entry) => entry === 'end')).toHaveLength(1);
    expect(told.filter((entry) => entry === 'log')).toHaveLength(FAULT_LIMITS.count);
  });
});

describe('a start that fails', () => {
  const boxes = (args: string[], isRead: boolean, languages: string[] = ['en-GB']): string[][] => {
    const shown: string[][] = [];
    tellStartFailure('The disk is full.', {
      args,
      isRead,
      languages: () => languages,
      showBox: (title, content) => shown.push([title, content]),
    });
    return shown;
  };

  it('says why in a box to who clicked on an icon, in their language', () => {
    expect(boxes([], false)).toEqual([['Larder cannot start', 'The disk is full.']]);
    expect(boxes(['bnc://app.binance.com/mp/app?appId=x'], false, ['zh-CN'])[0]![0]).toBe('Larder 无法启动');
    expect(boxes([], false, ['fa'])[0]![0]).toBe('Larder نمی‌تواند اجرا شود');
    expect(boxes([], false, ['C'])).toHaveLength(1);
  });

  it.each([
    ['a person at a terminal', [], true],
    ['--headless', ['--headless'], false],
    ['--headless=new', ['--headless=new'], false],
    ['--log-json', ['--log-json'], false],
    ['--diagnostics', ['--diagnostics'], false],
  ])('shows no box where somebody reads its lines: %s', (_, args, isRead) => {
    expect(boxes(args, isRead)).toEqual([]);
  });
});
