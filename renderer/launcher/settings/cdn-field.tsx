/** The content server: saved with its button or Enter, checked before. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { LockedNote, useLocked } from './locked.tsx';
import { SettingProblem } from './section.tsx';
import { useChange } from './use-change.ts';

export function CdnField({ cdnUrl, call }: { cdnUrl: string | null; call: Call }): JSX.Element {
  const { problem, run } = useChange(call);
  const [draft, setDraft] = useState<string | null>(null);
  const [isWrong, setIsWrong] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const isLocked = useLocked('cdnUrl');
  const text = draft ?? cdnUrl ?? '';
  const save = async (): Promise<void> => {
    const wanted = text.trim() === '' ? null : httpUrl(text.trim());
    setIsWrong(wanted === undefined);
    if (wanted === undefined) return;
    if (!(await run('launcher:set-settings', { cdnUrl: wanted }))) return;
    setDraft(null);
    setIsSaved(true);
  };
  return (
    <form
      class="setting setting-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="setting-label" for="setting-cdn">
        {t('settings.cdn')}
      </label>
      <div class="setting-fields">
        <input
          id="setting-cdn"
          disabled={isLocked}
          class="text-field"
          type="text"
          inputMode="url"
          dir="ltr"
          spellcheck={false}
          autocomplete="off"
          maxLength={2048}
          placeholder={t('settings.cdnExample')}
          aria-invalid={isWrong}
          aria-describedby="setting-cdn-problem hint-cdn"
          value={text}
          onInput={(event) => {
            setDraft(event.currentTarget.value);
            setIsWrong(false);
            setIsSaved(false);
          }}
        />
        <button type="submit" class="button" disabled={isLocked || text.trim() === (cdnUrl ?? '')}>
          {t('settings.save')}
        </button>
      </div>
      <div role="status" class="setting-status">
        {isSaved && t('settings.saved')}
      </div>
      <SettingProblem id="setting-cdn-problem" problem={isWrong ? t('settings.cdnProblem') : problem} />
      <LockedNote name="cdnUrl" />
      <p id="hint-cdn">{t('settings.cdnHint')}</p>
    </form>
  );
}

/** As it was typed; `undefined`: it is none. */
function httpUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.hostname !== '' ? text : undefined;
}
