import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LarderEvent } from '../../../main/log/event-log.ts';
import { createLogFile, LOG_FILE_LIMITS, logFileName, type LogFileLevel } from '../../../main/log/log-file.ts';

let root: string;
let folder: string;
let failures: string[];
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'log-file-'));
  folder = path.join(root, 'logs');
  failures = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const logFile = (level: LogFileLevel = 'events') =>
  createLogFile({ folder, level, onFailed: (reason) => failures.push(reason) });
const problem = (message: string): LarderEvent => ({ event: 'problem', at: 0, message });
const started = { event: 'app-started', at: 0, version: '1', platform: 'linux' } as LarderEvent;
const newest = (): string => path.join(folder, logFileName(0));

it('holds a line for each event and warning, in order, for its user alone', async () => {
  const log = logFile();
  log.note(started);
  log.say('warning', 'Careful', 1000);
  await log.dispose();
  const lines = readFileSync(newest(), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'app-started', at: '1970-01-01T00:00:00.000Z', version: '1', platform: 'linux' },
    { event: 'warning', at: '1970-01-01T00:00:01.000Z', message: 'Careful' },
  ]);
  if (process.platform !== 'win32') expect(statSync(newest()).mode & 0o077).toBe(0);
});

it.each([
  ['off', []],
  ['problems', ['problem', 'warning']],
  ['events', ['app-started', 'problem', 'warning']],
] as const)('holds what the level %s allows', async (level, expected) => {
  const log = logFile(level);
  log.note(started);
  log.note(problem('It broke'));
  log.say('warning', 'Careful', 0);
  const lines = (await log.end()).split('\n').filter((line) => line !== '');
  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(expected);
});

it.each([
  ['https://me:word@a.example:81/path/secret?token=1#x', 'https://a.example:81'],
  ['mp://abc/pages/1?q=2 and https://b.example/x', 'mp://abc and https://b.example'],
  ['"https://b.example/x?y" failed', '\\"https://b.example\\" failed'],
])('keeps no path, query or user of %s', async (message, expected) => {
  const log = logFile();
  log.note(problem(message));
  expect(await log.end()).toContain(`"message":"${expected}"`);
});

it('takes turns with five files of a limited size', async () => {
  const log = logFile();
  const line = 'x'.repeat(LOG_FILE_LIMITS.lineLength);
  const lines = Math.ceil((7 * LOG_FILE_LIMITS.fileBytes) / LOG_FILE_LIMITS.lineLength);
  for (let count = 0; count < lines; count += 1) log.note(problem(line));
  log.note(problem('the last'));
  await log.dispose();
  expect(readdirSync(folder).sort()).toEqual([0, 1, 2, 3, 4].map(logFileName).sort());
  for (const name of readdirSync(folder))
    expect(statSync(path.join(folder, name)).size).toBeLessThan(LOG_FILE_LIMITS.fileBytes + LOG_FILE_LIMITS.lineLength);
  const end = await log.end();
  expect(end).toContain('the last');
  expect(Buffer.byteLength(end)).toBeLessThanOrEqual(LOG_FILE_LIMITS.endBytes);
});

it('leaves out and counts what the disk cannot keep up with', async () => {
  const log = logFile();
  for (let count = 0; count < LOG_FILE_LIMITS.waitingLines + 7; count += 1) log.say('warning', 'again', 0);
  expect(await log.end()).toContain('{"event":"log-left-out","lines":7}');
});

it('goes on with the file of the start before', async () => {
  mkdirSync(folder);
  writeFileSync(newest(), '{"event":"before"}\n');
  const log = logFile();
  log.note(started);
  expect(await log.end()).toMatch(/^\{"event":"before"\}\n\{"event":"app-started"/);
});

it('says once that the disk takes nothing, and goes on without', async () => {
  writeFileSync(folder, 'a file in its place');
  const log = logFile();
  log.note(started);
  expect(await log.end()).toBe('');
  log.note(started);
  await log.dispose();
  expect(failures).toHaveLength(1);
});
