import { expect, it } from 'vitest';
import { withoutMarkup } from '../../../main/support/without-markup.ts';

it('withoutMarkup leaves no tag, and a text that has none as it is', () => {
  expect(withoutMarkup('<a href="https://x.example">Win</a><!-- --><IMG/>')).toBe(
    '‹a href="https://x.example">Win‹/a>‹!-- -->‹IMG/>',
  );
  expect(withoutMarkup('1 < 2 & 3 > 2')).toBe('1 < 2 & 3 > 2');
});
