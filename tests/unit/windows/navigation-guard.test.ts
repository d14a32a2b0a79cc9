import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardNavigation } from '../../../main/windows/navigation-guard.ts';

const ORIGIN = 'mp://board';

function guarded(url = `${ORIGIN}/index.html`) {
  const blocked: string[] = [];
  const actions: string[] = [];
  const policies: string[] = [];
  let open: (details: { url: string }) => unknown = () => null;
  const contents = Object.assign(new EventEmitter(), {
    isDestroyed: () => false,
    getURL: () => url,
    loadURL: () => Promise.resolve(),
    setWindowOpenHandler: (handler: typeof open) => (open = handler),
    setWebRTCIPHandlingPolicy: (policy: string) => policies.push(policy),
  });
  guardNavigation(contents as unknown as WebContents, {
    origin: ORIGIN,
    onBlocked: (url) => blocked.push(url),
    onAction: (action) => actions.push(action),
  });
  const emit = (name: string, url?: string): boolean => {
    let prevented = false;
    contents.emit(name, { url, preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { blocked, actions, policies, emit, open: (url: string) => open({ url }) };
}

describe('guardNavigation', () => {
  it('names the origin only when a link was not followed: its path and query may hold a token', () => {
    const { blocked, emit, open } = guarded();
    expect(emit('will-navigate', 'https://other.example/reset/sesame?token=sesame#sesame')).toBe(true);
    expect(emit('will-redirect', 'https://other.example:8443/sesame')).toBe(true);
    expect(open('mailto:sesame@other.example')).toEqual({ action: 'deny' });
    expect(blocked).toEqual(['https://other.example', 'https://other.example:8443', 'mailto:']);
  });

  it('follows no redirect to a page of the container: its texts would be the service worker’s that redirects', () => {
    const { blocked, emit } = guarded();
    expect(emit('will-redirect', 'larder://page/problem.html?title=Sign+in+again')).toBe(true);
    expect(blocked).toEqual(['larder://page']);
  });

  it('does what a container page’s button says once the navigation is over, and nothing for a mini-program’s link', async () => {
    const own = guarded('larder://page/problem.html?x');
    expect(own.emit('will-navigate', 'larder://action/retry')).toBe(true);
    expect(own.actions).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(own.actions).toEqual(['retry']);
    const other = guarded();
    expect(other.emit('will-navigate', 'larder://action/retry')).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect([other.actions, other.blocked]).toEqual([[], ['larder://action']]);
  });

  it('lets the window close when its page wants to keep it open', () => {
    expect(guarded().emit('will-prevent-unload')).toBe(true);
  });

  it('leaves WebRTC no UDP when a page asks for a STUN server', () => {
    expect(guarded().policies).toEqual(['disable_non_proxied_udp']);
  });

  it.each(['mp://user@board/', 'mp://user:secret@board/', 'mp://:secret@board/'])(
    'follows no link with a name or password, which Electron could not answer: %s',
    (url) => {
      const { blocked, emit, open } = guarded();
      expect([emit('will-navigate', url), emit('will-redirect', url)]).toEqual([true, true]);
      expect(open(url)).toEqual({ action: 'deny' });
      expect(blocked).toEqual([ORIGIN, ORIGIN, ORIGIN]);
    },
  );

  it('follows links within the own origin', () => {
    const { blocked, emit } = guarded();
    expect(emit('will-navigate', `${ORIGIN}/page.html`)).toBe(false);
    expect(blocked).toEqual([]);
  });
});
