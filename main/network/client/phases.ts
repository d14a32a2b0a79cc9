/** From got's time stamps to the parts of a request, in ms. */
import { isIP } from 'node:net';
import type { Response } from 'got';
import { hostOf } from '../rules/service-domains.ts';
import type { Timings } from './transport-types.ts';

export type Phases = Omit<Timings, 'totalMs'>;
type TimeStamps = Response['timings'];

/** The parts that were completed; the others are absent. */
export function phasesOf(stamps: TimeStamps | undefined): Phases {
  const { dns, tcp, tls, firstByte, download } = stamps?.phases ?? {};
  return {
    ...(dns === undefined ? {} : { dnsMs: dns }),
    ...(tcp === undefined ? {} : { connectMs: tcp }),
    ...(tls === undefined ? {} : { tlsMs: tls }),
    ...(firstByte === undefined ? {} : { firstByteMs: firstByte }),
    ...(download === undefined ? {} : { bodyMs: download }),
  };
}

/** The completed parts and, of a request that did not get to its end, the one it was waiting in. */
export function phasesSoFar(stamps: TimeStamps | undefined, url: URL, now = Date.now()): Phases {
  const completed = phasesOf(stamps);
  if (!stamps || stamps.end !== undefined) return completed;
  const endedAt = stamps.error ?? stamps.abort ?? now;
  const since = (start: number): number => Math.max(0, endedAt - start);
  if (stamps.response !== undefined) return { ...completed, bodyMs: since(stamps.response) };
  if (stamps.upload !== undefined) return { ...completed, firstByteMs: since(stamps.upload) };
  if (stamps.secureConnect !== undefined) return { ...completed, firstByteMs: since(stamps.secureConnect) };
  if (stamps.connect !== undefined)
    return url.protocol === 'https:' ? { ...completed, tlsMs: since(stamps.connect) } : completed;
  if (stamps.lookup !== undefined) return { ...completed, connectMs: since(stamps.lookup) };
  if (stamps.socket === undefined) return completed;
  // An address is not looked up.
  return isIP(hostOf(url)) === 0
    ? { ...completed, dnsMs: since(stamps.socket) }
    : { ...completed, connectMs: since(stamps.socket) };
}

/** As `phasesSoFar`, of what got threw. */
export function phasesOfError(error: unknown, url: URL): Phases {
  const { timings } = (typeof error === 'object' && error !== null ? error : {}) as { timings?: TimeStamps };
  return phasesSoFar(timings, url);
}
