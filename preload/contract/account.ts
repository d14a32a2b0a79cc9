/** Who the user is to the mini-program source, as Settings shows it. Plain data; no token. */
import type { LocalizedText } from './messages/index.ts';

export type AccountState =
  /** The source has no accounts. */
  | { readonly kind: 'none' }
  /** The source names a provider that must not be asked. */
  | { readonly kind: 'unusable'; readonly problem: LocalizedText }
  /** `problem`: why the last sign-in failed or ended. */
  | { readonly kind: 'signed-out'; readonly provider: string; readonly problem: LocalizedText | null }
  /** The browser is open. */
  | { readonly kind: 'signing-in'; readonly provider: string }
  /** `name`: as the provider knows the user, `null` when it does not say. */
  | { readonly kind: 'signed-in'; readonly provider: string; readonly name: string | null };

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

/** Part of `InvokeChannels`. */
export interface AccountChannels {
  /** Opens the system's browser; ends when it is open. A second call begins anew. */
  'launcher:sign-in': Channel<[], null>;
  'launcher:cancel-sign-in': Channel<[], null>;
  'launcher:sign-out': Channel<[], null>;
}

export type AccountChannel = keyof AccountChannels;

/** Part of `CHANNEL_AUDIENCES`. */
export const ACCOUNT_AUDIENCES: { readonly [C in AccountChannel]: readonly ['launcher'] } = {
  'launcher:sign-in': ['launcher'],
  'launcher:cancel-sign-in': ['launcher'],
  'launcher:sign-out': ['launcher'],
};
