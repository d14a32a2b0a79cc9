import { describe, expect, it } from 'vitest';
import { BUDGET, budgetLines, budgetRows, type Measured } from '../../../../build/author-kit/check/budget.ts';

const GOOD: Measured = {
  firstOpenMs: 1200,
  localOpenMs: 500.4,
  largestPaintMs: 300,
  packageBytes: 40_100,
  scriptBytes: 12_000,
  files: 4,
  requests: 1,
  preFetch: 'used',
};
const brokenIn = (change: Partial<Measured>): string[] =>
  budgetRows({ ...GOOD, ...change })
    .filter(({ isKept }) => isKept === false)
    .map(({ what }) => what);

describe('the budget', () => {
  it.each<[Partial<Measured>, string[]]>([
    [{}, []],
    [{ preFetch: 'none' }, []],
    [{ firstOpenMs: BUDGET.firstOpenMs }, ['first open']],
    [{ localOpenMs: 1500 }, ['open again']],
    [{ largestPaintMs: 2500 }, ['largest paint']],
    [{ largestPaintMs: null }, ['largest paint']],
    [{ packageBytes: 2_000_000 }, ['package']],
    [{ scriptBytes: 300_000 }, ['scripts at start']],
    [{ preFetch: 'unused' }, ['pre-fetch']],
    [{ preFetch: 'failed' }, ['pre-fetch']],
    [{ files: 1000, requests: 1000 }, []],
  ])('with %j names %j', (change, broken) => {
    expect(brokenIn(change)).toEqual(broken);
  });

  it('is printed in columns', () => {
    expect(budgetLines(budgetRows({ ...GOOD, scriptBytes: 1_400_000, preFetch: 'unused' }))).toEqual([
      '  first open        1200 ms  < 3000 ms  ok',
      '  open again         500 ms  < 1500 ms  ok',
      '  largest paint      300 ms  < 2500 ms  ok',
      '  package             41 kB  < 2.0 MB   ok',
      '  scripts at start   1.4 MB  < 300 kB   TOO MUCH',
      '  pre-fetch          unused  used       NOT USED',
      '  files at start          4',
      '  requests                1',
    ]);
  });
});
