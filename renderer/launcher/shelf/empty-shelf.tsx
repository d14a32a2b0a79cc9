/** The first screen anyone sees: what this is, the first step, and what Larder promises. */
import type { JSX } from 'preact';
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import { Icon } from '../widgets/icons.tsx';
import { AppIcon } from '../widgets/app-icon.tsx';
import { BrandMark } from '../widgets/brand-mark.tsx';
import { LanguageChoice } from '../settings/language-choice.tsx';
import { t } from '../language.ts';
import { SampleButtons } from './sample-buttons.tsx';
import type { Launcher } from '../use-launcher.ts';
import { goToPart } from '../use-page.ts';

export interface EmptyShelfProps {
  state: LauncherState;
  launcher: Pick<Launcher, 'call' | 'adding' | 'install' | 'cancelInstall'>;
  onAdd(): void;
}

const PROMISES = [
  { title: 'welcome.aloneTitle', text: 'welcome.aloneText' },
  { title: 'welcome.openTitle', text: 'welcome.openText' },
  { title: 'welcome.goneTitle', text: 'welcome.goneText' },
] as const;

/** Icons on the board above the words. */
const MOST_SHOWN = 3;

export function EmptyShelf({ state, launcher, onAdd }: EmptyShelfProps): JSX.Element {
  const { backendUrl, suggestions, language } = state;
  return (
    <div class="empty-shelf">
      <LanguageChoice current={language} call={launcher.call} />
      <div class="empty-shelf-marks" aria-hidden="true">
        {suggestions.length > 0 ? (
          suggestions
            .slice(0, MOST_SHOWN)
            .map(({ appId, name, iconUrl }) => <AppIcon key={appId} appId={appId} name={name} iconUrl={iconUrl} />)
        ) : (
          <BrandMark />
        )}
      </div>
      <h1 tabIndex={-1}>{t('welcome.title')}</h1>
      <p class="empty-shelf-text">{t('welcome.text')}</p>
      {suggestions.length > 0 && <SampleButtons suggestions={suggestions} launcher={launcher} />}
      {backendUrl === null ? (
        <>
          <p>{t('welcome.noBackend')}</p>
          <button
            type="button"
            class="button button-primary button-large"
            onClick={() => goToPart('settings', 'backend')}
          >
            {t('welcome.chooseBackend')}
          </button>
        </>
      ) : (
        <button
          type="button"
          class={suggestions.length > 0 ? 'button' : 'button button-primary button-large'}
          onClick={onAdd}
        >
          <Icon name="plus" />
          {t('welcome.addOwn')}
        </button>
      )}
      <section class="empty-shelf-promises" aria-labelledby="promises-title">
        <h2 id="promises-title" class="visually-hidden">
          {t('welcome.promises')}
        </h2>
        <ul role="list">
          {PROMISES.map(({ title, text }) => (
            <li key={title}>
              <strong>{t(title)}</strong>
              <span>{t(text)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
