/** Answers Chromium when a proxy asks it who the user is (`login`), from the same credentials as everywhere. */
import type { ProxySignIn } from './proxy-access.ts';

/** What Electron tells of who asks. */
export interface LoginQuestion {
  readonly isProxy: boolean;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

export type LoginCallback = (userName?: string, password?: string) => void;

export function isBasicProxy({ isProxy, scheme }: LoginQuestion): boolean {
  return isProxy && scheme.toLowerCase() === 'basic';
}

/** Requests whose answers are remembered. */
const MAX_REMEMBERED = 100;

/**
 * Its function answers whether it will call `callback`; what is not Basic, or asked by a server, is left alone.
 * `request`: what tells one request from another, such as its URL.
 */
export function createLoginAnswers(
  signIn: Pick<ProxySignIn, 'credentials'>,
): (request: string, question: LoginQuestion, callback: LoginCallback) => boolean {
  const given = new Map<string, string>();
  return (request, question, callback) => {
    if (!isBasicProxy(question)) return false;
    const { host, port } = question;
    const proxy = `${host}:${port}`;
    // The same request asks again: what it was given is wrong.
    const wereRefused = given.get(request) === proxy;
    void signIn.credentials(proxy, wereRefused).then((credentials) => {
      if (!credentials) return callback();
      if (given.size >= MAX_REMEMBERED) given.clear();
      given.set(request, proxy);
      callback(credentials.userName, credentials.password);
    });
    return true;
  };
}
