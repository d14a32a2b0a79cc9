/** What an update of a package costs when it comes as the difference to the one before (RFC 9842). */
import { buildPackage } from '../../build/author-kit/package-zip.ts';
import { makeDelta } from '../demo-backend/deltas.ts';
import { readRecordedUpdates } from '../fixtures/recorded-updates.ts';
import type { BenchRow } from './figure.ts';
import { median } from './statistics.ts';

export const DELTAS: BenchRow = {
  name: 'deltas',
  title: '20 recorded updates of a bundled program, stored ZIPs, zstd level 19',
  async measure() {
    const [first, ...updates] = await readRecordedUpdates('BenchDeltas');
    const shares: number[] = [];
    let before = await buildPackage(first ?? {}, { isStored: true });
    for (const files of updates) {
      const after = await buildPackage(files, { isStored: true });
      shares.push((makeDelta(before, after.bytes).byteLength / after.bytes.byteLength) * 100);
      before = after;
    }
    return [
      { what: 'share of the package, median', value: median(shares), unit: '%', atMost: 1 },
      { what: 'the same, worst', value: Math.max(...shares), unit: '%', atMost: 5 },
      { what: 'updates', value: shares.length, unit: '', atLeast: 20 },
      { what: 'package', value: before.bytes.byteLength / 1024 / 1024, unit: 'MiB' },
    ];
  },
};
