/** The server of the download rows, and curl, which is what its speed is compared with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { atEnd } from '../cleaning-up.ts';

export interface Source {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
}

/** Started in a process of its own; ends with the row. */
export async function startSource(): Promise<Source> {
  const child = spawn(process.execPath, ['--no-warnings', path.join(import.meta.dirname, 'source-process.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(async () => {
    const closed = once(child, 'close');
    child.kill();
    await closed;
  });
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'error').then(([error]) => Promise.reject(error as Error)),
  ])) as [Buffer];
  const port = Number(line.toString());
  return { port, url: `http://127.0.0.1:${port}` };
}

/** ms that curl takes to bring `url` into a file, which is deleted again; `null` when there is no curl. */
export async function timeCurl(url: string, folder: string): Promise<number | null> {
  const file = path.join(folder, 'curl');
  const startedAt = performance.now();
  const child = spawn('curl', ['--silent', '--fail', '--output', file, url], { stdio: 'ignore' });
  const ended = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!ended) return null;
  const ms = performance.now() - startedAt;
  await rm(file, { force: true });
  if (ended[0] !== 0) throw new Error(`curl ended with ${String(ended[0])}`);
  return ms;
}
