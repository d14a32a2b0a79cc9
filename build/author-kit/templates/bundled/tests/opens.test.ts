/** The built mini-program, opened in Larder without a window on the screen. */
import { openMiniProgram } from 'larder-author-kit/runner';
import { expect, test } from 'vitest';

test('shows what was fetched as it was opened, and fetches in the background', async () => {
  const answer = (headline: string): object => ({
    headline,
    token: 'session-1',
    file: { url: '{base}/file', bytes: 1, title: 'File' },
  });
  const opened = await openMiniProgram('dist', { preFetch: answer('Sunny'), periodic: answer('Rain later') });
  try {
    await opened.page.getByText('Sunny').waitFor();
    await opened.page.getByText('Rain later').waitFor();
    await opened.screenshot('pictures/opened.png');
    expect(opened.requests().find(({ query }) => query['token'])?.query['token']).toBe('session-1');
    expect(opened.problems()).toEqual([]);
  } finally {
    await opened.close();
  }
}, 120_000);
