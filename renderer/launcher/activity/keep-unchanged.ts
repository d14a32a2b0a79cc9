/** Pushed states are copies: what did not change keeps its identity, so that its row is not drawn again. */
import type { ActivityEntry, ActivityState, ScheduleRow } from '../../../preload/contract/activity.ts';

function keepItems<T>(before: readonly T[], after: readonly T[], idOf: (item: T) => string): readonly T[] {
  const known = new Map(before.map((item) => [idOf(item), item]));
  const kept = after.map((item) => {
    const old = known.get(idOf(item));
    return old !== undefined && JSON.stringify(old) === JSON.stringify(item) ? old : item;
  });
  return kept.length === before.length && kept.every((item, index) => item === before[index]) ? before : kept;
}

/** `after`, with the parts of `before` that are equal. */
export function keepUnchanged(before: ActivityState | null, after: ActivityState): ActivityState {
  if (!before) return after;
  return {
    ...after,
    entries: keepItems<ActivityEntry>(before.entries, after.entries, (entry) => entry.id),
    schedule: keepItems<ScheduleRow>(before.schedule, after.schedule, (row) => row.appId),
  };
}
