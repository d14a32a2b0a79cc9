/** What the event log has of one fetch. */
import type { EventLog, LarderEvents } from '../../log/event-log.ts';
import type { BackgroundFetchJob } from './job.ts';

type BackgroundFetchEventName = Extract<keyof LarderEvents, `background-fetch-${string}`>;

export function emitFetchEvent<E extends BackgroundFetchEventName>(
  events: EventLog,
  event: E,
  { appId, uuid, state }: BackgroundFetchJob,
  fields: Omit<LarderEvents[E], 'appId' | 'id' | 'uuid'>,
): void {
  events.emit(event, { appId, id: state.id, uuid, ...fields } as LarderEvents[E]);
}
