/**
 * Who the user is to the MP backend: one sign-in at most, for one backend and its provider. Everything else works
 * without one. No part of a sign-in leaves the main process but to the provider and, as `Bearer`, to the backend's
 * codes.
 */
import type { AccountState } from '../../preload/contract/account.ts';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import type { KeptSignIn, SignIn } from '../models/identity.ts';
import type { Clock } from '../support/clock.ts';
import { createListeners } from '../support/listeners.ts';
import type { BackendConfig, UsableAuthorization } from './backend-config.ts';
import type { Provider } from './provider.ts';
import { startSignIn } from './sign-in-attempt.ts';
import { SignInError, signInError, type SignInProblem } from './sign-in-error.ts';

export interface AccountDependencies {
  readonly clock: Clock;
  readonly config: BackendConfig;
  readonly kept: KeptSignIn;
  providerOf(usable: UsableAuthorization): Provider;
  /** Rejects when the system opens none. */
  openBrowser(url: string): Promise<void>;
  /** What the browser shows at the end of a sign-in. */
  answerPage(isSignedIn: boolean): string;
  onProblem(message: string): void;
  readonly signInMs?: number;
}

export interface Account {
  state(): AccountState;
  /** Resolves when the browser was opened, or with what kept it from that in `state`. */
  signIn(): Promise<void>;
  cancelSignIn(): void;
  /** Resolves when it is over here and the provider was told. */
  signOut(): Promise<void>;
  /** For `backendUrl`'s codes; `null`: nobody is signed in there, or the token has ended. Asks nobody. */
  accessToken(backendUrl: string): string | null;
  /** The backend does not take this token. */
  refused(accessToken: string): void;
  /** Renews a token that has ended or is about to; one renewal at a time, none soon after one that failed. Never rejects. */
  freshen(): Promise<void>;
  /** Asks the backend what it says about its users, when that is due. Never rejects. */
  refreshConfig(signal?: AbortSignal): Promise<void>;
  /** The setting for tokens without a secret store has changed. */
  reseal(): Promise<void>;
  onChange(listener: () => void): () => void;
  /** Called when the user is back from the browser. */
  onSignedIn(listener: () => void): () => void;
  dispose(): void;
}

/** A sign-in that nobody ends. */
export const SIGN_IN_MS = 5 * 60_000;
/** A token with less than this to live is renewed. */
export const RENEW_BEFORE_MS = 60_000;
/** After a renewal that failed. */
const PAUSE_MS = 60_000;

export function createAccount(dependencies: AccountDependencies): Account {
  const { clock, config, kept, signInMs = SIGN_IN_MS } = dependencies;
  const listeners = createListeners();
  const arrivals = createListeners();
  let current: SignIn | null = null;
  let problem: LocalizedText | null = null;
  let attempt: AbortController | null = null;
  let renewal: Promise<void> | null = null;
  let renewedBadlyAt: number | null = null;
  let provider: { readonly key: string; readonly value: Provider } | null = null;
  const loaded = kept.load().then((signIn) => {
    if (!signIn || current) return;
    current = signIn;
    listeners.notify();
  });

  /** The sign-in, when it belongs to what the backend says now and is not at its end. */
  const mine = (): SignIn | null => {
    const { authorization, backend } = config.usable() ?? {};
    if (current?.backendUrl !== backend || current === null) return null;
    if (current.issuer !== authorization?.issuer || current.clientId !== authorization.clientId) return null;
    return current.refreshToken === null && current.accessExpiresAt <= clock.now() ? null : current;
  };
  const providerOf = (usable: UsableAuthorization): Provider => {
    const key = JSON.stringify(usable);
    if (provider?.key !== key) provider = { key, value: dependencies.providerOf(usable) };
    return provider.value;
  };
  const tell = (doing: string, issuer: string, { message }: SignInError): void =>
    dependencies.onProblem(`Cannot ${doing} at "${hostOf(issuer)}": ${message}`);
  const problemText = (found: SignInProblem, issuer: string): LocalizedText => ({
    key: `account.problem.${found}`,
    values: { provider: hostOf(issuer) },
  });
  /** Whoever signed out, or in as another, while it was written has the last word. */
  const keep = async (signIn: SignIn): Promise<void> => {
    current = signIn;
    await kept.save(signIn);
    if (current === null) await kept.remove();
  };
  const drop = async (): Promise<void> => {
    current = null;
    await kept.remove();
  };

  /** True: it was this one that was under way. */
  const end = (own: AbortController): boolean => {
    const isCurrent = attempt === own;
    if (isCurrent) attempt = null;
    own.abort(new SignInError('timeout', 'it was given up'));
    return isCurrent;
  };

  function fail(own: AbortController, issuer: string, error: unknown): void {
    if (!end(own)) return;
    const told = signInError(error);
    // A code that does not count is an answer that cannot be used; nothing was there to end.
    problem = problemText(told.problem === 'ended' ? 'bad-answer' : told.problem, issuer);
    tell('sign in', issuer, told);
    listeners.notify();
  }

  async function renew(signIn: SignIn, refreshToken: string, from: Provider): Promise<void> {
    try {
      const renewed = await from.renew(signIn, refreshToken);
      if (current?.subject !== signIn.subject || current.refreshToken !== refreshToken) return;
      renewedBadlyAt = null;
      await keep(renewed);
    } catch (error) {
      const told = signInError(error);
      tell('renew the sign-in', signIn.issuer, told);
      renewedBadlyAt = clock.now();
      if (told.problem !== 'ended' || current?.refreshToken !== refreshToken) return;
      problem = problemText('ended', signIn.issuer);
      await drop();
    }
    listeners.notify();
  }

  const renewalDueAt = (): number | null => {
    const signIn = mine();
    if (!signIn || signIn.refreshToken === null) return null;
    return Math.max(signIn.accessExpiresAt - RENEW_BEFORE_MS, renewedBadlyAt === null ? 0 : renewedBadlyAt + PAUSE_MS);
  };

  return {
    state() {
      const authorization = config.authorization();
      if (!authorization) return { kind: 'none' };
      const host = hostOf(authorization.issuer);
      if (!config.usable())
        return { kind: 'unusable', problem: { key: 'account.problem.issuer', values: { provider: host } } };
      if (attempt) return { kind: 'signing-in', provider: host };
      const signIn = mine();
      if (signIn) return { kind: 'signed-in', provider: host, name: signIn.name };
      return { kind: 'signed-out', provider: host, problem };
    },
    async signIn() {
      if (attempt) end(attempt);
      const usable = config.usable();
      if (!usable) return;
      const { issuer } = usable.authorization;
      const own = new AbortController();
      attempt = own;
      problem = null;
      const timer = setTimeout(() => own.abort(new SignInError('timeout', 'nobody ended it in time')), signInMs);
      own.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
      listeners.notify();
      try {
        const { openBrowser, answerPage } = dependencies;
        const { done } = await startSignIn({
          provider: providerOf(usable),
          openBrowser,
          answerPage,
          signal: own.signal,
          keep,
        });
        void done.then(
          () => {
            end(own);
            renewedBadlyAt = null;
            listeners.notify();
            arrivals.notify();
          },
          (error: unknown) => fail(own, issuer, error),
        );
      } catch (error) {
        fail(own, issuer, error);
      }
    },
    cancelSignIn() {
      if (attempt && end(attempt)) listeners.notify();
    },
    async signOut() {
      await loaded;
      const signIn = mine();
      const usable = config.usable();
      problem = null;
      await drop();
      listeners.notify();
      if (!signIn || !usable) return;
      try {
        const { endSessionUrl } = await providerOf(usable).end(signIn);
        if (endSessionUrl) await dependencies.openBrowser(endSessionUrl.href);
      } catch (error) {
        // Here it is over all the same.
        tell('end the sign-in', signIn.issuer, signInError(error));
      }
    },
    accessToken(backendUrl) {
      const signIn = mine();
      const counts = signIn?.backendUrl === backendUrl && signIn.accessExpiresAt > clock.now();
      return counts ? signIn.accessToken : null;
    },
    refused(accessToken) {
      if (current?.accessToken === accessToken) current = { ...current, accessExpiresAt: 0 };
    },
    async freshen() {
      await loaded;
      if (renewal) return renewal;
      const signIn = mine();
      const usable = config.usable();
      const dueAt = renewalDueAt();
      if (!signIn || !usable || signIn.refreshToken === null || dueAt === null || dueAt > clock.now()) return;
      renewal = renew(signIn, signIn.refreshToken, providerOf(usable)).finally(() => (renewal = null));
      return renewal;
    },
    async refreshConfig(signal) {
      if (await config.refresh(signal)) listeners.notify();
    },
    async reseal() {
      await loaded;
      if (current) await keep(current);
    },
    onChange: listeners.add,
    onSignedIn: arrivals.add,
    dispose() {
      if (attempt) end(attempt);
    },
  };
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
