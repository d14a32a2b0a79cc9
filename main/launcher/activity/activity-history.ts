/**
 * The requests of the last days on the disk, so that what was fetched at night is there in the morning. Append-only: one
 * line of JSON for each that ended, without query and user. A start reads the end of the file, whatever its size.
 */
import { appendFile, open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { ACTIVITY_KINDS } from '../../../preload/contract/activity.ts';
import type { ErrorCode } from '../../../preload/contract/errors.ts';
import { writeFileAtomically } from '../../storage/atomic-file.ts';
import { errorMessage } from '../../support/errors.ts';
import type { RecordedRequest } from './activity-log.ts';

export const HISTORY_LIMITS = {
  /** ms that a request is kept. */
  ageMs: 7 * 24 * 3_600_000,
  /** Read at a start, and left in a file that is written anew. */
  readBytes: 256 * 1024,
  /** A file that has so many is written anew at the next start. */
  fileBytes: 1024 * 1024,
  /** Of one mini-program, of those read. */
  perMiniProgram: 100,
  /** How long lines are collected, in ms. */
  pauseMs: 500,
} as const;

const timing = () => z.optional(z.number().check(z.minimum(0)));
const entrySchema = once(() =>
  z.object({
    appId: z.nullable(z.string().check(z.maxLength(100))),
    name: z.string().check(z.maxLength(200)),
    kind: z.enum(ACTIVITY_KINDS),
    method: z.enum(['GET', 'POST']),
    host: z.string().check(z.maxLength(300)),
    startedAt: z.number(),
    outcome: z.union([
      z.object({ ok: z.literal(true), status: z.number(), notModified: z.boolean() }),
      z.object({
        ok: z.literal(false),
        status: z.optional(z.number()),
        errCode: z.pipe(
          z.string(),
          z.transform((code) => code as ErrorCode),
        ),
        message: z.string().check(z.maxLength(2_000)),
      }),
    ]),
    bytes: z.number().check(z.minimum(0)),
    redirects: z.number().check(z.minimum(0)),
    timings: z.nullable(
      z.object({
        totalMs: z.number().check(z.minimum(0)),
        ...{ dnsMs: timing(), connectMs: timing(), tlsMs: timing(), firstByteMs: timing(), bodyMs: timing() },
        ...{ openedAheadMs: timing(), openAlreadyMs: timing() },
      }),
    ),
    key: z.optional(z.string().check(z.maxLength(200))),
  }),
);
const lineSchema = once(() => z.object({ entry: entrySchema(), url: z.string().check(z.maxLength(5_000)) }));

export interface ActivityHistory {
  /** Newest first; those that cannot be read are left out. Never rejects. */
  load(): Promise<RecordedRequest[]>;
  keep(request: RecordedRequest): void;
  clear(): void;
  dispose(): Promise<void>;
}

export interface ActivityHistoryOptions {
  /** Absolute. */
  readonly folder: string;
  readonly clock: { now(): number };
  /** Told once: the disk takes nothing, and nothing more is written. */
  onFailed(reason: string): void;
}

export function createActivityHistory({ folder, clock, onFailed }: ActivityHistoryOptions): ActivityHistory {
  const file = path.join(folder, 'activity.jsonl');
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  let isBroken = false;
  let work: Promise<void> = Promise.resolve();

  const inTurn = (step: () => Promise<void>): Promise<void> => {
    work = work.then(async () => {
      if (isBroken) return;
      await step().catch((error: unknown) => {
        isBroken = true;
        onFailed(errorMessage(error));
      });
    });
    return work;
  };

  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    return inTurn(async () => {
      const lines = waiting;
      waiting = [];
      if (lines.length > 0) await appendFile(file, lines.join(''), { mode: 0o600 });
    });
  };

  return {
    async load() {
      const text = await endOf(file).catch(() => '');
      const requests = text.split('\n').flatMap((line, index) => read(line, `kept-${index}`, clock.now()));
      const counts = new Map<string | null, number>();
      const newest = requests.reverse().filter(({ entry: { appId } }) => {
        counts.set(appId, (counts.get(appId) ?? 0) + 1);
        return (counts.get(appId) ?? 0) <= HISTORY_LIMITS.perMiniProgram;
      });
      const size = await stat(file).then(
        (found) => found.size,
        () => 0,
      );
      if (size > HISTORY_LIMITS.fileBytes)
        void inTurn(() => writeFileAtomically(file, [...newest].reverse().map(lineOf).join('')));
      return newest;
    },
    keep(request) {
      if (isBroken) return;
      waiting.push(lineOf(request));
      timer ??= setTimeout(() => void flush(), HISTORY_LIMITS.pauseMs);
    },
    clear() {
      waiting = [];
      void inTurn(() => writeFileAtomically(file, ''));
    },
    dispose: flush,
  };
}

function lineOf({ entry, shownUrl }: RecordedRequest): string {
  const url = URL.parse(shownUrl);
  const place = url === null ? '' : `${url.protocol}//${url.host}${url.pathname}`;
  return `${JSON.stringify({ entry: { ...entry, id: undefined, use: undefined }, url: place })}\n`;
}

function read(line: string, id: string, now: number): RecordedRequest[] {
  if (line === '') return [];
  try {
    const { entry, url } = lineSchema().parse(JSON.parse(line));
    // One of a clock that was moved back is no older than now.
    if (now - entry.startedAt > HISTORY_LIMITS.ageMs) return [];
    return [{ entry: { ...entry, id } as RecordedRequest['entry'], shownUrl: url }];
  } catch {
    return [];
  }
}

async function endOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - HISTORY_LIMITS.readBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}
