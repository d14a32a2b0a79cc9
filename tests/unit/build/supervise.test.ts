import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from './temporary-folder.ts';

const SUPERVISE = pathToFileURL(path.resolve(import.meta.dirname, '../../../build/bootstrap/supervise.mjs')).href;

/** Ends like the application does: with 0 after SIGTERM or SIGINT, and when the channel closes. */
const OBEDIENT_CHILD = `
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { process.stdout.write('got ' + signal + '\\n'); process.exit(0); });
  process.on('disconnect', () => process.exit(0));
  process.stdout.write('child ' + process.pid + '\\n');
  setInterval(() => {}, 1000);
`;

describe.skipIf(process.platform === 'win32')('supervise', () => {
  const temporaryFolder = temporaryFolders();

  async function startParent(
    child: string,
    before: readonly string[] = [],
  ): Promise<{ parent: ChildProcess; nextLine: () => Promise<string> }> {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'child.mjs'), child);
    await writeFile(
      path.join(folder, 'parent.mjs'),
      `import { supervise } from ${JSON.stringify(SUPERVISE)};\nprocess.exit(await supervise(process.execPath, [${JSON.stringify(path.join(folder, 'child.mjs'))}]));`,
    );
    const [command = '', ...args] = [...before, process.execPath, path.join(folder, 'parent.mjs')];
    const parent = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: 'start' },
    });
    const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
    return { parent, nextLine: async () => String((await lines.next()).value) };
  }

  it('ends with the exit code of the child', async () => {
    const { parent } = await startParent('process.exit(7);');
    expect((await once(parent, 'exit'))[0]).toBe(7);
  });

  it('ends with 128 + n when signal n ended the child', async () => {
    const { parent } = await startParent(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
    expect((await once(parent, 'exit'))[0]).toBe(137);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('passes %s on and waits for the child', async (signal) => {
    const { parent, nextLine } = await startParent(OBEDIENT_CHILD);
    await nextLine();
    const exit = once(parent, 'exit');
    parent.kill(signal);
    expect(await nextLine()).toBe(`got ${signal}`);
    expect((await exit)[0]).toBe(0);
  });

  it('leaves no child behind when it is killed itself', async () => {
    const { parent, nextLine } = await startParent(OBEDIENT_CHILD);
    expect(await nextLine()).toMatch(/^child \d+$/);
    // `close` comes when nobody holds standard output any more: the child is the last to.
    const bothGone = once(parent, 'close');
    parent.kill('SIGKILL');
    expect((await bothGone)[1]).toBe('SIGKILL');
  });

  it('ends the child when the shell that npm runs it in is gone', async () => {
    // The second command keeps the shell from becoming the first.
    const { parent: shell, nextLine } = await startParent(OBEDIENT_CHILD, ['sh', '-c', '"$0" "$@"; exit']);
    expect(await nextLine()).toMatch(/^child \d+$/);
    const allGone = once(shell, 'close');
    shell.kill('SIGTERM');
    expect(await nextLine()).toBe('got SIGTERM');
    await allGone;
  });
});
