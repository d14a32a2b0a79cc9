import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bn } from '../../../preload/contract/bn.ts';
import { FakePort, openPage, settled, type Page } from './page.ts';

const SET = 'bn:set-background-fetch-token';
const GET_TOKEN = 'bn:get-background-fetch-token';
const GET_DATA = 'bn:get-background-fetch-data';

let port: FakePort;
let page: Page;
/** What pages really pass: nothing checks their types. */
let bn: { [F in keyof Bn]: (...args: unknown[]) => unknown };

beforeEach(() => {
  port = new FakePort();
  port.answers.set(SET, { ok: true, value: null });
  port.answers.set(GET_TOKEN, { ok: true, value: { token: 'T' } });
  port.answers.set(GET_DATA, { ok: true, value: { fetchType: 'pre', fetchedData: 'x' } });
  page = openPage(port);
  bn = page.bn as unknown as typeof bn;
});

const recorder = () => {
  const calls: [string, unknown][] = [];
  const on = (name: string) => (value: unknown) => calls.push([name, value]);
  return { calls, all: { success: on('success'), failed: on('failed'), complete: on('complete') }, on };
};

describe('a bn function', () => {
  it('returns a Promise when no callback is given', async () => {
    expect(await bn.setBackgroundFetchToken({ token: 'T' })).toEqual({ errMsg: 'setBackgroundFetchToken:ok' });
    expect(await bn.getBackgroundFetchToken()).toEqual({ token: 'T', errMsg: 'getBackgroundFetchToken:ok' });
    expect(await bn.getBackgroundFetchData({ fetchType: 'pre', timeout: 5 })).toEqual({
      fetchType: 'pre',
      fetchedData: 'x',
      errMsg: 'getBackgroundFetchData:ok',
    });
    expect(port.sent).toEqual([[SET, { token: 'T' }], [GET_TOKEN], [GET_DATA, { fetchType: 'pre', timeout: 5 }]]);
  });

  it.each(['success', 'failed', 'fail', 'complete'])('returns undefined when %s is given', async (name) => {
    expect(bn.getBackgroundFetchToken({ [name]: () => {} })).toBeUndefined();
    await settled();
    expect(page.reported).toEqual([]);
  });

  it('calls success, then complete, with the same object', async () => {
    const { calls, all } = recorder();
    bn.getBackgroundFetchToken(all);
    expect(calls).toEqual([]);
    await settled();
    expect(calls).toEqual([
      ['success', { token: 'T', errMsg: 'getBackgroundFetchToken:ok' }],
      ['complete', { token: 'T', errMsg: 'getBackgroundFetchToken:ok' }],
    ]);
    expect(calls[0]?.[1]).toBe(calls[1]?.[1]);
  });

  it('calls failed, then complete, with the same object', async () => {
    port.answers.set(GET_TOKEN, { ok: false, error: { code: 'no-token', message: 'No token is set' } });
    const { calls, all } = recorder();
    bn.getBackgroundFetchToken(all);
    await settled();
    const failure = { errMsg: 'getBackgroundFetchToken:fail No token is set', errCode: 'no-token' };
    expect(calls).toEqual([
      ['failed', failure],
      ['complete', failure],
    ]);
    expect(calls[0]?.[1]).toBe(calls[1]?.[1]);
  });

  it('rejects with the failure when no callback is given', async () => {
    port.answers.set(GET_TOKEN, { ok: false, error: { code: 'no-token', message: 'No token is set' } });
    await expect(bn.getBackgroundFetchToken()).rejects.toEqual({
      errMsg: 'getBackgroundFetchToken:fail No token is set',
      errCode: 'no-token',
    });
  });

  it('takes fail as another name for failed, and failed when both are given', async () => {
    port.answers.set(GET_TOKEN, { ok: false, error: { code: 'no-token', message: 'No' } });
    const { calls, on } = recorder();
    bn.getBackgroundFetchToken({ fail: on('fail') });
    bn.getBackgroundFetchToken({ fail: on('not this'), failed: on('failed') });
    await settled();
    expect(calls.map(([name]) => name)).toEqual(['fail', 'failed']);
  });

  it('calls complete although success throws, and reports the error to the page', async () => {
    const { calls, on } = recorder();
    const mistake = new Error('mistake');
    bn.getBackgroundFetchToken({
      success: () => {
        throw mistake;
      },
      complete: on('complete'),
    });
    await settled();
    expect(calls.map(([name]) => name)).toEqual(['complete']);
    expect(page.reported).toEqual([mistake]);
  });

  it('shows a code that is not of the list as internal, and an answer that fails too', async () => {
    port.answers.set(SET, { ok: false, error: { code: 'storage-failed', message: 'The disk is full' } });
    await expect(bn.setBackgroundFetchToken({ token: 'T' })).rejects.toMatchObject({ errCode: 'internal' });
    port.answers.set(SET, new Error('Error invoking remote method'));
    await expect(bn.setBackgroundFetchToken({ token: 'T' })).rejects.toMatchObject({ errCode: 'internal' });
  });
});

describe('wrong options', () => {
  it.each([
    ['setBackgroundFetchToken', undefined],
    ['setBackgroundFetchToken', null],
    ['setBackgroundFetchToken', 'T'],
    ['setBackgroundFetchToken', {}],
    ['setBackgroundFetchToken', { token: 1 }],
    ['setBackgroundFetchToken', { token: null }],
    ['setBackgroundFetchToken', { token: new String('T') }],
    ['setBackgroundFetchToken', { token: Symbol('T') }],
    ['setBackgroundFetchToken', { token: () => 'T' }],
    ['setBackgroundFetchToken', { token: { deep: Symbol('T') } }],
    ['setBackgroundFetchToken', { token: 'x'.repeat(1025) }],
    ['setBackgroundFetchToken', { token: 'T', success: 'no function' }],
    ['getBackgroundFetchToken', 5],
    ['getBackgroundFetchToken', () => {}],
    ['getBackgroundFetchToken', { complete: {} }],
    ['getBackgroundFetchData', undefined],
    ['getBackgroundFetchData', { fetchType: 'Pre' }],
    ['getBackgroundFetchData', { fetchType: 'pre', key: '' }],
    ['getBackgroundFetchData', { fetchType: 'pre', key: 5 }],
    ['getBackgroundFetchData', { fetchType: 'pre', key: 'x'.repeat(65) }],
    ['getBackgroundFetchData', { fetchType: 'periodic', key: 'item' }],
    ['getBackgroundFetchData', { fetchType: 'pre', timeout: -1 }],
    ['getBackgroundFetchData', { fetchType: 'pre', timeout: 1.5 }],
    ['getBackgroundFetchData', { fetchType: 'pre', timeout: NaN }],
    ['getBackgroundFetchData', { fetchType: 'pre', timeout: '5' }],
    ['getBackgroundFetchData', { fetchType: 'pre', timeout: 600_001 }],
    ['getBackgroundFetchData', { fetchType: 'pre', timeout: null }],
  ] as const)('%s(%o) fails with invalid-argument and sends nothing', async (name, options) => {
    await expect(bn[name](options)).rejects.toMatchObject({
      errCode: 'invalid-argument',
      errMsg: expect.stringMatching(new RegExp(`^${name}:fail .+`)) as string,
    });
    expect(port.sent).toEqual([]);
  });

  it('reach failed and complete like any other failure', async () => {
    const { calls, all } = recorder();
    expect(bn.setBackgroundFetchToken({ token: 7, ...all })).toBeUndefined();
    await settled();
    expect(calls.map(([name]) => name)).toEqual(['failed', 'complete']);
  });

  it('fail without a throw when an option cannot be read', async () => {
    const { calls, on } = recorder();
    const options = {
      failed: on('failed'),
      get token(): string {
        throw new Error('mine');
      },
    };
    bn.setBackgroundFetchToken(options);
    await settled();
    expect(calls).toEqual([
      ['failed', { errMsg: expect.stringContaining('"token"') as string, errCode: 'invalid-argument' }],
    ]);
  });

  it.each([
    ['', true],
    ['x'.repeat(1024), true],
    ['😀'.repeat(512), true],
    ['😀'.repeat(513), false],
  ])('count a token in UTF-16 code units', async (token, isFine) => {
    const outcome = (bn.setBackgroundFetchToken({ token }) as Promise<unknown>).then(
      () => true,
      () => false,
    );
    expect(await outcome).toBe(isFine);
  });

  it('never make a function throw, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('setBackgroundFetchToken', 'getBackgroundFetchToken', 'getBackgroundFetchData'),
        fc.anything(),
        async (name, options) => {
          const returned = bn[name](options);
          if (returned === undefined) return;
          const outcome = await (returned as Promise<unknown>).catch((failure: unknown) => failure);
          expect(outcome).toHaveProperty(
            'errMsg',
            expect.stringMatching(new RegExp(`^${name}:(?:ok$|fail .)`)) as string,
          );
        },
      ),
    );
  });
});

describe('window.bn', () => {
  it('is complete and cannot be changed or replaced', () => {
    expect(Object.keys(bn).sort()).toEqual([
      'getBackgroundFetchData',
      'getBackgroundFetchToken',
      'offBackgroundFetchData',
      'onBackgroundFetchData',
      'setBackgroundFetchToken',
    ]);
    expect(Object.isFrozen(bn)).toBe(true);
    expect(Object.getOwnPropertyDescriptor(page.world, 'bn')).toMatchObject({
      writable: false,
      configurable: false,
      enumerable: true,
    });
  });
});
