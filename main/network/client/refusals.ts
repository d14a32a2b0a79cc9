/** Requests that are refused before they leave: told like every other request, so that none is silent. */
import type { EventLog } from '../../log/event-log.ts';
import type { RequestFailure, RequestObserver, RequestPurpose } from './request-observer.ts';

/** Tells one; `purpose` names where it would have gone. */
export type TellRefusal = (purpose: RequestPurpose, failure: RequestFailure) => void;

export function createRefusals(observer: RequestObserver, events: EventLog): TellRefusal {
  return (purpose, failure) => {
    const { appId, kind, shownUrl } = purpose;
    observer.begin({ ...purpose, method: 'GET' }).end(failure);
    events.emit('request-refused', { appId, kind, host: shownUrl.host, ...failure });
  };
}
