/** The engine without Larder around it, in a process of its own. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { bundleProcess } from '../../fakes/bundled-process.ts';
import { atEnd } from '../cleaning-up.ts';
import type { EngineReport } from './engine-process.ts';

/** Downloads addresses in one fetch. */
export type Engine = (urls: readonly string[]) => Promise<EngineReport>;

/** `host`: with its port, of all that it downloads. It ends with the row. */
export async function startEngine(
  host: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Engine> {
  const script = await bundleProcess(path.join(ROOT, 'tests', 'bench', 'downloads', 'engine-process.ts'), folder);
  const child = spawn(process.execPath, ['--expose-gc', script, folder, host], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  atEnd(async () => {
    child.stdin.end();
    await closed;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (urls) => {
    child.stdin.write(`${JSON.stringify(urls)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error('the engine ended before its download');
    return JSON.parse(line.value) as EngineReport;
  };
}
