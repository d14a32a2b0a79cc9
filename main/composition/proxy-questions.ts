/** Proxies that ask who the user is: a dialog of the launcher when somebody looks at it, else a notice that opens it. */
import { app, type AuthenticationResponseDetails, type AuthInfo, type Event, type WebContents } from 'electron';
import type { ProxyQuestion } from '../../preload/contract/launcher.ts';
import type { ProxyCredentials } from '../models/proxy-credentials.ts';
import type { ProxySignIn } from '../network/trust/proxy-access.ts';
import { createLoginAnswers, type LoginCallback } from '../network/trust/login-answers.ts';
import { createListeners } from '../support/listeners.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { LauncherWindow } from '../launcher/launcher-window.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Storage } from './storage.ts';

export interface ProxyQuestions {
  /** What the launcher's dialog asks now. */
  shown(): ProxyQuestion | null;
  answer(proxy: string, credentials: ProxyCredentials | null): Promise<void>;
  onChange(listener: () => void): () => void;
}

export interface ProxyQuestionsDependencies {
  readonly signIn: ProxySignIn;
  readonly notices: Storage['notices'];
  readonly registry: Pick<WindowRegistry, 'launcher'>;
  readonly launcher: Pick<LauncherWindow, 'show'>;
  readonly disposables: ShutdownList;
  /** The user said who he is: what failed may work now. */
  onAnswered(): void;
}

export function createProxyQuestions(dependencies: ProxyQuestionsDependencies): ProxyQuestions {
  const { signIn, notices, registry, launcher, disposables, onAnswered } = dependencies;
  const listeners = createListeners();
  const noticed = new Set<string>();
  let shown: string | null = null;

  const show = (proxy: string): void => {
    shown = proxy;
    notices.dismiss(noticeOf(proxy));
    launcher.show();
    listeners.notify();
  };

  const update = (): void => {
    const open = signIn.questions().map(({ proxy }) => proxy);
    if (shown !== null && !open.includes(shown)) shown = null;
    for (const proxy of noticed) {
      if (open.includes(proxy)) continue;
      noticed.delete(proxy);
      notices.dismiss(noticeOf(proxy));
    }
    for (const proxy of open) {
      if (proxy === shown || noticed.has(proxy)) continue;
      noticed.add(proxy);
      if (shown === null && registry.launcher()?.isFocused()) shown = proxy;
      else
        notices.add(
          {
            id: noticeOf(proxy),
            tone: 'warning',
            text: { key: 'network.proxy.notice', values: { proxy } },
            action: { key: 'network.proxy.signIn' },
          },
          () => show(proxy),
        );
    }
    listeners.notify();
  };
  disposables.defer(signIn.onChange(update));
  update();
  answerChromium(signIn, disposables);

  return {
    shown: () => signIn.questions().find(({ proxy }) => proxy === shown) ?? null,
    async answer(proxy, credentials) {
      await signIn.answer(proxy, credentials);
      if (credentials) onAnswered();
    },
    onChange: listeners.add,
  };
}

function noticeOf(proxy: string): string {
  return `proxy-${proxy}`;
}

/** Requests of Chromium's own stack; those of pages go through the gates. */
function answerChromium(signIn: ProxySignIn, disposables: ShutdownList): void {
  const answer = createLoginAnswers(signIn);
  const onLogin = (
    event: Event,
    _contents: WebContents | null,
    { url }: AuthenticationResponseDetails,
    authInfo: AuthInfo,
    callback: LoginCallback,
  ): void => {
    if (answer(url, authInfo, callback)) event.preventDefault();
  };
  app.on('login', onLogin);
  disposables.defer(() => void app.off('login', onLogin));
}
