/** The samples of the demo backend: one click adds one, another takes that back while it lasts. */
import type { JSX } from 'preact';
import type { Suggestion } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import type { Launcher } from '../use-launcher.ts';

export interface SampleButtonsProps {
  suggestions: readonly Suggestion[];
  launcher: Pick<Launcher, 'adding' | 'install' | 'cancelInstall'>;
}

export function SampleButtons({ suggestions, launcher }: SampleButtonsProps): JSX.Element {
  return (
    <section class="suggestions" aria-labelledby="samples-title">
      <h2 id="samples-title">{t('welcome.samples')}</h2>
      <ul role="list">
        {suggestions.map(({ appId, name }) => {
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
                <AppIcon appId={appId} name={name} size="small" />
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
