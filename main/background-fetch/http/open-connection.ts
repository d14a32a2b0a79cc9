/** The connection of one exchange, or why there is none. */
import type { Connection, ConnectionRequest, Connections } from './connections.ts';
import type { ExchangeOutcome } from './http-exchange.ts';

export interface ConnectionSource {
  readonly appId: string;
  readonly connections: Connections;
  readonly limits: { readonly connectTimeoutMs: number };
}

/** A connection that was not there in time is one that failed. */
export async function openConnection(
  { appId, connections, limits }: ConnectionSource,
  wish: Omit<ConnectionRequest, 'appId' | 'signal'>,
  signal: AbortSignal,
): Promise<Connection | Extract<ExchangeOutcome, { kind: 'failed' }>> {
  const late = AbortSignal.timeout(limits.connectTimeoutMs);
  try {
    return await connections.open({ ...wish, appId, signal: AbortSignal.any([signal, late]) });
  } catch (error) {
    const reason = late.aborted ? Object.assign(new Error('Time is over (connect)'), { code: 'ETIMEDOUT' }) : error;
    return { kind: 'failed', error: reason, isStale: false, wasConnected: false };
  }
}
