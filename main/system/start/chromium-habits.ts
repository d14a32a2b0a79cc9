/**
 * What Chromium does unasked in every session, and Larder does not want: fetch spelling dictionaries from Google, and
 * send a server the first certificate of the user that fits. Before `ready`: a session that exists has done it already.
 */
import type { App } from 'electron';
import { isBasicProxy } from '../../network/trust/login-answers.ts';

/** `report`: of a sign-in that nobody can give (all but those of proxies by Basic), once for each host. */
export function refuseChromiumHabits(app: App, report: (message: string) => void): void {
  const reported = new Set<string>();
  // In the same turn, or the download has begun.
  app.on('session-created', (session) => session.setSpellCheckerLanguages([]));
  app.on('select-client-certificate', (event, _contents, _url, _certificates, callback) => {
    event.preventDefault();
    // With none.
    callback();
  });
  app.on('login', (event, _contents, _details, question, callback) => {
    // `composition/proxy-questions.ts` answers.
    if (isBasicProxy(question)) return;
    const { isProxy, host, port } = question;
    event.preventDefault();
    callback();
    const asking = `${isProxy ? 'The proxy' : 'The server'} "${host}:${port}"`;
    if (!reported.has(asking)) report(`${asking} asks pages for a sign-in; they go on without one.`);
    reported.add(asking);
  });
}
