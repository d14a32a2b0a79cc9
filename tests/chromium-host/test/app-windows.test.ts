import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { CdpConnection, CdpSession } from '../chromium/cdp-connection.ts';
import { createTargets } from '../chromium/targets.ts';

/** A page of an app window: what it was asked, and how it answers. */
class FakeSession extends EventEmitter {
  readonly asked: string[] = [];
  readonly #answers: Readonly<Record<string, unknown>>;

  constructor(answers: Readonly<Record<string, unknown>> = {}) {
    super();
    this.#answers = answers;
  }

  post(method: string): void {
    this.asked.push(method);
  }

  send(method: string): Promise<unknown> {
    this.asked.push(method);
    return Promise.resolve(this.#answers[method] ?? {});
  }
}

describe('a page that nobody sees', () => {
  it('is made as soon as the first window is there', async () => {
    const refusals = [
      'Hidden target can be created only when remote debugging is enabled',
      'Hidden target can be created only when',
    ];
    const browser = new FakeSession({ 'Target.attachToTarget': { sessionId: 'page' } });
    const send = browser.send.bind(browser);
    browser.send = (method) => {
      if (method !== 'Target.createTarget') return send(method);
      const refusal = refusals.shift();
      return refusal === undefined ? Promise.resolve({ targetId: 'p' }) : Promise.reject(new Error(refusal));
    };
    const page = new FakeSession();
    const connection = { browser, session: () => page } as unknown as CdpConnection;
    const targets = await createTargets(connection, { onPopup: () => {}, onWorker: () => {} }, { openAppWindow() {} });
    expect((await targets.createUnseenPage()).info.targetId).toBe('p');
    expect(refusals).toEqual([]);
    browser.send = () => Promise.reject(new Error('The browser is gone'));
    await expect(targets.createUnseenPage()).rejects.toThrow('The browser is gone');
  });
});

/** Opens one window, whose page is `page`. */
async function open(page: FakeSession) {
  const browser = new FakeSession({ 'Browser.getWindowForTarget': { windowId: 1 } });
  const tab = new FakeSession();
  const sessions: Readonly<Record<string, FakeSession>> = { tab, page };
  const connection = { browser, session: (id: string) => sessions[id] };
  const targets = await createTargets(
    connection as unknown as CdpConnection,
    { onPopup: () => {}, onWorker: () => {} },
    {
      openAppWindow() {
        browser.emit('Target.attachedToTarget', { sessionId: 'tab', targetInfo: { targetId: 't', type: 'tab' } });
        tab.emit('Target.attachedToTarget', { sessionId: 'page', targetInfo: { targetId: 'p', type: 'page' } });
      },
    },
  );
  return targets.createPage({ width: 100, height: 100 });
}

describe('an app window', () => {
  it('is there when its empty page has been loaded', async () => {
    const page = new FakeSession({ 'Runtime.evaluate': { result: { value: false } } });
    const opened = open(page);
    await expect.poll(() => page.asked).toContain('Runtime.evaluate');
    page.emit('Page.loadEventFired', {});
    expect((await opened).session).toBe(page as unknown as CdpSession);
  });

  it('is there, too, when that was loaded before anybody could listen', async () => {
    const page = new FakeSession({ 'Runtime.evaluate': { result: { value: true } } });
    expect((await open(page)).info.targetId).toBe('p');
  });
});
