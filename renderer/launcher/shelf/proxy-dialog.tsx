/** A proxy asks who the user is. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ProxyQuestion } from '../../../preload/contract/launcher.ts';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { Dialog } from '../widgets/dialog.tsx';

export function ProxyDialog({ question, call }: { question: ProxyQuestion; call: Call }): JSX.Element {
  const { proxy, wasRefused } = question;
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const formId = useId();
  const decline = (): void => void call('launcher:answer-proxy', proxy, null);
  return (
    <Dialog
      title={t('network.proxy.title')}
      onClose={decline}
      footer={
        <>
          <button type="button" class="button" onClick={decline}>
            {t('common.cancel')}
          </button>
          <button type="submit" form={formId} class="button button-primary" disabled={userName === ''}>
            {t('network.proxy.signIn')}
          </button>
        </>
      }
    >
      <form
        id={formId}
        class="proxy-form"
        onSubmit={(event) => {
          event.preventDefault();
          void call('launcher:answer-proxy', proxy, { userName, password });
        }}
      >
        <p class="dialog-intro">{t('network.proxy.intro', { proxy })}</p>
        {wasRefused && <p role="alert">{t('network.proxy.refused')}</p>}
        <label class="add-field">
          <span>{t('network.proxy.userName')}</span>
          <input
            class="text-field"
            data-autofocus
            dir="auto"
            autocomplete="off"
            spellcheck={false}
            maxLength={500}
            value={userName}
            // A colon ends the name on its way to the proxy.
            onInput={(event) => setUserName(event.currentTarget.value.replaceAll(':', ''))}
          />
        </label>
        <label class="add-field">
          <span>{t('network.proxy.password')}</span>
          <input
            class="text-field"
            type="password"
            autocomplete="off"
            maxLength={500}
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
      </form>
    </Dialog>
  );
}
