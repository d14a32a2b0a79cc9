import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openMiniProgramStore } from '../../../main/storage/mini-program-store.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const WRITER = fileURLToPath(new URL('../../fakes/state-writer.ts', import.meta.url));

/** Lets the writer save at least `count` states, kills it in the middle of whatever it does, and tells the last number it had saved. */
async function killAfter(folder: string, count: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  writer.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > count) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
}

describe('a process that is killed while it saves', () => {
  it('loses nothing that was saved and leaves nothing unreadable', { timeout: 60_000 }, async () => {
    const folder = createTemporaryFolder();
    for (let round = 1; round <= 6; round += 1) {
      const saved = await killAfter(folder, 5 + round * 7);
      const store = openMiniProgramStore({ folder });
      expect(store.problems).toEqual([]);
      expect(store.get('abc')?.dataAt).toBeGreaterThanOrEqual(saved);
      expect(readdirSync(store.folderOf('abc'))).toEqual(['state.json']);
    }
  });
});
