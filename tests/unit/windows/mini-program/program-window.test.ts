import { describe, expect, it } from 'vitest';
import {
  PROBLEM_ACTIONS,
  problemOfError,
  problemTexts,
} from '../../../../main/windows/container-pages/program-problem.ts';
import { createPageSeal } from '../../../../main/windows/container-pages/page-seal.ts';
import { containerPageUrl, loadingPage, problemPage } from '../../../../main/windows/container-pages/container-page.ts';
import { preferredWindow } from '../../../../main/windows/mini-program/preferred-window.ts';
import { windowTitle } from '../../../../main/windows/window-title.ts';
import { nextZoom } from '../../../../main/windows/zoom.ts';
import { messagesIn } from '../../system/texts.ts';

/** Error code; what the window says with a network; and without. */
const ERROR_KINDS = [
  ['backend-unreachable', 'unreachable', 'offline'],
  ['package-unreachable', 'unreachable', 'offline'],
  ['timeout', 'unreachable', 'offline'],
  ['not-found', 'missing', 'missing'],
  ['denied', 'not-allowed', 'not-allowed'],
  ['package-invalid', 'failed', 'failed'],
  ['storage-failed', 'failed', 'failed'],
  ['internal', 'failed', 'failed'],
] as const;

describe('windowTitle', () => {
  it('begins with the mini-program’s name, whatever its page calls itself', () => {
    expect(windowTitle('Notes', '')).toBe('Notes');
    expect(windowTitle('Notes', 'Notes')).toBe('Notes');
    expect(windowTitle('Notes', 'My Bank')).toBe('Notes – My Bank');
  });

  it('drops what would reorder or break the title', () => {
    expect(windowTitle('Notes', '\u202eknaB yM\u2066\n\tx')).toBe('Notes – knaB yM x');
    expect(windowTitle('Notes', 'x'.repeat(1000))).toHaveLength('Notes – '.length + 120);
  });
});

describe('preferredWindow', () => {
  it('is what the manifest asks for, across for a landscape', () => {
    expect(preferredWindow({})).toEqual({ width: 440, height: 780, isLarge: false });
    expect(preferredWindow({ window: { orientation: 'landscape', fullscreen: true } })).toEqual({
      width: 780,
      height: 440,
      isLarge: true,
    });
    expect(preferredWindow({ window: { width: 900 } })).toEqual({ width: 900, height: 780, isLarge: false });
  });
});

describe('nextZoom', () => {
  it('goes from step to step and stops at the ends', () => {
    expect([
      nextZoom(1, 'in'),
      nextZoom(1.1, 'out'),
      nextZoom(1.3, 'in'),
      nextZoom(3, 'in'),
      nextZoom(0.5, 'out'),
    ]).toEqual([1.1, 1, 1.5, 3, 0.5]);
  });
});

describe('problemOfError', () => {
  it.each(ERROR_KINDS)('%s is %s with a network and %s without', (code, online, offline) => {
    expect([problemOfError(code, true), problemOfError(code, false)]).toEqual([online, offline]);
  });
});

describe('problemPage', () => {
  it('says in three languages what happened, what to do, and has a button for it', () => {
    for (const language of ['en', 'zh-Hans', 'fa']) {
      const messages = messagesIn(language);
      for (const kind of Object.keys(PROBLEM_ACTIONS) as (keyof typeof PROBLEM_ACTIONS)[]) {
        const { parameters } = problemPage({ appId: 'abc', name: 'Notes' }, { kind, message: 'report' }, messages);
        expect(parameters['title']).toBe(messages.t(problemTexts(kind).title, { name: 'Notes' }));
        expect(parameters).toMatchObject({ language, direction: language === 'fa' ? 'rtl' : 'ltr', details: 'report' });
        expect((JSON.parse(parameters['actions'] ?? '[]') as unknown[]).length).toBeGreaterThan(0);
      }
    }
  });

  it('carries names of strangers as text only', () => {
    const url = new URL(
      containerPageUrl(
        loadingPage({ appId: 'abc', name: '"><script>&x=1#' }, messagesIn('en'), { received: '1' }),
        createPageSeal(),
      ),
    );
    expect(url.searchParams.get('name')).toBe('"><script>&x=1#');
    expect(url.hash).toBe('#received=1');
    expect([...url.searchParams.keys()]).not.toContain('x');
  });
});
