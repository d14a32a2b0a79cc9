import { expect, it } from 'vitest';
import { createNotices, NOTICES_AT_ONCE } from '../../../../main/system/desktop/notices.ts';

it('keeps so many, drops the oldest, and never one that is told a single time', () => {
  const notices = createNotices({ wasDismissed: () => false, markDismissed() {} }, new Set(['once']));
  const add = (id: string, text = id): void => notices.add({ id, tone: 'warning', text });
  add('once');
  for (let index = 0; index < 1_000; index += 1) add(`token-${index}`);
  const ids = notices.list().map(({ id }) => id);
  expect(ids).toHaveLength(NOTICES_AT_ONCE);
  expect([ids[0], ids[1], ids.at(-1)]).toEqual(['once', `token-${1_000 - NOTICES_AT_ONCE + 1}`, 'token-999']);
  add('token-999', 'x'.repeat(100_000));
  expect(notices.list()).toHaveLength(NOTICES_AT_ONCE);
  expect(String(notices.list().at(-1)?.text).length).toBeLessThan(2_000);
});
