/** Commands that only the document in front answers, at the moment when another takes its place. */
import { expect, it } from 'vitest';
import { CdpError, CdpSession, type CdpConnection } from '../chromium/cdp-connection.ts';

function answering(...answers: (object | string)[]) {
  const asked: string[] = [];
  const connection = {
    call(method: string) {
      asked.push(method);
      const answer = answers.shift() ?? 'Session with given id not found.';
      return typeof answer === 'string' ? Promise.reject(new CdpError(answer)) : Promise.resolve(answer);
    },
  };
  return { asked, session: new CdpSession(connection as unknown as CdpConnection, 's1') };
}

const BETWEEN = '"Page.reload" failed: Not attached to an active page';

it.each<[string, (object | string)[], object | null, number]>([
  ['is answered at once', [{ a: 1 }], { a: 1 }, 1],
  ['is asked again while there is none', [BETWEEN, BETWEEN, { a: 2 }], { a: 2 }, 3],
  ['is left when the window is gone', [BETWEEN, 'Session with given id not found.', { a: 3 }], null, 2],
  ['is left when it is refused', ['"Page.reload" failed: Invalid parameters', { a: 4 }], null, 1],
])('%s', async (_what, answers, expected, times) => {
  const { asked, session } = answering(...answers);
  expect(await session.sendToActivePage('Page.reload')).toEqual(expected);
  expect(asked).toEqual(Array.from({ length: times }, () => 'Page.reload'));
});
