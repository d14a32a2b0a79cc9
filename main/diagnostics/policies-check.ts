/** What the administrator decides here, and what of it cannot be used. */
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { ok, type Check } from './types.ts';

export interface PoliciesInForce {
  readonly place: string | null;
  readonly names: readonly string[];
  readonly problems: readonly LocalizedText[];
}

export function policiesCheck({ place, names, problems }: PoliciesInForce): Check {
  return {
    id: 'policies',
    run() {
      const [problem] = problems;
      if (problem) {
        const text = problems.length === 1 ? problem : severalOf(place, problems);
        return { status: 'problem', text, hint: { key: 'diagnostics.hint.policies' } };
      }
      return place === null
        ? ok('diagnostics.policies.none')
        : ok('diagnostics.policies.ok', { place, names: names.join(', ') });
    },
  };
}

/** A policy that cannot be read at all is the only problem; each other one names a policy. */
function severalOf(place: string | null, problems: readonly LocalizedText[]): LocalizedText {
  const names = problems.flatMap(({ values }) => values?.['name'] ?? []).join(', ');
  return { key: 'diagnostics.policies.several', values: { place: place ?? '', names } };
}
