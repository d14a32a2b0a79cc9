/** What an update of a package costs when it comes as the difference to the one before (RFC 9842). */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { buildPackage, type PackageFiles } from '../../build/author-kit/package-zip.ts';
import { makeDelta } from '../demo-backend/deltas.ts';
import type { BenchRow } from './figure.ts';
import { median } from './statistics.ts';

const UPDATES = 20;
const SOURCES = path.join(ROOT, 'renderer', 'launcher');

export const DELTAS: BenchRow = {
  name: 'deltas',
  title: `${UPDATES} updates of a program of Larder's own sources, stored ZIPs, zstd level 19`,
  async measure() {
    const sources = await readSources();
    const shares: number[] = [];
    let before = await buildPackage(edited(sources, 0), { isStored: true });
    for (let version = 1; version <= UPDATES; version += 1) {
      const after = await buildPackage(edited(sources, version), { isStored: true });
      shares.push((makeDelta(before, after.bytes).byteLength / after.bytes.byteLength) * 100);
      before = after;
    }
    return [
      { what: 'share of the package, in %, median', value: median(shares), unit: 'x', atMost: 1 },
      { what: 'the same, worst', value: Math.max(...shares), unit: 'x', atMost: 5 },
      { what: 'package', value: before.bytes.byteLength / 1024 / 1024, unit: 'MiB' },
    ];
  },
};

async function readSources(): Promise<PackageFiles> {
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) => /\.(?:ts|tsx|css|html)$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(path.join(SOURCES, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name.split(path.sep).join('/'), texts[index] ?? '']));
}

/** As a day's work: every tenth file has a line more, one lost a tenth of its lines, and a name is another everywhere. */
function edited(files: PackageFiles, version: number): PackageFiles {
  return Object.fromEntries(
    Object.entries(files).map(([name, text], index) => {
      let lines = String(text).split('\n');
      if ((index + version) % 10 === 0) lines = [`// Change ${version}`, ...lines];
      if (index === version) lines = lines.filter((_line, at) => at % 10 !== 3);
      return [name, lines.join('\n').replaceAll('problem', version % 5 === 0 ? 'trouble' : 'problem')];
    }),
  );
}
