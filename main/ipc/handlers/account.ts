/** What the launcher may ask about the user's account. What it shows of it is part of the settings. */
import type { AccountChannel } from '../../../preload/contract/account.ts';
import type { Account } from '../../identity/account.ts';
import type { Handlers } from '../router.ts';

export type AccountHandlers = Pick<Handlers, AccountChannel>;

export function createAccountHandlers(account: Pick<Account, 'signIn' | 'cancelSignIn' | 'signOut'>): AccountHandlers {
  return {
    'launcher:sign-in': async () => {
      await account.signIn();
      return null;
    },
    'launcher:cancel-sign-in': () => {
      account.cancelSignIn();
      return null;
    },
    'launcher:sign-out': async () => {
      await account.signOut();
      return null;
    },
  };
}
