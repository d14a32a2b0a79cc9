/** The backend in use and how to use another, the content server, and the largest package. */
import type { JSX } from 'preact';
import type { BackendState, SettingsState } from '../../../preload/contract/settings.ts';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { BackendField } from './backend-field.tsx';
import { hostOf } from './backend-problem-text.ts';
import { CdnField } from './cdn-field.tsx';
import { LockedNote, useLocked } from './locked.tsx';
import { Choice, Section } from './section.tsx';
import { PACKAGE_LIMITS, sizeOptions } from './sizes.ts';
import { useChange } from './use-change.ts';

export function BackendSection({ state, call }: { state: SettingsState; call: Call }): JSX.Element {
  const { backend, choices, defaults } = state;
  const isLocked = useLocked('backendUrl');
  const maxPackage = useChange(call);
  return (
    <Section id="backend" title={t('settings.backend')} intro={t('settings.backendHint')}>
      <InUse backend={backend} />
      {isLocked ? <LockedNote name="backendUrl" /> : <BackendField backend={backend} call={call} />}
      <CdnField cdnUrl={choices.cdnUrl} call={call} />
      <Choice
        id="setting-max-package"
        setting="maxPackageBytes"
        label={t('settings.maxPackage')}
        hint={t('settings.maxPackageHint')}
        problem={maxPackage.problem}
        value={String(choices.maxPackageBytes)}
        options={sizeOptions(PACKAGE_LIMITS, defaults.maxPackageBytes, choices.maxPackageBytes)}
        onChange={(value) => void maxPackage.run('launcher:set-settings', { maxPackageBytes: Number(value) })}
      />
    </Section>
  );
}

function InUse({ backend: { url, source, chosenUrl } }: { backend: BackendState }): JSX.Element {
  return (
    <div class="setting">
      {url === null ? (
        <p>{t('settings.backendNone')}</p>
      ) : (
        <>
          <p class="setting-line">
            <span class="setting-label">{t('settings.backendInUse')}</span>
            <code dir="ltr">{url}</code>
          </p>
          {source === 'command-line' && <p>{t('settings.backendFromOption')}</p>}
          {source === 'policy' && <p>{t('settings.backendFromPolicy')}</p>}
          {source === 'demo' && <p>{t('settings.backendIsDemo')}</p>}
          {source === 'command-line' && chosenUrl !== null && chosenUrl !== url && (
            <p>{t('settings.backendChosen', { host: hostOf(chosenUrl) })}</p>
          )}
        </>
      )}
    </div>
  );
}
