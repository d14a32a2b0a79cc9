/** Twenty updates as they really were, each of them as the difference to the one before (RFC 9842). */
import { expect, it, onTestFinished } from 'vitest';
import { buildPackage } from '../../../build/author-kit/package-zip.ts';
import { detailsSchema } from '../../../main/models/details-schema.ts';
import { median } from '../../bench/statistics.ts';
import { startBackend } from '../../demo-backend/backend.ts';
import { startPackageBackend } from '../../fakes/package-backend.ts';
import { readRecordedUpdates } from '../../fixtures/recorded-updates.ts';

const UPDATES = 20;

it(
  'twenty recorded updates come as what differs, one after the other, and each is installed',
  { timeout: 300_000 },
  async () => {
    const backend = await startBackend();
    onTestFinished(() => backend.close());
    const { installer, store, events } = await startPackageBackend({ backendUrl: () => backend.url });
    const shares: number[] = [];
    for (const [version, files] of (await readRecordedUpdates('abc')).entries()) {
      const built = await buildPackage(files, { isStored: true });
      await backend.setApp({ appId: 'abc', archive: built.bytes });
      const answer: unknown = await (await fetch(`${backend.url}/bapi/mp/v1/app/abc/details`)).json();
      const details = { ...detailsSchema().parse(answer), version: `1.0.${version}` };
      if (version === 0) await installer.ensureInstalled('abc', details);
      else {
        await installer.update('abc', details);
        const installed = events.findLast(({ event }) => event === 'update-installed') as { bytes: number } | undefined;
        shares.push((installed?.bytes ?? Infinity) / built.bytes.byteLength);
        await installer.adoptPending('abc');
      }
      expect(store.get('abc')?.installed?.sha256).toBe(built.sha256);
    }
    expect(shares).toHaveLength(UPDATES);
    expect(median(shares)).toBeLessThanOrEqual(0.01);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.05);
  },
);
