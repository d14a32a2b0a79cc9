import { describe, expect, it } from 'vitest';
import { isFailure, judge, readAnswers, tableOf } from '../../../build/probes/report.ts';
import type { Probe } from '../../probes/probes.ts';

const probe = (number: number, more: Partial<Probe> = {}): Probe => ({
  number,
  findings: [],
  question: `Q${number}?`,
  ...more,
});
const LIST = [
  probe(1, { name: 'same', expected: { a: [1] } }),
  probe(2, { name: 'other', expected: true }),
  probe(3, { name: 'silent', expected: 1 }),
  probe(4, { name: 'told' }),
  probe(5, { name: 'windows', expected: 1, platforms: ['win32'] }),
  probe(6, { name: 'host', expected: 1, hostDiffers: 'no Electron' }),
  probe(7),
];
const OUTPUT = [
  'something else',
  '{"probe":"same","seen":{"a":[1]}}',
  '{"probe":"other","seen":"a|b"}',
  '{"probe":"told","seen":null}',
  '{"probe":"windows","seen":2}',
  '{"probe":"host","seen":2}',
].join('\n');

describe('the report of the probes', () => {
  const on = (isElectron: boolean) => judge(LIST, readAnswers(OUTPUT), { platform: 'linux', isElectron });

  it('says of each whether Electron does what its source says', () => {
    expect(on(true).map(({ verdict }) => verdict)).toEqual([
      'as read',
      'OTHERWISE',
      'no answer',
      'told',
      'not here',
      'OTHERWISE',
      'by hand',
    ]);
    expect(on(false)[5]?.verdict).toBe('differs, as known');
  });

  it('fails for what is otherwise and for what did not answer', () => {
    expect(
      on(false)
        .filter(isFailure)
        .map(({ probe: { number } }) => number),
    ).toEqual([2, 3]);
  });

  it('is a table, whatever stands in an answer', () => {
    const lines = tableOf(on(true)).trim().split('\n');
    expect(lines).toHaveLength(2 + LIST.length);
    expect(lines[3]).toBe('| 2 |  | Q2? | OTHERWISE | a\\|b |');
  });
});
