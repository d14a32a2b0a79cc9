/** Who the user is to the mini-program source, where it has accounts. */
import type { JSX } from 'preact';
import type { AccountState } from '../../../preload/contract/account.ts';
import { t, textOf } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import type { DisplayText } from '../widgets/problem-text.tsx';
import { SettingProblem } from './section.tsx';
import { useChange } from './use-change.ts';

export function AccountLine({ account, call }: { account: AccountState; call: Call }): JSX.Element | null {
  const change = useChange(call);
  if (account.kind === 'none') return null;
  return (
    <div class="setting" role="group" aria-labelledby="setting-account">
      <div class="setting-line">
        <span class="setting-label" id="setting-account">
          {t('account.title')}
        </span>
        {account.kind === 'signed-out' && (
          <button type="button" class="button" onClick={() => void change.run('launcher:sign-in')}>
            {t('account.signIn')}
          </button>
        )}
        {account.kind === 'signing-in' && (
          <button type="button" class="button" onClick={() => void change.run('launcher:cancel-sign-in')}>
            {t('common.cancel')}
          </button>
        )}
        {account.kind === 'signed-in' && (
          <button type="button" class="button" onClick={() => void change.run('launcher:sign-out')}>
            {t('account.signOut')}
          </button>
        )}
      </div>
      <p role="status">{stateText(account)}</p>
      <SettingProblem problem={problemOf(account) ?? change.problem} />
    </div>
  );
}

function stateText(account: AccountState): string {
  switch (account.kind) {
    case 'signed-out':
      return t('account.signInHint', { provider: account.provider });
    case 'signing-in':
      return t('account.signingIn', { provider: account.provider });
    case 'signed-in':
      return account.name === null
        ? t('account.signedInAt', { provider: account.provider })
        : t('account.signedInAs', { name: account.name });
    default:
      return '';
  }
}

function problemOf(account: AccountState): DisplayText | null {
  const problem = account.kind === 'signed-out' || account.kind === 'unusable' ? account.problem : null;
  return problem && textOf(problem);
}
