import { setTimeout as wait } from 'node:timers/promises';
import { SLOW_NETWORK } from '../../../preload/contract/activity.ts';
import { OFFLINE_BY_SWITCH, type NetworkSwitches } from './network-switches.ts';
import type { Transport, TransportOutcome, TransportRequest } from './transport-types.ts';

/**
 * `transport`, whose requests obey the switch of the mini-program that they are made for: refused before they leave,
 * given up when it is set meanwhile, or as late as a slow network brings them.
 */
export function switchTransport(
  transport: Transport,
  switches: Pick<NetworkSwitches, 'of' | 'admit' | 'onChange'>,
  bytesPerSecond: number = SLOW_NETWORK.bytesPerSecond,
): Transport {
  return {
    async get(request) {
      const appId = request.purpose?.appId;
      if (appId === undefined) return transport.get(request);
      const startedAt = performance.now();
      const cut = new AbortController();
      const end = switches.onChange(() => void (switches.of(appId) === 'offline' && cut.abort()));
      try {
        const isRefused = await switches.admit(appId, request.signal).then(
          () => false,
          () => true,
        );
        if (isRefused) return refused(request, startedAt);
        const outcome = await transport.get({ ...request, signal: AbortSignal.any([request.signal, cut.signal]) });
        if (cut.signal.aborted && !request.signal.aborted) return { ...refused(request, startedAt), ...endOf(outcome) };
        if (switches.of(appId) !== 'slow') return outcome;
        await wait((1000 * bytesOf(outcome)) / bytesPerSecond, null, { signal: cut.signal }).catch(() => {});
        if (cut.signal.aborted) return { ...refused(request, startedAt), ...endOf(outcome) };
        return { ...outcome, timings: { ...outcome.timings, totalMs: performance.now() - startedAt } };
      } finally {
        end();
      }
    },
  };
}

function refused(request: TransportRequest, startedAt: number): Extract<TransportOutcome, { kind: 'failed' }> {
  request.onDeparture?.();
  const timings = { totalMs: performance.now() - startedAt };
  return {
    kind: 'failed',
    code: 'offline',
    message: OFFLINE_BY_SWITCH,
    bytes: 0,
    retryAfterMs: null,
    redirects: 0,
    timings,
  };
}

function endOf({ redirects, timings }: TransportOutcome): Pick<TransportOutcome, 'redirects' | 'timings'> {
  return { redirects, timings };
}

function bytesOf(outcome: TransportOutcome): number {
  return outcome.kind === 'not-modified' ? 0 : outcome.bytes;
}
