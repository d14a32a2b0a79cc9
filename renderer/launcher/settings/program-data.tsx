/** What one mini-program keeps on this computer, by kind, each with a button that deletes it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import {
  DATA_KINDS,
  type DataKind,
  type MiniProgramSettings,
  type MiniProgramUsage,
} from '../../../preload/contract/settings.ts';
import { byteSize } from '../widgets/format.ts';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { ClearDialog } from './clear-dialog.tsx';
import { Section } from './section.tsx';

export interface ProgramDataProps {
  program: MiniProgramSettings;
  usage: MiniProgramUsage | null;
  call: Call;
  onCleared(): void;
}

const TEXTS: Readonly<Record<DataKind, { readonly title: MessageKey; readonly hint: MessageKey }>> = {
  package: { title: 'settings.program.package', hint: 'settings.program.packageHint' },
  fetched: { title: 'settings.program.fetched', hint: 'settings.program.fetchedHint' },
  token: { title: 'settings.program.token', hint: 'settings.program.tokenHint' },
  site: { title: 'settings.program.site', hint: 'settings.program.siteHint' },
  downloads: { title: 'settings.program.downloaded', hint: 'settings.program.downloadedHint' },
};

export function ProgramData({ program, usage, call, onCleared }: ProgramDataProps): JSX.Element {
  const [asked, setAsked] = useState<DataKind | null>(null);
  const [isCleared, setIsCleared] = useState(false);
  return (
    <Section id="program-data" title={t('settings.program.data')}>
      <div role="status" class="visually-hidden">
        {isCleared && t('settings.program.cleared')}
      </div>
      <ul role="list">
        {DATA_KINDS.map((kind) => (
          <li key={kind} class="setting program-data-row">
            <span class="program-data-name">
              <span class="setting-label">{t(TEXTS[kind].title)}</span>
              <span class="program-data-hint">{t(TEXTS[kind].hint)}</span>
            </span>
            <span class="program-data-size">{amountText(kind, program, usage)}</span>
            <button
              type="button"
              class="button button-small"
              aria-label={t('settings.program.clearLabel', { what: t(TEXTS[kind].title) })}
              disabled={!hasSome(kind, program, usage)}
              onClick={() => {
                setIsCleared(false);
                setAsked(kind);
              }}
            >
              {t('settings.program.clear')}
            </button>
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ClearDialog
          kind={asked}
          program={program}
          call={call}
          onClose={() => setAsked(null)}
          onCleared={() => {
            setAsked(null);
            setIsCleared(true);
            onCleared();
            // The button that was pressed is about to be of no use: the focus stays in this part.
            requestAnimationFrame(() =>
              document.getElementById('settings-program-data')?.focus({ preventScroll: true }),
            );
          }}
        />
      )}
    </Section>
  );
}

function amountText(kind: DataKind, { hasToken }: MiniProgramSettings, usage: MiniProgramUsage | null): string {
  if (kind === 'token') return hasToken ? t('settings.program.tokenSet') : t('settings.program.tokenNone');
  if (usage === null) return t('settings.program.measuring');
  const bytes = usage[kind];
  if (bytes === null) return t('settings.sizeUnknown');
  return bytes === 0 ? t('settings.program.nothing') : byteSize(bytes);
}

/** What is not known may be there. */
function hasSome(kind: DataKind, { hasToken }: MiniProgramSettings, usage: MiniProgramUsage | null): boolean {
  return kind === 'token' ? hasToken : usage !== null && usage[kind] !== 0;
}
