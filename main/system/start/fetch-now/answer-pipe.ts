/**
 * `--fetch-now` beside a Larder that runs: that one makes the fetch, and tells the start that asked, line by line, over a
 * pipe that the asking start has opened.
 */
import { BRAND } from '../../../../preload/contract/brand.ts';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from '../../../support/zod.ts';
import { once } from '../../../support/once.ts';
import { makeTemporaryFolder } from '../../../support/system-values.ts';

/** What crosses the pipe: a JSON object a line. */
const lineSchema = once(() =>
  z.union([
    /** For standard output. */
    z.object({ out: z.string() }),
    /** For standard error. */
    z.object({ error: z.string() }),
    z.object({ ok: z.boolean() }),
  ]),
);

type Line = z.infer<ReturnType<typeof lineSchema>>;

/** Where a command's lines go. */
export interface Output {
  out(line: string): void;
  error(line: string): void;
}

export interface AwaitedAnswer {
  /** Where the running Larder answers. */
  readonly address: string;
  /** Writes what comes to `output`; whether the fetch went well. Never rejects. */
  result(output: Output): Promise<boolean>;
  /** Nobody has to answer. */
  close(): void;
}

/** A Larder that is older than the option never connects. */
const CONNECT_WITHIN_MS = 10_000;

function readLine(text: string): Line | null {
  try {
    return lineSchema().parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Listens when it returns: whoever is told the address may connect. Throws when no pipe can be made. */
export function awaitAnswer(connectWithinMs = CONNECT_WITHIN_MS): AwaitedAnswer {
  // A folder for this user alone; on Windows pipes have a name space of their own.
  const folder = process.platform === 'win32' ? null : makeTemporaryFolder(`${BRAND.id}-`);
  const address = folder === null ? `\\\\.\\pipe\\${BRAND.id}-${randomUUID()}` : path.join(folder, 'answer');
  const answered = Promise.withResolvers<void>();
  const lines: Line[] = [];
  let tell = (line: Line): void => void lines.push(line);

  const patience = setTimeout(answered.resolve, connectWithinMs);
  const server = createServer((socket) => {
    clearTimeout(patience);
    socket.on('error', () => {});
    createInterface({ input: socket })
      .on('line', (text) => {
        const line = readLine(text);
        if (line) tell(line);
      })
      .on('close', answered.resolve);
  });
  server.maxConnections = 1;
  server.on('error', () => answered.resolve());
  server.listen(address);

  const close = (): void => {
    clearTimeout(patience);
    server.close();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };

  return {
    address,
    async result(output) {
      let isOk: boolean | null = null;
      tell = (line) => {
        if ('ok' in line) isOk = line.ok;
        else if ('out' in line) output.out(line.out);
        else output.error(line.error);
      };
      lines.forEach(tell);
      await answered.promise;
      close();
      if (isOk === null)
        output.error(`${BRAND.id}: the copy that runs did not say how the fetch went; is it an older one?`);
      return isOk ?? false;
    },
    close,
  };
}

export interface Answer extends Output {
  end(ok: boolean): void;
}

/** The other end. Whoever asked may be gone: nobody is told then. */
export function answerAt(address: string): Answer {
  const socket = connect(address);
  socket.on('error', () => {});
  const send = (line: Line): void => void socket.write(`${JSON.stringify(line)}\n`);
  return {
    out: (line) => send({ out: line }),
    error: (line) => send({ error: line }),
    end(ok) {
      send({ ok });
      socket.end();
    },
  };
}
