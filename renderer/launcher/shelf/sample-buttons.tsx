/** The samples of the demo backend: one click adds one, another takes that back while it lasts. */
import type { JSX } from 'preact';
import type { LauncherState, Suggestion } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import type { Launcher } from '../use-launcher.ts';
import { FEW } from './shelf.tsx';

export interface SampleButtonsProps {
  suggestions: readonly Suggestion[];
  launcher: Pick<Launcher, 'adding' | 'install' | 'cancelInstall'>;
}

export function SampleButtons({ suggestions, launcher }: SampleButtonsProps): JSX.Element {
  return (
    <section class="suggestions" aria-labelledby="samples-title">
      <h2 id="samples-title">{t('welcome.samples')}</h2>
      <ul role="list">
        {suggestions.map(({ appId, name, iconUrl }) => {
          const isAdding = launcher.adding.has(appId);
          return (
            <li key={appId}>
              <button
                type="button"
                class="suggestion"
                aria-busy={isAdding}
                title={t(isAdding ? 'welcome.cancelAdding' : 'shelf.addSample', { name })}
                onClick={() => (isAdding ? launcher.cancelInstall(appId) : launcher.install(appId))}
              >
                <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />
                <span>{isAdding ? t('welcome.adding', { name }) : name}</span>
                <Icon name={isAdding ? 'close' : 'plus'} />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Below the tiles, while there are few: the samples that nobody has added yet. They stay under "Add". */
export function MoreSamples({
  state: { miniPrograms, suggestions },
  launcher,
}: {
  state: Pick<LauncherState, 'miniPrograms' | 'suggestions'>;
  launcher: SampleButtonsProps['launcher'];
}): JSX.Element | null {
  const added = new Set(miniPrograms.map(({ appId }) => appId));
  const left = suggestions.filter(({ appId }) => !added.has(appId));
  return left.length === 0 || added.size > FEW ? null : <SampleButtons suggestions={left} launcher={launcher} />;
}
