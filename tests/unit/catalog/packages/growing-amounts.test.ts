import { describe, expect, it } from 'vitest';
import { createGrowingAmounts } from '../../../../main/catalog/packages/growing-amounts.ts';
import { isAmountShown } from '../../../../preload/contract/byte-size.ts';
import type { InstallProgress } from '../../../../preload/contract/launcher.ts';

const download = (receivedBytes: number, totalBytes?: number): InstallProgress => ({
  phase: 'download',
  receivedBytes,
  ...(totalBytes === undefined ? {} : { totalBytes }),
});
const unpack = (receivedBytes: number): InstallProgress => ({ phase: 'unpack', receivedBytes, totalBytes: 5000 });

describe('the amounts of an installation', () => {
  const table: [what: string, told: InstallProgress[], shown: InstallProgress[]][] = [
    ['grow', [download(1, 9), download(5, 9), download(9, 9)], [download(1, 9), download(5, 9), download(9, 9)]],
    [
      'wait for the whole package after a difference that was none',
      [download(300, 900), download(100, 900), download(250, 900), download(400, 900)],
      [download(300, 900), download(300, 900), download(300, 900), download(400, 900)],
    ],
    [
      'wait for a package that newer details name',
      [download(900, 900), { phase: 'verify', receivedBytes: 900 }, download(100, 2000), download(950, 2000)],
      [download(900, 900), { phase: 'verify', receivedBytes: 900 }, download(900, 900), download(950, 2000)],
    ],
    [
      'are of a server that says no size, too',
      [download(10), download(5), download(11)],
      [download(10), download(10), download(11)],
    ],
    [
      'of other phases are as they are',
      [download(1021), unpack(903), unpack(5000)],
      [download(1021), unpack(903), unpack(5000)],
    ],
  ];
  it.each(table)('%s', (_what, told, shown) => {
    expect(told.map(createGrowingAmounts())).toEqual(shown);
  });
});

describe('a figure', () => {
  it.each<[received: number, total: number | null, isShown: boolean]>([
    [0, 1021, false],
    [1021, 1021, false],
    [99_999, 99_999, false],
    [50_000, 100_000, true],
    [999, 4_000_000, false],
    [1000, 4_000_000, true],
    [0, null, false],
    [99_999, null, false],
    [100_000, null, true],
  ])('of %d bytes of %s is shown: %s', (received, total, isShown) => {
    expect(isAmountShown(received, total)).toBe(isShown);
  });
});
