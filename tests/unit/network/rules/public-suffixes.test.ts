import { expect, it } from 'vitest';
import { publicSuffixKind } from '../../../../main/network/rules/public-suffixes.ts';

it.each([
  ['com', 'registry'],
  ['co.uk', 'registry'],
  ['com.cn', 'registry'],
  ['xn--fiqs8s', 'registry'],
  ['github.io', 'service'],
  ['s3.amazonaws.com', 'service'],
  ['example.com', null],
  ['example.co.uk', null],
  ['name.github.io', null],
  ['cdn.example.test', null],
] as const)('publicSuffixKind tells whose names stand below %s', (host, kind) => {
  expect(publicSuffixKind(host)).toBe(kind);
});
