/**
 * The log on the disk: one line of JSON for each event and each warning, in files of a limited size that take turns. No
 * address keeps its path, query or user. Lines are collected and appended together, so that nobody waits for the disk.
 */
import { appendFile, mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorMessage } from '../support/errors.ts';
import type { LarderEvent } from './event-log.ts';

export const LOG_FILE_LIMITS = {
  files: 5,
  /** A file that has so many is put aside. */
  fileBytes: 1024 * 1024,
  /** Characters of a line; the rest is cut off. */
  lineLength: 4_000,
  /** Lines that wait for the disk; later ones are left out and counted. */
  waitingLines: 5_000,
  /** How long lines are collected, in ms. */
  pauseMs: 500,
  /** Of the newest file, in a report. */
  endBytes: 16 * 1024,
} as const;

/** What the administrator allows: nothing, what went wrong, or everything. */
export type LogFileLevel = 'off' | 'problems' | 'events';

export interface LogFile {
  note(event: LarderEvent): void;
  /** A line that is no event. */
  say(level: 'warning' | 'error', message: string, at: number): void;
  /** The newest lines; empty when there are none. */
  end(): Promise<string>;
  /** Resolves when everything was written, or cannot be. */
  dispose(): Promise<void>;
}

export interface LogFileOptions {
  /** Absolute; made when it is not there. */
  readonly folder: string;
  readonly level: LogFileLevel;
  /** Told once: the disk takes nothing, and nothing more is written. */
  onFailed(reason: string): void;
}

const ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^/\s"'@]*@)?([^/?#\s"'\\]*)[^\s"'\\]*/gi;

/** `file`: 0 is the newest. */
export const logFileName = (file: number): string => (file === 0 ? 'log.jsonl' : `log.${file}.jsonl`);

export function createLogFile({ folder, level, onFailed }: LogFileOptions): LogFile {
  let waiting: string[] = [];
  let leftOut = 0;
  let bytes: number | null = null;
  let isBroken = level === 'off';
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const newest = path.join(folder, logFileName(0));

  const turn = async (): Promise<void> => {
    for (let file = LOG_FILE_LIMITS.files - 2; file >= 0; file -= 1) {
      const from = path.join(folder, logFileName(file));
      await rename(from, path.join(folder, logFileName(file + 1))).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
    bytes = 0;
  };

  const write = async (): Promise<void> => {
    const lines = leftOut === 0 ? waiting : [...waiting, JSON.stringify({ event: 'log-left-out', lines: leftOut })];
    [waiting, leftOut] = [[], 0];
    if (lines.length === 0 || isBroken) return;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      bytes ??= await stat(newest).then(
        ({ size }) => size,
        () => 0,
      );
      for (let from = 0; from < lines.length;) {
        if (bytes >= LOG_FILE_LIMITS.fileBytes) await turn();
        let text = '';
        while (from < lines.length && bytes + text.length < LOG_FILE_LIMITS.fileBytes)
          text += `${lines[from++] ?? ''}\n`;
        await appendFile(newest, text, { mode: 0o600 });
        bytes += Buffer.byteLength(text);
      }
    } catch (error) {
      isBroken = true;
      onFailed(errorMessage(error));
    }
  };

  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  };

  const add = (line: object): void => {
    if (isBroken) return;
    if (waiting.length >= LOG_FILE_LIMITS.waitingLines) {
      leftOut += 1;
      return;
    }
    waiting.push(JSON.stringify(line).slice(0, LOG_FILE_LIMITS.lineLength).replace(ADDRESS, '$1$2'));
    timer ??= setTimeout(() => void flush(), LOG_FILE_LIMITS.pauseMs);
  };

  return {
    note(event) {
      if (level === 'events' || event.event === 'problem') add({ ...event, at: new Date(event.at).toISOString() });
    },
    say: (severity, message, at) => add({ event: severity, at: new Date(at).toISOString(), message }),
    async end() {
      await flush();
      const file = await open(newest).catch(() => null);
      if (!file) return '';
      try {
        const { size } = await file.stat();
        const from = Math.max(0, size - LOG_FILE_LIMITS.endBytes);
        const { buffer, bytesRead } = await file.read(
          Buffer.alloc(Math.min(size, LOG_FILE_LIMITS.endBytes)),
          0,
          undefined,
          from,
        );
        const text = buffer.subarray(0, bytesRead).toString('utf8');
        return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
      } finally {
        await file.close();
      }
    },
    dispose: flush,
  };
}
