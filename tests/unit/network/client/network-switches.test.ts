import { describe, expect, it } from 'vitest';
import { createNetworkSwitches } from '../../../../main/network/client/network-switches.ts';
import { switchTransport } from '../../../../main/network/client/switched-transport.ts';
import type {
  Transport,
  TransportAnswer,
  TransportOutcome,
  TransportRequest,
} from '../../../../main/network/client/transport-types.ts';

const ANSWER: TransportAnswer = {
  kind: 'answer',
  status: 200,
  text: 'hello',
  bytes: 100,
  etag: null,
  lastModified: null,
  arrivedAt: 1,
  redirects: 0,
  timings: { totalMs: 1 },
};

const requestOf = (appId: string | null, more: Partial<TransportRequest> = {}): TransportRequest => {
  const url = new URL('https://a.example/');
  const purpose = appId === null ? {} : { purpose: { appId, kind: 'pre-fetch', shownUrl: url } as const };
  return { url, domains: [], signal: new AbortController().signal, ...purpose, ...more };
};

/** `ask`: what becomes of a request that has left. */
function setUp(ask: (request: TransportRequest) => Promise<TransportOutcome> = () => Promise.resolve(ANSWER)) {
  const asked: TransportRequest[] = [];
  const switches = createNetworkSwitches(1);
  const transport: Transport = {
    get(request) {
      asked.push(request);
      return ask(request);
    },
  };
  return { switches, asked, transport: switchTransport(transport, switches, 10_000) };
}

describe('the network switches', () => {
  it('are as they are until somebody sets one, and tell of each change', () => {
    const switches = createNetworkSwitches();
    const told: string[] = [];
    const end = switches.onChange((appId) => told.push(`${appId} ${switches.of(appId)}`));
    expect(switches.of('abc')).toBe('normal');
    switches.set('abc', 'normal');
    switches.set('abc', 'offline');
    switches.set('abc', 'offline');
    switches.set('abc', 'normal');
    end();
    switches.set('abc', 'slow');
    expect(told).toEqual(['abc offline', 'abc normal']);
  });

  it.each([
    ['normal', null],
    ['slow', null],
    ['offline', { code: 'offline', message: 'Offline by the switch in Activity' }],
  ] as const)('%s: a request may leave, or is told why not', async (condition, refusal) => {
    const switches = createNetworkSwitches(1);
    switches.set('abc', condition);
    const verdict = await switches.admit('abc').then(
      () => null,
      (error: unknown) => error,
    );
    if (refusal === null) expect(verdict).toBeNull();
    else expect(verdict).toMatchObject(refusal);
    await expect(switches.admit('other')).resolves.toBeUndefined();
  });

  it('refuse what is switched off while it waits for a slow network', async () => {
    const switches = createNetworkSwitches(1);
    switches.set('abc', 'slow');
    const admitted = switches.admit('abc');
    switches.set('abc', 'offline');
    await expect(admitted).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('the switched transport', () => {
  it('refuses a request before it leaves, and only those of that mini-program', async () => {
    const { switches, asked, transport } = setUp();
    switches.set('abc', 'offline');
    let departed = 0;
    const outcome = await transport.get(requestOf('abc', { onDeparture: () => (departed += 1) }));
    expect(outcome).toMatchObject({ kind: 'failed', code: 'offline', message: 'Offline by the switch in Activity' });
    expect([departed, asked.length]).toEqual([1, 0]);
    expect(await transport.get(requestOf('other'))).toBe(ANSWER);
    expect(await transport.get(requestOf(null))).toBe(ANSWER);
  });

  it('gives a request up that is under way when the network is switched off', async () => {
    const { switches, asked, transport } = setUp(
      ({ signal }) =>
        new Promise((resolve) => {
          const failed = {
            kind: 'failed',
            code: 'aborted',
            message: 'It is over',
            bytes: 0,
            retryAfterMs: null,
          } as const;
          signal.addEventListener('abort', () => resolve({ ...failed, redirects: 2, timings: { totalMs: 3 } }));
        }),
    );
    const outcome = transport.get(requestOf('abc'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(1);
    switches.set('abc', 'offline');
    expect(await outcome).toMatchObject({ kind: 'failed', code: 'offline', redirects: 2 });
  });

  it('leaves a request that its caller gives up to the caller', async () => {
    const caller = new AbortController();
    const { transport } = setUp(({ signal }) =>
      Promise.resolve({
        kind: 'failed',
        code: signal.aborted ? 'aborted' : 'internal',
        message: 'It is over',
        bytes: 0,
        retryAfterMs: null,
        redirects: 0,
        timings: { totalMs: 1 },
      }),
    );
    caller.abort();
    expect(await transport.get(requestOf('abc', { signal: caller.signal }))).toMatchObject({ code: 'aborted' });
  });

  it('brings an answer as late as its bytes take on a slow network, and says so', async () => {
    const { switches, transport } = setUp();
    switches.set('abc', 'slow');
    const outcome = await transport.get(requestOf('abc'));
    expect(outcome).toMatchObject({ kind: 'answer', text: 'hello' });
    // 100 bytes at 10,000 a second; timers may be a millisecond early.
    expect(outcome.timings.totalMs).toBeGreaterThan(9);
  });
});
