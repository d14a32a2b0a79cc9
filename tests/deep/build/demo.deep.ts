/** `npm run demo` as somebody runs it: without a person, to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { DemoFigures } from '../../../build/demo/figures.ts';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

it('npm run demo shows what pre-fetch saves on a slow network, and ends by itself', { timeout: 300_000 }, async () => {
  const file = path.join(createTemporaryFolder(), 'figures.json');
  const child = spawn(process.execPath, [path.join(ROOT, 'build', 'demo.mjs'), '--json', file], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, problems, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  expect(code, problems).toBe(0);

  const figures = JSON.parse(await readFile(file, 'utf8')) as DemoFigures;
  const { roundTripMs, afterHover, withPreFetch, withoutPreFetch, download } = figures;
  // Of the sudden click every part of the network is there, and each took the round trip that is its own: where one ends and
  // the next begins is noticed late on a busy computer, what all took together is not less for that.
  for (const request of [withPreFetch.preFetch!, withoutPreFetch.ownFetch!]) {
    expect(Object.keys(request.parts)).toEqual(['dns', 'connect', 'tls', 'firstByte', 'body']);
    const { fromMs } = request.parts.connect!;
    for (const [index, part] of (['connect', 'tls', 'firstByte'] as const).entries())
      expect(request.parts[part]!.toMs - fromMs, part).toBeGreaterThanOrEqual(0.9 * (index + 1) * roundTripMs);
  }
  // After a rest on the tile nothing is left to open, and what was opened was open before the click.
  expect(Object.keys(afterHover.preFetch!.parts)).toEqual(['firstByte', 'body']);
  expect(afterHover.preFetch!.openedAhead!.toMs).toBeLessThanOrEqual(0);
  expect(withPreFetch.preFetch!.openedAhead).toBeNull();

  // How much is for a quiet computer to say.
  expect(output).toContain('Pre-fetch saved ');
  expect(download).toMatchObject({ isWhole: true, result: 'success', deliveries: 1 });
  expect(figures.screenshots.map((name) => existsSync(name))).not.toContain(false);
});
