import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { pageArrival, type LoadingPage } from '../../../main/opening/page-arrival.ts';

const ORIGIN = 'mp://abc';

function contentsThat({ isLoading = true, isDestroyed = false } = {}) {
  let url = 'larder://program/';
  const contents = Object.assign(new EventEmitter(), {
    isLoading: () => isLoading,
    isDestroyed: () => isDestroyed,
    getURL: () => url,
  });
  return { contents, page: contents as unknown as LoadingPage, moveTo: (next: string) => (url = next) };
}

async function isOver(arrival: Promise<void>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([arrival, new Promise((resolve) => setImmediate(resolve, pending))])) !== pending;
}

it.each(['did-stop-loading', 'render-process-gone', 'destroyed'])(
  'waits no more for a page after %s, and listens to nothing then',
  async (event) => {
    const { contents, page } = contentsThat();
    const arrival = pageArrival(page, ORIGIN);
    expect(await isOver(arrival)).toBe(false);
    contents.emit(event);
    expect(await isOver(arrival)).toBe(true);
    expect(contents.eventNames()).toEqual([]);
  },
);

it('takes the first document of the mini-program, not one of the container, and no image that never comes', async () => {
  const { contents, page, moveTo } = contentsThat();
  const arrival = pageArrival(page, ORIGIN);
  contents.emit('did-navigate');
  expect(await isOver(arrival)).toBe(false);
  moveTo('mp://abcdef/');
  contents.emit('did-navigate');
  expect(await isOver(arrival)).toBe(false);
  moveTo('mp://abc/?clicked=1');
  contents.emit('did-navigate');
  expect(await isOver(arrival)).toBe(true);
});

it.each([{ isLoading: false }, { isDestroyed: true }])(
  'does not wait for a page that is there or gone: %o',
  async (state) => {
    expect(await isOver(pageArrival(contentsThat(state).page, ORIGIN))).toBe(true);
  },
);
