/** What the user is told of a backend that was not taken. */
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import type { BackendProblem, SetBackendResult } from '../../../preload/contract/settings.ts';
import { t } from '../language.ts';

const PROBLEMS: Readonly<Record<BackendProblem, MessageKey>> = {
  'not-a-url': 'settings.backend.not-a-url',
  'has-credentials': 'settings.backend.has-credentials',
  insecure: 'settings.backend.insecure',
  'insecure-redirect': 'settings.backend.insecure-redirect',
  'no-address': 'settings.backend.no-address',
  refused: 'settings.backend.refused',
  timeout: 'settings.backend.timeout',
  'cut-off': 'settings.backend.cut-off',
  'bad-certificate': 'settings.backend.bad-certificate',
  failed: 'settings.backend.failed',
  'proxy-sign-in': 'settings.backend.proxy-sign-in',
  'proxy-unsupported-sign-in': 'settings.backend.proxy-unsupported-sign-in',
  'proxy-refused': 'settings.backend.proxy-refused',
  'proxy-unreachable': 'settings.backend.proxy-unreachable',
  'bad-status': 'settings.backend.bad-status',
  'web-page': 'settings.backend.web-page',
  'not-a-backend': 'settings.backend.not-a-backend',
  cancelled: 'settings.backend.cancelled',
};

export function backendProblemText({ problem, host, status, proxy }: Extract<SetBackendResult, { ok: false }>): string {
  return t(PROBLEMS[problem], { host, status: String(status ?? ''), proxy: proxy ?? '' });
}

/** Host and port of a URL; the text itself when it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
