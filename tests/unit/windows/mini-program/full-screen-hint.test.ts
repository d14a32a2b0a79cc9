import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerPage } from '../../../../main/windows/container-pages/container-page.ts';
import type { PageWindowOptions, PageWindows } from '../../../../main/windows/container-pages/page-windows.ts';
import { hintAtFullScreen } from '../../../../main/windows/mini-program/full-screen-hint.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Which way out the strip names; `null`: there is none. */
function windowWithHint(isFullScreen = false) {
  let strip: 'keyboard' | 'page' | null = null;
  let page: () => ContainerPage = () => ({}) as ContainerPage;
  let isHint: boolean | undefined;
  const pages = {
    show(_parent: BrowserWindow, options: PageWindowOptions) {
      ({ page, isHint } = options);
      page();
    },
    renew: () => void page(),
    close: () => (strip = null),
  };
  const window = Object.assign(new EventEmitter(), { isFullScreen: () => isFullScreen });
  hintAtFullScreen(window as unknown as BrowserWindow, {
    pages: pages as unknown as PageWindows,
    page(byPage) {
      strip = byPage ? 'page' : 'keyboard';
      return {} as ContainerPage;
    },
  });
  return { emit: (name: string) => void window.emit(name), strip: () => strip, isHint: () => isHint };
}

describe('a window that fills the screen', () => {
  it('has a strip that names it for six seconds, and takes no focus', () => {
    const { emit, strip, isHint } = windowWithHint();
    expect(strip()).toBeNull();
    emit('enter-full-screen');
    expect([strip(), isHint()]).toEqual(['keyboard', true]);
    vi.advanceTimersByTime(5_999);
    expect(strip()).toBe('keyboard');
    vi.advanceTimersByTime(1);
    expect(strip()).toBeNull();
  });

  it('names Escape when its page asked for it, whichever event comes first', () => {
    for (const events of [
      ['enter-html-full-screen', 'enter-full-screen'],
      ['enter-full-screen', 'enter-html-full-screen'],
    ]) {
      const { emit, strip } = windowWithHint();
      events.forEach(emit);
      expect(strip()).toBe('page');
    }
  });

  it('has the strip anew each time, for its whole time', () => {
    const { emit, strip } = windowWithHint();
    emit('enter-html-full-screen');
    vi.advanceTimersByTime(5_000);
    emit('leave-html-full-screen');
    emit('leave-full-screen');
    expect(strip()).toBeNull();
    emit('enter-full-screen');
    vi.advanceTimersByTime(5_000);
    expect(strip()).toBe('keyboard');
  });

  it('has it when it was left like that and is shown', () => {
    const { emit, strip } = windowWithHint(true);
    emit('ready-to-show');
    expect(strip()).toBe('keyboard');
    const other = windowWithHint(false);
    other.emit('ready-to-show');
    expect(other.strip()).toBeNull();
  });

  it('leaves nothing behind when it is closed', () => {
    const { emit } = windowWithHint();
    emit('enter-full-screen');
    emit('closed');
    expect(vi.getTimerCount()).toBe(0);
  });
});
