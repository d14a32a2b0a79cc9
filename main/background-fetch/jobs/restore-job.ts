/** From the files of a fetch back to the fetch: the journal is read again, line by line. */
import type { FetchFolder } from './fetch-folder.ts';
import { BackgroundFetchJob } from './job.ts';
import type { JobHooks } from './job-hooks.ts';
import type { FetchState, JournalEntry } from './state-schema.ts';
import { assertNever } from '../../support/errors.ts';

/**
 * The size of a file on the disk is the truth for how far a record got. A body that is shorter than
 * the journal says (the disk lost power) is not complete: it is resumed.
 */
export function restoreJob(
  state: FetchState,
  journal: readonly JournalEntry[],
  folder: FetchFolder,
  hooks: JobHooks,
): BackgroundFetchJob {
  const job = new BackgroundFetchJob(state, folder, hooks);
  if (state.finished) {
    job.settlement = state.finished.settlement;
    job.recordsAvailable = false;
    for (const entry of journal) if ('eventId' in entry || entry.t === 'event') apply(job, entry, new Map());
    return job;
  }
  const sizes = new Map<number, number>();
  for (const entry of journal) apply(job, entry, sizes);
  for (const record of job.records) {
    const { index, generation, head } = record;
    if (!head) continue;
    const size = folder.bodyBytes(index, generation, sizes.get(index) ?? head.total);
    if (record.result === 'success' && size < (sizes.get(index) ?? 0)) record.result = '';
    record.farthest = size;
    if (size > 0) job.contactedHosts.add(record.host);
    record.written = size;
    job.received(record, size);
  }
  for (const record of job.records) {
    // What must not be repeated and was under way is lost: nobody knows what the server made of it.
    if (record.isSent && !record.isDone) record.result = 'fetch-error';
    if (record.result !== '' && record.result !== 'success' && !job.settlement) job.failureReason ??= record.result;
    if (job.settlement && !record.isDone) record.result = record.isAllThere ? 'success' : 'aborted';
  }
  return job;
}

function apply(job: BackgroundFetchJob, entry: JournalEntry, sizes: Map<number, number>): void {
  const record = 'r' in entry ? job.records[entry.r] : undefined;
  switch (entry.t) {
    case 'open':
      return;
    case 'sent':
      if (record) record.isSent = true;
      return;
    case 'head':
      if (!record) return;
      record.head = entry.head;
      job.keptHead(entry.head);
      record.generation = entry.g;
      return;
    case 'done':
      if (!record) return;
      record.result = entry.result;
      record.uploaded = entry.uploaded;
      if (entry.result !== 'success') job.failed(entry.result, entry.failure);
      sizes.set(entry.r, entry.size);
      return;
    case 'paused':
      job.isPaused = entry.paused;
      return;
    case 'ui':
      job.title = entry.title ?? job.title;
      job.icons = entry.icons ?? job.icons;
      return;
    case 'settled':
      job.settlement = entry.settlement;
      job.events = [...job.events, entry.event];
      if (entry.isBegun) job.deaths.note(entry.event.eventId, 1);
      return;
    case 'attempt':
      job.deaths.note(entry.eventId, 1);
      return;
    case 'back':
      job.deaths.note(entry.eventId, -1);
      return;
    case 'again':
      job.deaths.forget(entry.eventId);
      return;
    case 'event':
      job.events = [...job.events, entry.event];
      return;
    case 'delivered':
      job.events = job.events.filter(({ eventId }) => eventId !== entry.eventId);
      job.deaths.forget(entry.eventId);
      return;
    default:
      assertNever(entry);
  }
}
