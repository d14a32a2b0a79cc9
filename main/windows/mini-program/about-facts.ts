/** What About says of a mini-program, in the user's language. Times are those of this computer. */
import type { ActivityEntry } from '../../../preload/contract/activity.ts';
import { periodicStateOf } from '../../models/periodic-state.ts';
import type { MiniProgramState } from '../../models/state-schema.ts';
import type { Messages } from '../../system/language/messages.ts';
import type { FactRow } from '../container-pages/container-page.ts';

const REQUESTS_SHOWN = 5;

/** `requests`: of this mini-program, the newest first. */
export function aboutFacts(
  appId: string,
  state: MiniProgramState | undefined,
  requests: readonly ActivityEntry[],
  { t, current }: Pick<Messages, 't' | 'current'>,
  isSandboxed: boolean,
): readonly FactRow[] {
  const format = new Intl.DateTimeFormat(current().locale, { dateStyle: 'medium', timeStyle: 'short' });
  const when = (time: number | null): string => (time === null ? t('program.about.none') : format.format(time));
  const details = state?.details?.value;
  const installed = state?.installed ?? null;
  const domains = (details?.serviceDomains ?? []).map(({ domain }) => domain);
  const permissions = details?.permissions ?? [];
  return [
    [t('program.about.version'), [installed?.version ?? t('program.about.not-installed')]],
    ...(state?.pending ? ([[t('program.about.update'), [state.pending.version]]] as const) : []),
    ...(installed ? ([[t('program.about.installed'), [when(installed.installedAt)]]] as const) : []),
    [t('program.about.id'), [appId]],
    [t('program.about.domains'), domains.length > 0 ? domains : [t('program.about.no-domains')]],
    [t('program.about.permissions'), permissions.length > 0 ? permissions : [t('program.about.no-permissions')]],
    ...(isSandboxed ? [] : ([[t('program.about.sandbox'), [t('program.about.no-sandbox')]]] as const)),
    [
      t('program.about.pre-fetch'),
      [
        details?.developmentSettings.preFetchUrl || state?.dataAt
          ? when(state?.dataAt ?? null)
          : t('program.about.not-offered'),
      ],
    ],
    [
      t('program.about.periodic-fetch'),
      [
        state && details?.developmentSettings.backgroundFetchUrl
          ? when(periodicStateOf(state).lastSuccessAt)
          : t('program.about.not-offered'),
      ],
    ],
    [
      t('program.about.requests'),
      requests.length > 0 ? requests.slice(0, REQUESTS_SHOWN).flatMap(requestLine) : [t('program.about.no-requests')],
    ],
  ];

  function requestLine({ kind, startedAt, outcome }: ActivityEntry): string[] {
    // Never made for a mini-program.
    if (kind === 'accounts' || kind === 'sign-in' || kind === 'list' || kind === 'icon') return [];
    const values = { kind: t(`program.about.kind.${kind}`), when: format.format(startedAt) };
    return [outcome?.ok === false ? t('program.about.request-failed', values) : t('program.about.request', values)];
  }
}
