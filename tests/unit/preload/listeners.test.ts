import { beforeEach, describe, expect, it } from 'vitest';
import type { BackgroundFetchDataEvent, BackgroundFetchDataListener, Bn } from '../../../preload/contract/bn.ts';
import { cross, FakePort, openPage, settled, type Page } from './page.ts';

const SUBSCRIBE = 'bn:subscribe-background-fetch-data';
const PRE: BackgroundFetchDataEvent = { fetchType: 'pre', fetchedData: 'pre', timeStamp: 1, path: 'p' };
const PERIODIC: BackgroundFetchDataEvent = { fetchType: 'periodic', fetchedData: 'periodic', timeStamp: 2 };

let port: FakePort;
let page: Page;
let bn: Bn;
let received: [string, BackgroundFetchDataEvent][];
const listener =
  (name: string): BackgroundFetchDataListener =>
  (event) => {
    received.push([name, event]);
  };

beforeEach(() => {
  port = new FakePort();
  port.answers.set(SUBSCRIBE, { ok: true, value: null });
  page = openPage(port);
  bn = page.bn;
  received = [];
});

describe('onBackgroundFetchData', () => {
  it('subscribes once, listening before it asks', async () => {
    bn.onBackgroundFetchData(listener('a'));
    bn.onBackgroundFetchData(listener('b'));
    await settled();
    expect(port.sent).toEqual([['on', 'bn:background-fetch-data'], [SUBSCRIBE]]);
  });

  it('gets what is pushed, in the order of the listeners', () => {
    bn.onBackgroundFetchData(listener('a'));
    bn.onBackgroundFetchData(listener('b'));
    port.push(PRE);
    port.push(PERIODIC);
    expect(received).toEqual([
      ['a', PRE],
      ['b', PRE],
      ['a', PERIODIC],
      ['b', PERIODIC],
    ]);
  });

  it('gets the launch’s data when it arrived before the listener', async () => {
    port.answers.set(SUBSCRIBE, { ok: true, value: PRE });
    bn.onBackgroundFetchData(listener('a'));
    expect(received).toEqual([]);
    await settled();
    bn.onBackgroundFetchData(listener('late'));
    expect(received).toEqual([['a', PRE]]);
    await settled();
    expect(received).toEqual([
      ['a', PRE],
      ['late', PRE],
    ]);
  });

  it('gets the launch’s data once, also when it is pushed and answered, and after off and on again', async () => {
    port.answers.set(SUBSCRIBE, { ok: true, value: PRE });
    const a = listener('a');
    bn.onBackgroundFetchData(a);
    port.push(PRE);
    await settled();
    bn.offBackgroundFetchData(a);
    bn.onBackgroundFetchData(a);
    await settled();
    expect(received).toEqual([['a', PRE]]);
  });

  it('calls a listener once for each event although it was added twice', () => {
    const a = listener('a');
    bn.onBackgroundFetchData(a);
    bn.onBackgroundFetchData(a);
    port.push(PERIODIC);
    port.push(PERIODIC);
    expect(received).toHaveLength(2);
  });

  it('calls the other listeners when one throws', () => {
    const mistake = new Error('mistake');
    bn.onBackgroundFetchData(() => {
      throw mistake;
    });
    bn.onBackgroundFetchData(listener('b'));
    port.push(PRE);
    expect(received).toEqual([['b', PRE]]);
    expect(page.reported).toEqual([mistake]);
  });

  it('ignores what is no function, and says so in the console', () => {
    (bn.onBackgroundFetchData as (value: unknown) => void)('listener');
    (bn.offBackgroundFetchData as (value: unknown) => void)(5);
    expect(page.consoleErrors).toEqual([
      ['onBackgroundFetchData:fail The listener is not a function'],
      ['offBackgroundFetchData:fail The listener is not a function'],
    ]);
    expect(port.sent).toEqual([]);
  });

  it('stays quiet when the subscription is refused', async () => {
    port.answers.set(SUBSCRIBE, { ok: false, error: { code: 'denied', message: 'No' } });
    bn.onBackgroundFetchData(listener('a'));
    await settled();
    expect(received).toEqual([]);
  });
});

describe('offBackgroundFetchData', () => {
  it('finds the listener although the bridge makes a new proxy at every crossing', () => {
    const given = (): void => {};
    expect(cross(given)).not.toBe(cross(given));
    const a = listener('a');
    bn.onBackgroundFetchData(a);
    bn.onBackgroundFetchData(listener('b'));
    bn.offBackgroundFetchData(a);
    port.push(PERIODIC);
    expect(received).toEqual([['b', PERIODIC]]);
  });

  it('removes every listener when called without one', () => {
    bn.onBackgroundFetchData(listener('a'));
    bn.onBackgroundFetchData(listener('b'));
    bn.offBackgroundFetchData();
    port.push(PRE);
    expect(received).toEqual([]);
  });

  it('keeps a listener that was removed in the meantime from being called', async () => {
    const b = listener('b');
    bn.onBackgroundFetchData(() => bn.offBackgroundFetchData(b));
    bn.onBackgroundFetchData(b);
    port.push(PRE);
    const late = listener('late');
    bn.onBackgroundFetchData(late);
    bn.offBackgroundFetchData(late);
    await settled();
    expect(received).toEqual([]);
  });
});
