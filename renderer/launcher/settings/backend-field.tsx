/** Another backend: typed, asked whether it is one, and used when it is. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BackendState } from '../../../preload/contract/settings.ts';
import { t } from '../language.ts';
import type { DisplayText } from '../widgets/problem-text.tsx';
import type { Call } from '../use-launcher.ts';
import { backendProblemText, hostOf } from './backend-problem-text.ts';
import { SettingProblem } from './section.tsx';

export function BackendField({ backend, call }: { backend: BackendState; call: Call }): JSX.Element {
  const { chosenUrl, source } = backend;
  const [draft, setDraft] = useState<string | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const [problem, setProblem] = useState<DisplayText | null>(null);
  const [status, setStatus] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // Whoever leaves the launcher's page does not wait for the answer any more.
  useEffect(() => () => void call('launcher:cancel-set-backend'), [call]);

  const use = async (url: string | null): Promise<void> => {
    setProblem(null);
    setStatus('');
    setAsked(url);
    const result = await call('launcher:set-backend', url);
    setAsked(null);
    if (!result.ok) {
      setProblem(result.error);
      return;
    }
    if (!result.value.ok) {
      setProblem(backendProblemText(result.value));
      requestAnimationFrame(() => field.current?.focus());
      return;
    }
    setDraft(null);
    if (url === null) setStatus(t('settings.backendCleared'));
    else
      setStatus(
        t(source === 'command-line' ? 'settings.backendUsedLater' : 'settings.backendUsed', { host: hostOf(url) }),
      );
  };

  const text = draft ?? chosenUrl ?? '';
  const isChecking = asked !== null;
  return (
    <form
      class="setting setting-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '' && !isChecking) void use(text.trim());
      }}
    >
      <label class="setting-label" for="setting-backend">
        {t('settings.backendField')}
      </label>
      <div class="setting-fields">
        <input
          ref={field}
          id="setting-backend"
          class="text-field"
          type="text"
          inputMode="url"
          dir="ltr"
          spellcheck={false}
          autocomplete="off"
          maxLength={2048}
          placeholder={t('settings.backendExample')}
          aria-invalid={problem !== null}
          aria-describedby="setting-backend-problem hint-backend"
          value={text}
          readOnly={isChecking}
          onInput={(event) => {
            setDraft(event.currentTarget.value);
            setProblem(null);
            setStatus('');
          }}
        />
        {isChecking ? (
          <button type="button" class="button" onClick={() => void call('launcher:cancel-set-backend')}>
            {t('common.cancel')}
          </button>
        ) : (
          <button type="submit" class="button" disabled={text.trim() === ''}>
            {t('settings.backendUse')}
          </button>
        )}
        {chosenUrl !== null && !isChecking && (
          <button type="button" class="button button-quiet" onClick={() => void use(null)}>
            {t('settings.backendClear')}
          </button>
        )}
      </div>
      <div role="status" class="setting-status">
        {isChecking && (
          <>
            <span class="spinner" aria-hidden="true" /> {t('settings.backendChecking', { host: hostOf(asked) })}
          </>
        )}
        {status}
      </div>
      <SettingProblem id="setting-backend-problem" problem={problem} />
      <p id="hint-backend">{t('settings.backendSwitchHint')}</p>
    </form>
  );
}
