/** docs/electron.md, against what the sources use and what tests there are. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../../probes/probes.ts';
import { electronUses } from './electron-uses.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(path.join(ROOT, 'docs', 'electron.md'), 'utf8');
const [, uses = '', surprises = ''] = text.split(/^## /m);

const rowsOf = (section: string): string[][] =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| API') && !line.startsWith('| finding'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
const apiRows = rowsOf(uses);
const findingRows = rowsOf(surprises);

describe('docs/electron.md', () => {
  it('names what main and the preloads use of Electron, and nothing else', () => {
    const named = apiRows.flatMap(([names = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(electronUses());
  });

  it('has each finding of both readings once', () => {
    const expected = [
      ...[1, 2, 3, 4].map((number) => `A${number}`),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `B${number}`),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => `R${number}a`),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `C${number}`),
      ...[1, 2, 3, 4, 5, 6, 7].map((number) => `P${number}`),
      ...Array.from({ length: 13 }, (_, index) => `D${index + 1}`),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => `R${number}b`),
    ];
    expect(findingRows.map(([name]) => name)).toEqual(expected);
  });

  it.each([...apiRows, ...findingRows])('%s has a probe that is there, and tests that are there', (...row) => {
    const probes = (row[4] ?? '').split(',').map(Number);
    for (const number of probes) expect(PROBES.map((probe) => probe.number)).toContain(number);
    for (const [file] of (row[3] ?? '').matchAll(/(?:unit|e2e|hostile|contract|main)\/[\w./-]*/g)) {
      const folder = file.startsWith('main/') ? ROOT : path.join(ROOT, 'tests');
      expect(existsSync(path.join(folder, file)), file).toBe(true);
    }
    for (const [, names = ''] of (row[3] ?? '').matchAll(/\bhost ([a-z-]+(?:, [a-z-]+)*)(?=[;,]|$)/g)) {
      for (const name of names.split(', ').filter((one) => !one.includes('/')))
        expect(existsSync(path.join(ROOT, 'tests', 'chromium-host', 'test', `${name}.test.ts`)), name).toBe(true);
    }
  });

  it('is asked by thirty probes, numbered in order, each finding of theirs in the table', () => {
    expect(PROBES.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const known = findingRows.map(([name]) => name);
    for (const finding of PROBES.flatMap(({ findings }) => findings)) expect(known).toContain(finding);
  });
});
