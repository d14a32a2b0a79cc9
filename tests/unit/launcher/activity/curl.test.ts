import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlCommand, shellQuote } from '../../../../main/launcher/activity/curl.ts';
import type { ObservedRequest } from '../../../../main/network/client/request-observer.ts';
import { record, REQUEST, testLog } from './request-fixtures.ts';

function commandFor(request: Partial<ObservedRequest>): string {
  const activityLog = testLog();
  record(activityLog, request);
  return curlCommand(activityLog.recorded()[0]!, 'Larder/1.2.3');
}

/** What a POSIX shell makes of `command`, with a stand-in for curl that prints its arguments. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for argument; do printf '%s\\0' "$argument"; done; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe.skipIf(process.platform === 'win32')('curlCommand', () => {
  it('is one line with the placeholder in the place of the token', () => {
    expect(commandFor({})).toBe(`curl --globoff --compressed --user-agent 'Larder/1.2.3' '${REQUEST.shownUrl.href}'`);
  });

  it('posts what Larder posts when the request is for a code', () => {
    const url = 'https://backend.example/oauth/code';
    expect(argumentsOf(commandFor({ kind: 'code', method: 'POST', shownUrl: new URL(url) }))).toEqual([
      '--globoff',
      '--compressed',
      '--user-agent',
      'Larder/1.2.3',
      '--header',
      'Content-Type: application/json',
      '--data',
      '{}',
      url,
    ]);
  });

  it.each([
    "https://h.example/it's",
    'https://h.example/$(id)`id`;rm&x|y',
    'https://h.example/?a=$HOME&b=\\!!&c="d"',
    "https://h.example/''?x='",
    'https://h.example/[1-3]{a,b}*~',
  ])('gives curl the URL unchanged when it is %s', (address) => {
    const shownUrl = new URL(address);
    const command = commandFor({ shownUrl });
    expect(command).not.toContain('\n');
    expect(argumentsOf(command).at(-1)).toBe(shownUrl.href);
  });

  it('quotes any text for a POSIX shell', () => {
    for (const text of ['', "'", "''", "a'b'", '\\', 'line\nbreak', '-x', '$a`b`"c"'])
      expect(argumentsOf(`curl ${shellQuote(text)}`)).toEqual([text]);
  });
});
