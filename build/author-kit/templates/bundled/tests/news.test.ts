import { createFakeBn } from 'larder-author-kit/fakes';
import { afterEach, expect, test, vi } from 'vitest';
import { followNews, readNews, type Received } from '../src/news.ts';

const NEWS = { headline: 'Sunny', token: 'session-1', file: { url: '/file', bytes: 1, title: 'File' } };

afterEach(() => vi.unstubAllGlobals());

test('the first answer brings the token', async () => {
  const fake = createFakeBn({ pre: NEWS });
  vi.stubGlobal('bn', fake.bn);
  expect((await readNews()).news.headline).toBe('Sunny');
  expect(fake.token).toBe('session-1');
});

test('news that come in the background are shown until nobody looks', async () => {
  const fake = createFakeBn();
  vi.stubGlobal('bn', fake.bn);
  const shown: Received[] = [];
  const end = followNews((received) => shown.push(received));
  fake.arrive('periodic', NEWS);
  end();
  fake.arrive('periodic', NEWS);
  expect(shown.map(({ news }) => news.headline)).toEqual(['Sunny']);
});

test('a server that cannot be reached is told', async () => {
  const fake = createFakeBn();
  fake.fail('pre', 'offline');
  vi.stubGlobal('bn', fake.bn);
  await expect(readNews()).rejects.toMatchObject({ errCode: 'offline' });
});
