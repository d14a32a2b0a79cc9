import { describe, expect, it } from 'vitest';
import { createFakeBackgroundFetch, createFakeBn } from '../../../../build/author-kit/fakes/fakes.ts';

describe('the fake bn', () => {
  it.each<[string, unknown, string]>([
    ['a text as it is', 'sunny', 'sunny'],
    ['a value as JSON', { a: 1 }, '{"a":1}'],
  ])('answers %s', async (_what, pre, fetchedData) => {
    const { bn } = createFakeBn({ pre, path: 'pages/a', query: 'b=1', lang: 'fa' });
    expect(await bn.getBackgroundFetchData({ fetchType: 'pre' })).toMatchObject({
      errMsg: 'getBackgroundFetchData:ok',
      fetchType: 'pre',
      fetchedData,
      path: 'pages/a',
      query: 'b=1',
      lang: 'fa',
      source: 'network',
    });
  });

  it.each<[object, string]>([
    [{ fetchType: 'pre' }, 'not-configured'],
    [{ fetchType: 'periodic' }, 'no-data'],
    [{ fetchType: 'install' }, 'no-data'],
    [{ fetchType: 'pre', key: 'item' }, 'not-configured'],
    [{ fetchType: 'post' }, 'invalid-argument'],
    [{ fetchType: 'pre', timeout: -1 }, 'invalid-argument'],
  ])('fails as Larder does when it is asked for %j', async (options, errCode) => {
    await expect(createFakeBn().bn.getBackgroundFetchData(options as never)).rejects.toMatchObject({ errCode });
  });

  it('reads rules by their key', async () => {
    const { bn } = createFakeBn({ rules: { item: 'seven' } });
    expect(await bn.getBackgroundFetchData({ fetchType: 'pre', key: 'item' })).toMatchObject({
      key: 'item',
      fetchedData: 'seven',
    });
  });

  it('keeps the token, and says when there is none', async () => {
    const fake = createFakeBn();
    await expect(fake.bn.getBackgroundFetchToken()).rejects.toMatchObject({ errCode: 'no-token' });
    await fake.bn.setBackgroundFetchToken({ token: 'a' });
    expect(fake.token).toBe('a');
    expect((await fake.bn.getBackgroundFetchToken()).token).toBe('a');
    await fake.bn.setBackgroundFetchToken({ token: '' });
    expect(fake.token).toBeNull();
  });

  it('calls callbacks in Larder’s order', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      createFakeBn({ periodic: 1 }).bn.getBackgroundFetchData({
        fetchType: 'periodic',
        success: ({ source }) => order.push(`success ${source}`),
        complete: ({ errMsg }) => resolve(void order.push(errMsg)),
      });
    });
    expect(order).toEqual(['success stored', 'getBackgroundFetchData:ok']);
  });

  it('lets a call wait for what arrives later, and no longer than it wants to', async () => {
    const fake = createFakeBn();
    fake.wait();
    const asked = fake.bn.getBackgroundFetchData({ fetchType: 'pre' });
    await expect(fake.bn.getBackgroundFetchData({ fetchType: 'pre', timeout: 0 })).rejects.toMatchObject({
      errCode: 'timeout',
    });
    fake.arrive('pre', 'late');
    expect((await asked).fetchedData).toBe('late');
  });

  it('tells a late listener of the pre-fetch once, and of each periodic fetch', async () => {
    const fake = createFakeBn({ pre: 'first' });
    const seen: string[] = [];
    const listener = ({ fetchedData }: { fetchedData: string }): void => void seen.push(fetchedData);
    fake.bn.onBackgroundFetchData(listener);
    fake.bn.onBackgroundFetchData(listener);
    await new Promise(setImmediate);
    fake.arrive('periodic', 'second');
    fake.bn.offBackgroundFetchData(listener);
    fake.arrive('periodic', 'third');
    expect(seen).toEqual(['first', 'second']);
  });
});

describe('the fake background fetch', () => {
  it('tells page and worker what a test lets arrive', async () => {
    const fake = createFakeBackgroundFetch();
    const fetching = await fake.manager.fetch('film', ['/a', '/b'], { downloadTotal: 10 });
    const progress: number[] = [];
    fetching.addEventListener('progress', () => progress.push(fetching.downloaded));
    fake.progress('film', 4);
    expect(fake.requests('film').map(({ url }) => new URL(url).pathname)).toEqual(['/a', '/b']);
    const texts: string[] = [];
    fake.worker.addEventListener('backgroundfetchsuccess', (event) => {
      const { registration, updateUI, waitUntil } = event as BackgroundFetchUpdateUIEvent;
      const keep = async (): Promise<void> => {
        for (const { responseReady } of await registration.matchAll()) texts.push(await (await responseReady).text());
        await updateUI({ title: 'Here' });
      };
      waitUntil(keep());
    });
    expect(await fake.succeed('film', [new Response('one'), new Response('two')])).toBe('Here');
    expect(texts).toEqual(['one', 'two']);
    expect([fetching.result, fetching.recordsAvailable, progress]).toEqual(['success', false, [4, 4]]);
    expect(await fake.manager.getIds()).toEqual([]);
  });

  it.each<[string, (fake: ReturnType<typeof createFakeBackgroundFetch>) => Promise<unknown>, string, string]>([
    ['a failure', (fake) => fake.fail('film', 'bad-status'), 'backgroundfetchfail', 'bad-status'],
    ['an abort', async (fake) => (await fake.manager.get('film'))!.abort(), 'backgroundfetchabort', 'aborted'],
  ])('tells %s with its reason', async (_what, end, type, reason) => {
    const fake = createFakeBackgroundFetch();
    const fetching = await fake.manager.fetch('film', '/a');
    const record = (await fetching.match('/a'))!;
    const seen: string[] = [];
    for (const name of ['backgroundfetchsuccess', 'backgroundfetchfail', 'backgroundfetchabort'])
      fake.worker.addEventListener(name, () => seen.push(name));
    await end(fake);
    expect(seen).toEqual([type]);
    expect([fetching.result, fetching.failureReason]).toEqual(['failure', reason]);
    await expect(record.responseReady).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses what Larder refuses', async () => {
    const { manager } = createFakeBackgroundFetch();
    await manager.fetch('film', '/a');
    await expect(manager.fetch('film', '/a')).rejects.toThrow(TypeError);
    await expect(manager.fetch('none', [])).rejects.toThrow(TypeError);
  });
});
