import { describe, expect, it } from 'vitest';
import { createRedaction, diagnosticsReport, inReportOrder } from '../../../main/diagnostics/report.ts';
import { createDiagnosticsRun } from '../../../main/diagnostics/run-checks.ts';
import { ok, problem, type Check } from '../../../main/diagnostics/types.ts';
import { inEnglish } from '../../../main/support/english.ts';
import { DIAGNOSTIC_CHECKS, type DiagnosticsState } from '../../../preload/contract/diagnostics.ts';
import { createTranslate } from '../../../preload/contract/messages/format.ts';
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import { LANGUAGES } from '../../../preload/contract/messages/languages.ts';
import { until } from '../../fakes/until.ts';

const AT = Date.UTC(2026, 10, 21, 12);
const fine: Check = { id: 'settings', run: () => ok('diagnostics.settings.ok') };
const bad: Check = {
  id: 'backend',
  run: () => problem('diagnostics.backend.bad-status', { host: 'b.example', status: 503 }, 'diagnostics.hint.backend'),
};

function start(checks: readonly Check[], limitMs?: number) {
  const states: DiagnosticsState[] = [];
  const run = createDiagnosticsRun({
    checks,
    clock: { now: () => AT },
    ...(limitMs === undefined ? {} : { limitMs }),
  });
  run.onChange((state) => states.push(state));
  return { run, states };
}

describe('createDiagnosticsRun', () => {
  it('tells each step in order', async () => {
    const { run, states } = start([fine, bad]);
    const state = await run.start();
    expect(states.map(({ isRunning, current, lines }) => [isRunning, current, lines.length])).toEqual([
      [true, null, 0],
      [true, 'settings', 0],
      [true, 'settings', 1],
      [true, 'backend', 1],
      [true, 'backend', 2],
      [false, null, 2],
    ]);
    expect(state.lines.map(({ check, status }) => [check, status])).toEqual([
      ['settings', 'ok'],
      ['backend', 'problem'],
    ]);
    expect(state.finishedAt).toBe(AT);
  });

  it('goes on when a check throws or hangs', async () => {
    const throws: Check = { id: 'proxy', run: () => Promise.reject(new Error('no such proxy')) };
    const hangs: Check = { id: 'clock', run: () => new Promise(() => {}) };
    const { lines } = await start([throws, hangs, fine], 50).run.start();
    expect(lines.map(({ status, text }) => [status, text.key])).toEqual([
      ['problem', 'diagnostics.failed'],
      ['problem', 'diagnostics.tooLong'],
      ['ok', 'diagnostics.settings.ok'],
    ]);
  });

  it('ends at once when it is cancelled, whatever a check does, and can be started again', async () => {
    let calls = 0;
    const hangsOnce: Check = {
      id: 'backend',
      run: () => ((calls += 1) === 1 ? new Promise(() => {}) : ok('diagnostics.backend.ok', { host: 'b', ms: 5 })),
    };
    const { run } = start([fine, hangsOnce]);
    const first = run.start();
    expect(run.start()).toBe(first);
    await until(() => calls > 0);
    run.cancel();
    expect(await first).toMatchObject({ isRunning: false, wasCancelled: true, finishedAt: null });
    expect((await run.start()).lines).toHaveLength(2);
  });
});

describe('diagnosticsReport', () => {
  it('is Markdown in English, with counts and hints, one line for each check', async () => {
    const { lines } = await start([fine, bad]).run.start();
    expect(diagnosticsReport({ lines, at: AT, wasCancelled: false, textOf: inEnglish, redact: (text) => text })).toBe(
      [
        '### Larder diagnostics',
        '',
        '2026-11-21T12:00:00.000Z, problems: 1, warnings: 0',
        '',
        '| | checked | found |',
        '|---|---|---|',
        '| ok | Settings | All settings can be read. |',
        '| **PROBLEM** | Mini-program source | b.example answers with the status 503. → Check the address in Settings, the network and the proxy. Installed mini-programs keep working. |',
        '',
      ].join('\n'),
    );
  });

  it('keeps a strange name in its cell', async () => {
    const strange: Check = { id: 'mini-programs', run: () => ok('diagnostics.data-folder.ok', { folder: 'a|b\nc' }) };
    const { lines } = await start([strange]).run.start();
    expect(
      diagnosticsReport({ lines, at: AT, wasCancelled: true, textOf: inEnglish, redact: (text) => text }),
    ).toContain('| Larder can write to a\\|b c. |');
  });
});

describe('createRedaction', () => {
  it.each([
    [
      '/home/maria',
      'maria',
      '/home/maria/.config/Larder, /mnt/maria/x and maria.example',
      '~/.config/Larder, /mnt/…/x and maria.example',
    ],
    ['C:\\Users\\Maria', 'Maria', 'C:\\Users\\Maria\\AppData and D:\\maria\\x', '~\\AppData and D:\\…\\x'],
    ['/root', 'root', 'https://me:word@b.example/x?token=sesame#y', 'https://…@b.example/x'],
    ['/', 'x', '/x/y', '/x/y'],
  ])('with the home %s of %s: %s', (home, userName, text, expected) => {
    expect(createRedaction({ home, userName })(text)).toBe(expected);
  });
});

describe('the checks', () => {
  it('are in the order of the report', () => {
    expect(inReportOrder([bad, fine]).map(({ id }) => id)).toEqual(['settings', 'backend']);
    expect(new Set(DIAGNOSTIC_CHECKS).size).toBe(DIAGNOSTIC_CHECKS.length);
  });

  it.each(LANGUAGES)('have amounts and times that %s can show', (language) => {
    const t = createTranslate(CATALOGS, { language, locale: language }, (trouble) => {
      throw new Error(trouble);
    });
    expect(t('diagnostics.disk-space.ok', { free: 83_300_000_000, used: 1_419_200_000 })).toMatch(/83\.3|۸۳٫۳/);
    expect(t('diagnostics.background.next', { count: 3, lastAt: AT, next: AT })).toMatch(/2026|۱۴۰۵/);
    expect(t('diagnostics.backend.ok', { host: 'b', ms: 42 })).toMatch(/42|۴۲/);
    expect(t('diagnostics.found', { problems: 1, warnings: 2, both: 1 })).toMatch(/, |，|، /);
  });
});
