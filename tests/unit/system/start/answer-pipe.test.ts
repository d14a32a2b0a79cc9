import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answerAt, awaitAnswer, type Output } from '../../../../main/system/start/fetch-now/answer-pipe.ts';
import { until } from '../../../fakes/until.ts';

function createPaper(): Output & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, out: (line) => lines.push(`out ${line}`), error: (line) => lines.push(`error ${line}`) };
}

/** What is written as it is, and then the end. */
function write(address: string, text: string): void {
  connect(address).end(text);
}

describe('the answer to a start that asks a running Larder', () => {
  it.each([true, false])('is its lines, in order, and whether it went well: %s', async (isOk) => {
    const awaited = awaitAnswer();
    const answer = answerAt(awaited.address);
    answer.out('{"event":"periodic-started"}');
    answer.error('larder: a sentence — with signs\nof two lines');
    answer.out('2');
    answer.end(isOk);
    const paper = createPaper();
    expect(await awaited.result(paper)).toBe(isOk);
    expect(paper.lines).toEqual([
      'out {"event":"periodic-started"}',
      'error larder: a sentence — with signs\nof two lines',
      'out 2',
    ]);
    if (process.platform !== 'win32') expect(existsSync(path.dirname(awaited.address))).toBe(false);
  });

  const SILENT = 'error larder: the copy that runs did not say how the fetch went; is it an older one?';

  it('is a failure when nobody connects', async () => {
    const paper = createPaper();
    expect(await awaitAnswer(10).result(paper)).toBe(false);
    expect(paper.lines).toEqual([SILENT]);
  });

  it.each([
    ['the Larder that runs ends before its end', '{"out":"1"}\n', ['out 1', SILENT]],
    ['what comes is something else', 'GET / HTTP/1.1\n[]\nnull\n{"ok":1}\n{"out":{}}\n', [SILENT]],
  ])('is a failure when %s', async (_when, text, lines) => {
    const awaited = awaitAnswer();
    write(awaited.address, text);
    const paper = createPaper();
    expect(await awaited.result(paper)).toBe(false);
    expect(paper.lines).toEqual(lines);
  });

  it('waits as long as it takes once somebody has connected', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const awaited = awaitAnswer(50);
    const answer = answerAt(awaited.address);
    answer.out('1');
    const paper = createPaper();
    const result = awaited.result(paper);
    await until(() => paper.lines.length > 0);
    vi.advanceTimersByTime(1000);
    answer.end(true);
    expect(await result).toBe(true);
  });

  it('goes nowhere, and harms nobody, when who asked is gone', async () => {
    const awaited = awaitAnswer();
    awaited.close();
    const answer = answerAt(awaited.address);
    answer.out('1');
    answer.end(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await awaitAnswer(10).result(createPaper())).toBe(false);
  });
});
