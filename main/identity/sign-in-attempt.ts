/** One sign-in, from the browser's start to the provider's tokens: https://www.rfc-editor.org/rfc/rfc8252 */
import { randomBytes } from 'node:crypto';
import type { SignIn } from '../models/identity.ts';
import { listenForAnswer } from './loopback-listener.ts';
import type { Provider } from './provider.ts';
import { SignInError } from './sign-in-error.ts';
import { untilAborted } from '../support/until-aborted.ts';

export interface SignInAttemptDependencies {
  readonly provider: Provider;
  /** Rejects when the system opens none. */
  openBrowser(url: string): Promise<void>;
  /** What the browser shows at the end. */
  answerPage(isSignedIn: boolean): string;
  /** Ends it, with what it rejects with as its reason. */
  readonly signal: AbortSignal;
  /** The browser is told how it went when this is done. */
  keep(signIn: SignIn): Promise<void>;
}

/** Resolves when the browser is open, with the rest of it. Both reject with `SignInError`. */
export async function startSignIn(dependencies: SignInAttemptDependencies): Promise<{ readonly done: Promise<void> }> {
  const { provider, openBrowser, answerPage, signal, keep } = dependencies;
  const state = randomBytes(32).toString('base64url');
  const listener = await listenForAnswer(state).catch(() => {
    throw new SignInError('no-browser', 'this computer has no port to listen on');
  });
  try {
    const started = await untilAborted(signal, provider.begin(listener.redirectUri, state));
    try {
      await openBrowser(started.url.href);
    } catch {
      throw new SignInError('no-browser', 'the system opens no browser');
    }
    const end = async (): Promise<void> => {
      try {
        const answer = await untilAborted(signal, listener.answer);
        try {
          await keep(await untilAborted(signal, started.finish(answer.url)));
          answer.reply(answerPage(true));
        } catch (error) {
          answer.reply(answerPage(false));
          throw error;
        }
      } finally {
        listener.close();
      }
    };
    return { done: end() };
  } catch (error) {
    listener.close();
    throw error;
  }
}
