/** The mini-programs, each a link to the page of its settings. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import type { DataUsage } from '../../../preload/contract/settings.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Icon } from '../widgets/icons.tsx';
import { byteSize } from '../widgets/format.ts';
import { locale, t } from '../language.ts';
import { Section } from './section.tsx';

export interface ProgramListProps {
  cards: readonly MiniProgramCard[];
  /** What was measured, when it was. */
  usage: DataUsage | null;
  onAdd(): void;
}

const SHOWN_AT_FIRST = 8;

export function ProgramList({ cards, usage, onAdd }: ProgramListProps): JSX.Element {
  const [showsAll, setShowsAll] = useState(false);
  const sizes = new Map(usage?.programs.map(({ appId, bytes }) => [appId, bytes]));
  const sorted = cards.toSorted((a, b) => a.name.localeCompare(b.name, locale()));
  const shown = showsAll ? sorted : sorted.slice(0, SHOWN_AT_FIRST);
  return (
    <Section id="programs" title={t('settings.programs')} intro={t('settings.programsHint')}>
      {cards.length === 0 && (
        <div class="setting setting-line">
          <p>{t('settings.programsEmpty')}</p>
          <button type="button" class="button button-small" onClick={onAdd}>
            {t('common.add')}
          </button>
        </div>
      )}
      <ul role="list" class="program-links">
        {shown.map(({ appId, name, iconUrl, version }) => (
          <li key={appId}>
            <a class="program-link" href={`#settings/${appId}`}>
              <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />
              <span class="program-link-name">
                <bdi>{name}</bdi>
              </span>
              <span class="program-link-fact">{sizes.has(appId) ? byteSize(sizes.get(appId) ?? 0) : version}</span>
              <Icon name="forward" />
            </a>
          </li>
        ))}
      </ul>
      {sorted.length > shown.length && (
        <button type="button" class="button-link program-links-all" onClick={() => setShowsAll(true)}>
          {t('settings.programsAll', { n: sorted.length })}
        </button>
      )}
    </Section>
  );
}
