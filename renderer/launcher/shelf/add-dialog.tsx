/** "Add a mini-program": from a pasted id or link to something on the shelf. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Dialog, DialogProblem } from '../widgets/dialog.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Offers } from './offers.tsx';
import { Preview } from './preview.tsx';
import { ProgressBar } from '../widgets/progress-bar.tsx';
import { installFraction, progressText } from './install-progress.ts';
import { t } from '../language.ts';
import { Suggestions } from './suggestions.tsx';
import { useAdding } from './use-adding.ts';
import { useOffers } from './use-offers.ts';
import type { Launcher } from '../use-launcher.ts';

export interface AddDialogProps {
  launcher: Launcher;
  /** Looked up at once when the dialog opens. */
  initialInput?: string | undefined;
  /** A link asks for it: the user has not. */
  isLinked?: boolean | undefined;
  onClose(): void;
}

export function AddDialog({ launcher, initialInput, isLinked = false, onClose }: AddDialogProps): JSX.Element {
  const [input, setInput] = useState(initialInput ?? '');
  const adding = useAdding(launcher);
  const { step, lookUp } = adding;
  const field = useRef<HTMLTextAreaElement>(null);
  const primary = useRef<HTMLButtonElement>(null);
  const added = new Set(launcher.state?.miniPrograms.map(({ appId }) => appId));
  // On an empty shelf they stand right behind the dialog.
  const suggestions =
    added.size === 0 ? [] : (launcher.state?.suggestions.filter(({ appId }) => !added.has(appId)) ?? []);
  const hasBackend = launcher.state?.backendUrl !== null;
  const search = useOffers(launcher.call, input, hasBackend && step.kind === 'ask');
  const hasList = search.kind === 'offers' || search.kind === 'failed';

  useEffect(() => {
    if (initialInput) lookUp(initialInput);
  }, [initialInput, lookUp]);

  // Each step replaces the button that led to it, so the focus is set by hand.
  useEffect(() => {
    if (step.kind === 'ask') field.current?.focus();
    else primary.current?.focus();
  }, [step.kind]);

  const submit = (): void => {
    const text = input.trim();
    // Words find what the backend offers; what is an id or a link is nothing else.
    const best =
      search.kind === 'offers' && search.query === text
        ? (search.offers.find(({ appId }) => appId === text) ?? search.offers[0])
        : undefined;
    if (text === '') field.current?.focus();
    else lookUp(best && !isAddress(text) ? best.appId : text);
  };

  switch (step.kind) {
    case 'ask':
    case 'looking-up': {
      const isLookingUp = step.kind === 'looking-up';
      return (
        <Dialog
          title={t('shelf.add.title')}
          onClose={onClose}
          footer={
            isLookingUp ? (
              <button ref={primary} type="button" class="button" onClick={adding.goBack}>
                {t('common.cancel')}
              </button>
            ) : (
              <>
                <button type="button" class="button" onClick={onClose}>
                  {t('common.cancel')}
                </button>
                <button
                  type="button"
                  class="button button-primary"
                  disabled={input.trim() === '' || !hasBackend}
                  onClick={submit}
                >
                  {t('shelf.add.lookUp')}
                </button>
              </>
            )
          }
        >
          <p class="dialog-intro">{t(hasList ? 'shelf.add.searchIntro' : 'shelf.add.intro')}</p>
          <label class="add-field">
            <span>{t(hasList ? 'shelf.add.searchField' : 'shelf.add.field')}</span>
            <textarea
              ref={field}
              data-autofocus
              dir="auto"
              rows={2}
              value={input}
              readOnly={isLookingUp}
              spellcheck={false}
              autocomplete="off"
              autocapitalize="off"
              placeholder={t('shelf.add.example')}
              onInput={(event) => setInput(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.isComposing) return;
                event.preventDefault();
                if (hasBackend && !isLookingUp) submit();
              }}
            />
          </label>
          <div class="dialog-line" role="status">
            {isLookingUp && (
              <>
                <span class="spinner" aria-hidden="true" />
                {t('shelf.add.lookingUp')}
              </>
            )}
          </div>
          {step.kind === 'ask' && (
            <Offers search={search} launcher={launcher} onLookUp={lookUp} onOpen={openAndClose} />
          )}
          {step.kind === 'ask' && !hasList && search.kind !== 'unknown' && (
            <Suggestions
              suggestions={suggestions}
              onChoose={({ appId }) => {
                setInput(appId);
                lookUp(appId);
              }}
            />
          )}
          {!hasBackend && <DialogProblem message={t('shelf.add.noBackend')} />}
          {step.kind === 'ask' && step.problem && <DialogProblem message={step.problem} />}
        </Dialog>
      );
    }
    case 'preview':
    case 'installing': {
      const { preview } = step;
      const progress = launcher.state?.miniPrograms.find((card) => card.appId === preview.appId)?.installing ?? null;
      const isInstalling = step.kind === 'installing';
      return (
        <Dialog
          title={preview.name}
          icon={<AppIcon appId={preview.appId} name={preview.name} iconUrl={preview.iconUrl} size="small" />}
          onClose={onClose}
          footer={
            isInstalling ? (
              <>
                <button type="button" class="button" onClick={() => adding.cancelInstall(preview)}>
                  {t('common.cancel')}
                </button>
                <button ref={primary} type="button" class="button" title={t('shelf.add.hideHint')} onClick={onClose}>
                  {t('shelf.add.hide')}
                </button>
              </>
            ) : (
              <>
                <button type="button" class="button" onClick={adding.goBack}>
                  {t('common.back')}
                </button>
                {preview.alreadyAdded && !step.problem ? (
                  <button
                    ref={primary}
                    type="button"
                    class="button button-primary"
                    onClick={() => openAndClose(preview.appId)}
                  >
                    {t('shelf.open')}
                  </button>
                ) : (
                  <button
                    ref={primary}
                    type="button"
                    class="button button-primary"
                    onClick={() => adding.install(preview)}
                  >
                    {step.problem ? t('common.retry') : t('shelf.install')}
                  </button>
                )}
              </>
            )
          }
        >
          {isLinked && !preview.alreadyAdded && (
            <p class="dialog-intro">{t('shelf.add.linked', { host: backendHost(launcher.state?.backendUrl) })}</p>
          )}
          <Preview preview={preview} />
          {isInstalling && (
            <div class="dialog-progress">
              <ProgressBar
                fraction={installFraction(progress)}
                label={t('shelf.installingLabel', { name: preview.name })}
              />
              <p role="status">{progress ? progressText(progress) : t('shelf.add.installing')}</p>
            </div>
          )}
          {!isInstalling && step.problem && <DialogProblem message={step.problem} />}
        </Dialog>
      );
    }
    case 'done':
      return (
        <Dialog
          title={t('shelf.add.installedTitle', { name: step.preview.name })}
          icon={
            <span class="add-done">
              <Icon name="check" />
            </span>
          }
          closesOutside
          onClose={onClose}
          footer={
            <>
              <button type="button" class="button" onClick={onClose}>
                {t('common.done')}
              </button>
              <button
                ref={primary}
                type="button"
                class="button button-primary"
                onClick={() => openAndClose(step.preview.appId)}
              >
                {t('shelf.open')}
              </button>
            </>
          }
        >
          <p class="dialog-intro">{t('shelf.add.installedText')}</p>
        </Dialog>
      );
  }

  function openAndClose(appId: string): void {
    onClose();
    launcher.open(appId);
  }
}

/** An id of the usual length, or a link. */
function isAddress(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|[0-9A-Za-z]{20,48}$)/i.test(text);
}

function backendHost(url: string | null | undefined): string {
  return URL.parse(url ?? '')?.host ?? '';
}
