import { describe, expect, it } from 'vitest';
import { isMet, type MeasuredRow } from '../../bench/figure.ts';
import { describeLoad, formatTable, toJson } from '../../bench/report.ts';
import { median, percentile } from '../../bench/statistics.ts';

const row = (figures: MeasuredRow['figures'], problem: string | null = null): MeasuredRow => ({
  name: 'row',
  title: 'A row',
  tookMs: 1500,
  figures,
  problem,
});

describe('percentile', () => {
  it('is the smallest value that so many do not exceed', () => {
    const values = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6];
    expect([percentile(values, 95), percentile(values, 90), percentile(values, 0), median(values)]).toEqual([
      10, 9, 1, 5,
    ]);
  });

  it('refuses to make up a value when nothing was measured', () => {
    expect(() => median([])).toThrow('Nothing was measured');
  });
});

describe('a figure', () => {
  it.each([
    [{ value: 20, atMost: 20 }, true],
    [{ value: 20.01, atMost: 20 }, false],
    [{ value: 12, atLeast: 12 }, true],
    [{ value: 11, atLeast: 12, atMost: 13 }, false],
    [{ value: 0 }, null],
  ])('%j is met: %s', (figure, met) => {
    expect(isMet({ what: '', unit: '', ...figure })).toBe(met);
  });
});

describe('the report', () => {
  it('shows value, verdict and target of each figure', () => {
    const lines = formatTable([
      row([
        { what: 'p95', value: 9, unit: 'ms', atMost: 20 },
        { what: 'lost', value: 2, unit: '', atMost: 0 },
        { what: 'ratio', value: 1.5, unit: 'x' },
      ]),
    ]).split('\n');
    expect(lines.map((line) => line.trim().replace(/\s+/g, ' '))).toEqual([
      'A row [row, 1.5 s]',
      'p95 9 ms met target: at most 20 ms',
      'lost 2 MISSED target: none',
      'ratio 1.50 x',
    ]);
  });

  it('says why a row was not measured', () => {
    expect(formatTable([row([], 'there is no Chromium')])).toContain('not measured: there is no Chromium');
  });

  it.each([
    [{ processors: 2, before: 0.4, after: 1.4 }, 'quiet'],
    [{ processors: 2, before: 0.4, after: 1.6 }, 'BUSY: times are too long'],
    [{ processors: 2, before: 0, after: 0 }, 'not known'],
  ])('says how loaded the machine was: %j', (load, verdict) => {
    expect(describeLoad(load)).toContain(`(${verdict})`);
  });

  it('holds the verdicts as JSON', () => {
    const report = JSON.parse(
      toJson([row([{ what: 'p95', value: 9, unit: 'ms', atMost: 20 }])], 'chromium-host'),
    ) as Record<string, unknown>;
    expect(report).toMatchObject({
      host: 'chromium-host',
      rows: [{ name: 'row', figures: [{ value: 9, atMost: 20, isMet: true }], problem: null }],
    });
  });
});
