import { EventEmitter } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openWindowMemory, rememberWindow, type RememberedWindow } from '../../../main/windows/window-memory.ts';
import { NO_MEMORY } from '../../../main/windows/window-placement.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

class FakeWindow extends EventEmitter {
  bounds = { x: 10, y: 20, width: 500, height: 600 };
  state: 'normal' | 'minimized' | 'maximized' | 'fullscreen' = 'normal';
  destroyed = false;
  getNormalBounds = () => this.bounds;
  isMaximized = () => this.state === 'maximized';
  isMinimized = () => this.state === 'minimized';
  isFullScreen = () => this.state === 'fullscreen';
  isDestroyed = () => this.destroyed;
}

const fileIn = (folder: string): string => path.join(folder, 'mini', 'window.json');

function remembered(): { window: FakeWindow; file: string } {
  const window = new FakeWindow();
  const file = fileIn(createTemporaryFolder());
  rememberWindow(window as unknown as RememberedWindow, openWindowMemory(file));
  return { window, file };
}

describe('openWindowMemory', () => {
  it('remembers nothing when the file is missing, damaged or of another shape', () => {
    const file = fileIn(createTemporaryFolder());
    expect(openWindowMemory(file).get()).toEqual(NO_MEMORY);
    mkdirSync(path.dirname(file));
    for (const text of ['', '{"bounds":', '[]', 'null', '"x"']) {
      writeFileSync(file, text);
      expect(openWindowMemory(file).get()).toEqual(NO_MEMORY);
    }
  });

  it('gives back in the next run what was written in this one', () => {
    const file = fileIn(createTemporaryFolder());
    openWindowMemory(file).update({ zoomFactor: 1.25 });
    expect(openWindowMemory(file).get()).toEqual({ ...NO_MEMORY, zoomFactor: 1.25 });
  });

  it.skipIf(process.getuid?.() === 0)('goes on without the file when the folder cannot be written', () => {
    const folder = createTemporaryFolder();
    chmodSync(folder, 0o500);
    const memory = openWindowMemory(path.join(folder, 'window.json'));
    memory.update({ isMaximized: true });
    expect(memory.get().isMaximized).toBe(true);
    chmodSync(folder, 0o700);
  });

  it('goes on without the file when something else stands in its place', () => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'window.json');
    mkdirSync(file);
    const memory = openWindowMemory(file);
    memory.update({ isMaximized: true });
    expect(memory.get().isMaximized).toBe(true);
  });
});

describe('rememberWindow', () => {
  it('writes once when the moving has settled', () => {
    vi.useFakeTimers();
    const { window, file } = remembered();
    window.emit('move');
    window.bounds = { x: 30, y: 40, width: 700, height: 800 };
    window.emit('resize');
    expect(existsSync(file)).toBe(false);
    vi.runAllTimers();
    vi.useRealTimers();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ bounds: { x: 30, y: 40, width: 700, height: 800 } });
  });

  it('writes at once when the window closes, with what it would be without maximising', () => {
    const { window, file } = remembered();
    window.state = 'maximized';
    window.emit('close');
    expect(openWindowMemory(file).get()).toMatchObject({
      bounds: window.bounds,
      isMaximized: true,
      isFullScreen: false,
    });
  });

  it('keeps the state before when the window closes minimised', () => {
    const { window, file } = remembered();
    window.state = 'fullscreen';
    window.emit('close');
    window.state = 'minimized';
    window.emit('close');
    expect(openWindowMemory(file).get().isFullScreen).toBe(true);
  });

  it('writes nothing any more when the window is gone', () => {
    vi.useFakeTimers();
    const { window, file } = remembered();
    window.emit('move');
    window.destroyed = true;
    window.emit('closed');
    vi.runAllTimers();
    vi.useRealTimers();
    expect(existsSync(file)).toBe(false);
  });
});
