import { expect, it } from 'vitest';
import { oneLine, withoutMarkup } from '../../../main/support/one-line.ts';

it('oneLine drops what breaks or reorders a line', () => {
  expect(oneLine('\u202e a\r\n\tb\u2028c\u0000\u061c ', 100)).toBe('a b c');
});

it('oneLine keeps what joins letters, and cuts between characters', () => {
  expect(oneLine('می\u200cخواهم', 100)).toBe('می\u200cخواهم');
  expect(oneLine('ab😀', 3)).toBe('ab');
  expect(oneLine('ab😀', 4)).toBe('ab😀');
});

it('withoutMarkup leaves no tag, and a text that has none as it is', () => {
  expect(withoutMarkup('<a href="https://x.example">Win</a><!-- --><IMG/>')).toBe(
    '‹a href="https://x.example">Win‹/a>‹!-- -->‹IMG/>',
  );
  expect(withoutMarkup('1 < 2 & 3 > 2')).toBe('1 < 2 & 3 > 2');
});
