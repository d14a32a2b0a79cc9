import { describe, expect, it } from 'vitest';
import { createLoginAnswers } from '../../../../main/network/trust/login-answers.ts';

const PROXY = { isProxy: true, scheme: 'basic', host: 'proxy.example', port: 8080 };

function answers() {
  const asked: [proxy: string, wereRefused: boolean][] = [];
  const answer = createLoginAnswers({
    credentials(proxy, wereRefused) {
      asked.push([proxy, wereRefused]);
      return Promise.resolve(wereRefused ? null : { userName: 'ann', password: 'p' });
    },
  });
  const ask = (request: string): Promise<readonly unknown[]> =>
    new Promise((resolve) => answer(request, PROXY, (...given) => resolve(given)));
  return { asked, answer, ask };
}

describe('what Chromium is told when a proxy asks it', () => {
  it('is what is known, and the same request that asks again was told wrong', async () => {
    const { asked, ask } = answers();
    expect([await ask('https://u/1'), await ask('https://u/2'), await ask('https://u/1')]).toEqual([
      ['ann', 'p'],
      ['ann', 'p'],
      [],
    ]);
    expect(asked).toEqual([
      ['proxy.example:8080', false],
      ['proxy.example:8080', false],
      ['proxy.example:8080', true],
    ]);
  });

  it.each([
    ['a server asks', { ...PROXY, isProxy: false }],
    ['it is no Basic', { ...PROXY, scheme: 'negotiate' }],
  ])('is nothing when %s', (_when, question) => {
    const { asked, answer } = answers();
    expect([answer('https://u/', question, () => expect.fail()), asked]).toEqual([false, []]);
  });
});
