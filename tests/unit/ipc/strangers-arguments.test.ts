/** Arguments that a page makes up once it has taken its preload's place: main looks at no more of them than it must. */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { listOf } from '../../../main/ipc/list-schema.ts';
import { argumentsSchema } from '../../../main/ipc/schemas.ts';
import type { InvokeChannel } from '../../../preload/contract/channels.ts';

const MANY = 100_000;
const many = (item: unknown): unknown[] => new Array<unknown>(MANY).fill(item);
const register = (requests: readonly unknown[]): unknown => ({
  id: 'a',
  scope: '/',
  requests,
  title: '',
  icons: [],
  downloadTotal: 0,
});
const request = { url: '/x', method: 'GET', body: null, mode: 'cors', redirect: 'follow', integrity: '' };

const table: [what: string, channel: InvokeChannel, argument: unknown][] = [
  ['requests without members', 'background-fetch:register', register(many({}))],
  ['requests that are none', 'background-fetch:register', register(many(null))],
  ['headers that are none', 'background-fetch:register', register([{ ...request, headers: many([1]) }])],
  [
    'headers of a search',
    'background-fetch:match',
    { uuid: 'u', request: { url: '/', method: 'GET', headers: many(1) } },
  ],
  ['readers that are none', 'background-fetch:close-bodies', { readers: many('x') }],
  ['icons that are none', 'background-fetch:update-ui', { eventId: 'e', icons: many({}).slice(0, 100) }],
];
it.each(table)('are refused with the first that is wrong: %s', (_what, channel, argument) => {
  const parsed = argumentsSchema(channel).safeParse([argument]);
  expect(parsed.success).toBe(false);
  expect(parsed.error!.issues.length).toBeLessThan(20);
});

it('a list looks at nothing behind its first wrong item, and says where that is', () => {
  let looked = 0;
  const item = z.strictObject({ a: z.number().refine(() => (looked += 1) > 0) });
  const good = many({ a: 1 }).slice(0, 5);
  const parsed = z.tuple([listOf(item, MANY)]).safeParse([[...good, { a: 'x' }, ...many({ a: 1 }).slice(0, 90_000)]]);
  expect(parsed.error?.issues.map(({ path }) => path)).toEqual([[0, 5, 'a']]);
  expect(looked).toBe(5);
  expect(listOf(item, MANY).parse(good)).toEqual(good);
  expect(listOf(item, 3).safeParse(good).success).toBe(false);
});
