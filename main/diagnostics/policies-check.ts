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
      if (problem) return { status: 'problem', text: problem, hint: { key: 'diagnostics.hint.policies' } };
      return place === null
        ? ok('diagnostics.policies.none')
        : ok('diagnostics.policies.ok', { place, names: names.join(', ') });
    },
  };
}
