import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const STREAMS = path.resolve(import.meta.dirname, '../../../../main/system/start/standard-streams.ts');

/** What a process of its own writes, each write of it apart. */
async function writtenBy(program: string): Promise<readonly string[]> {
  const script = `
    import { exitWhenWritten, prepareStreams, writeJsonEvent, writeOutputLine } from ${JSON.stringify(STREAMS)};
    const write = process.stdout.write.bind(process.stdout);
    const note = (text) => write('|' + text);
    process.stdout.write = (text, ...rest) => write('|' + text, ...rest);
    const event = (at) => writeJsonEvent({ event: 'problem', at, message: '' });
    prepareStreams();
    ${program}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', script]);
  return stdout.split('|').filter((text) => text !== '');
}

const line = (at: number): string => `{"event":"problem","at":${at},"message":""}\n`;

describe('writeJsonEvent', () => {
  it('writes the events of a turn after it, at once and in their order', async () => {
    const written = await writtenBy(
      `event(1); event(2); note('turn'); setImmediate(() => { event(3); note('next turn'); });`,
    );
    expect(written).toEqual(['turn', `${line(1)}${line(2)}`, 'next turn', line(3)]);
  });

  it.each([
    ['the process ends', `event(1); process.exit(0);`, [line(1)]],
    ['it ends when all is written', `event(1); exitWhenWritten({ exit: (code) => process.exit(code) }, 0);`, [line(1)]],
    [
      'an uncaught error ends it',
      `process.on('uncaughtException', () => process.exit(0)); event(1); throw 1;`,
      [line(1)],
    ],
    ['another line is written', `event(1); writeOutputLine('done');`, [line(1), 'done\n']],
  ])('loses none and changes no order when %s', async (_when, program, expected) => {
    expect(await writtenBy(program)).toEqual(expected);
  });
});
