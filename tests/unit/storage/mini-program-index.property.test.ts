import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostOfAppId } from '../../../main/models/app-id.ts';
import { openMiniProgramStore } from '../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore } from '../../../main/storage/ports.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { PROPERTY_RUNS } from '../../fixtures/property-runs.ts';

const open = (folder: string): MiniProgramStore => openMiniProgramStore({ folder, clock: { now: () => 1 } });
const appId = fc.constantFrom('abc', 'Abc', 'con', '12');
const place = fc.nat({ max: 1_000_000 });

/** What may happen between two looks; `at` is a share of the index in millionths. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), appId, dataAt: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), appId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('write unseen' as const), appId, dataAt: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut off' as const), at: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('damage' as const), at: place, byte: fc.nat({ max: 255 }) }) },
  // What a power cut leaves of a file whose length was written and whose content was not.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('zeros' as const), at: place, length: fc.nat({ max: 200 }) }) },
  // A file system that brings old blocks back: whole lines with right checksums, of what was once true.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('former end' as const), lines: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('line lost' as const), at: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('start' as const) }) },
);

describe('the index of mini-programs', () => {
  it('never says anything but what the records say, whatever becomes of it', async () => {
    const folder = createTemporaryFolder();
    const index = path.join(folder, 'mini-programs.index');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        rmSync(path.join(folder, 'mini-programs'), { recursive: true, force: true });
        rmSync(index, { force: true });
        const truth = new Map<string, number>();
        let store = open(folder);
        let former: readonly string[] = [];
        for (const each of steps) {
          const bytes = readFileSync(index);
          const lines = bytes.toString('latin1').split('\n');
          if (lines.length > former.length) former = lines;
          if (each.kind === 'write') {
            store.add({ appId: each.appId, name: each.appId, description: '' });
            store.update(each.appId, { dataAt: each.dataAt });
            truth.set(each.appId, each.dataAt);
          } else if (each.kind === 'remove') {
            await store.remove(each.appId);
            truth.delete(each.appId);
          } else if (each.kind === 'write unseen' && truth.has(each.appId)) {
            const file = path.join(folder, 'mini-programs', hostOfAppId(each.appId), 'state.json');
            const state = JSON.parse(readFileSync(file, 'utf8')) as object;
            // In another file, as every Larder writes.
            rmSync(file);
            writeFileSync(file, `${JSON.stringify({ ...state, dataAt: each.dataAt })}${' '.repeat(truth.size)}\n\n`);
            truth.set(each.appId, each.dataAt);
            store = open(folder);
          } else if (each.kind === 'cut off') {
            writeFileSync(index, bytes.subarray(0, Math.floor((bytes.length * each.at) / 1_000_001)));
            store = open(folder);
          } else if (each.kind === 'damage') {
            bytes[Math.floor((bytes.length * each.at) / 1_000_001)] = each.byte;
            writeFileSync(index, bytes);
            store = open(folder);
          } else if (each.kind === 'zeros') {
            const from = Math.floor((bytes.length * each.at) / 1_000_001);
            writeFileSync(index, bytes.fill(0, from, Math.min(bytes.length, from + each.length)));
            store = open(folder);
          } else if (each.kind === 'former end') {
            const end = former.slice(1).slice(-1 - each.lines);
            writeFileSync(index, [...lines.slice(0, -1), ...end].join('\n'), 'latin1');
            store = open(folder);
          } else if (each.kind === 'line lost') {
            lines.splice(Math.floor((lines.length * each.at) / 1_000_001), 1);
            writeFileSync(index, lines.join('\n'), 'latin1');
            store = open(folder);
          } else if (each.kind === 'start') {
            store = open(folder);
          }
          expect(new Map(store.list().map((summary) => [summary.appId, summary.dataAt]))).toEqual(truth);
        }
        const last = open(folder);
        expect(last.problems).toEqual([]);
        for (const [id, dataAt] of truth) expect(last.get(id)?.dataAt).toBe(dataAt);
      }),
      { numRuns: Math.ceil(PROPERTY_RUNS / 40) },
    );
  });
});
