import { requestFailure, type RequestFacts, type RequestFailure, type RequestObserver } from './request-observer.ts';
import type { Transport, TransportFailure, TransportOutcome } from './transport-types.ts';

/** `transport`, whose requests that name a purpose are told to `observer`. */
export function observeTransport(transport: Transport, observer: RequestObserver): Transport {
  return {
    async get(request) {
      const { purpose } = request;
      if (!purpose) return transport.get(request);
      const observation = observer.begin({ ...purpose, method: 'GET' });
      try {
        const outcome = await transport.get(request);
        observation.note(factsOf(outcome));
        observation.end(outcome.kind === 'failed' ? failureOf(outcome, purpose.shownUrl.host) : null);
        return outcome;
      } catch (error) {
        observation.end(requestFailure(error));
        throw error;
      }
    },
  };
}

function factsOf(outcome: TransportOutcome): RequestFacts {
  const { status, redirects, timings } = outcome;
  const bytes = outcome.kind === 'not-modified' ? 0 : outcome.bytes;
  return { redirects, bytes, timings: () => timings, ...(status === undefined ? {} : { status }) };
}

/** A redirect's host is the server's choice and may hold the token: only the first host is named. */
function failureOf({ code, message, redirects }: TransportFailure, firstHost: string): RequestFailure {
  return {
    errCode: code,
    message: redirects === 0 ? message : `Cannot request "${firstHost}": it redirects, and that failed (${code})`,
  };
}
