/** Which requests are listed. */
import type { ActivityEntry, ActivityKind } from '../../../preload/contract/activity.ts';
import { locale } from '../language.ts';

export interface RequestFilter {
  /** `null`: all. */
  readonly appId: string | null;
  readonly kind: ActivityKind | null;
  readonly onlyFailures: boolean;
}

export const ALL_REQUESTS: RequestFilter = { appId: null, kind: null, onlyFailures: false };

export const isFailure = ({ outcome }: ActivityEntry): boolean => outcome !== null && !outcome.ok;

export function listed(entries: readonly ActivityEntry[], filter: RequestFilter): readonly ActivityEntry[] {
  return entries.filter(
    (entry) =>
      (filter.appId === null || entry.appId === filter.appId) &&
      (filter.kind === null || entry.kind === filter.kind) &&
      (!filter.onlyFailures || isFailure(entry)),
  );
}

/** Every mini-program of the list by its newest name, in the order of the names. */
export function programsOf(entries: readonly ActivityEntry[]): { readonly appId: string; readonly name: string }[] {
  const names = new Map<string, string>();
  for (const { appId, name } of entries) if (appId !== null && !names.has(appId)) names.set(appId, name);
  return [...names]
    .map(([appId, name]) => ({ appId, name }))
    .sort((one, other) => one.name.localeCompare(other.name, locale()) || (one.appId < other.appId ? -1 : 1));
}
