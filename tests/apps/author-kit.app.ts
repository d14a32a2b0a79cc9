/**
 * The author's kit from an empty folder: packed, installed by npm, and every template from its first command to its
 * package, on the Node that the author has.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { packAuthorKit } from '../../build/author-kit/kit/pack-author-kit.ts';
import { TEMPLATES } from '../../build/author-kit/template-files.ts';
import { expect, test } from '../e2e/larder-test.ts';

const exec = promisify(execFile);
const isWindows = process.platform === 'win32';

function folderFor(): string {
  const apps = process.env['LARDER_APPS'];
  if (apps === undefined) throw new Error('Start it with: npm run apps');
  return path.join(apps, 'made', 'author-kit');
}

/** With the environment of the author's terminal: npm's own variables name this repository. */
async function run(command: 'npm' | 'npx', args: readonly string[], cwd: string): Promise<string> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm_|INIT_CWD$|NODE_OPTIONS$)/i.test(name)),
  );
  const { stdout, stderr } = await exec(isWindows ? `${command}.cmd` : command, args, {
    cwd,
    env: { ...environment, CI: '1', NO_COLOR: '1' },
    shell: isWindows,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`${command} ${args.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout + stderr;
}

test.describe.configure({ mode: 'serial' });

test('author-kit', async () => {
  test.setTimeout(900_000);
  const here = folderFor();
  await rm(here, { recursive: true, force: true });
  await mkdir(here, { recursive: true });
  const kit = await packAuthorKit();
  await run('npm', ['install', path.relative(here, kit), '--no-audit', '--no-fund'], here);
  for (const template of TEMPLATES)
    await test.step(template, async () => {
      await run('npx', ['larder', 'new', `My ${template}`, `--template=${template}`], here);
      const folder = path.join(here, `my-${template}`);
      if (template === 'plain') {
        expect(await run('npx', ['larder', 'package', 'my-plain'], here)).toContain('SHA-256');
        expect(existsSync(path.join(here, 'my-plain-1.0.0.zip'))).toBe(true);
        return;
      }
      // The kit of this checkout, which the template would have from npm.
      await run('npm', ['install', path.relative(folder, kit), '--no-audit', '--no-fund'], folder);
      expect(await run('npm', ['test'], folder)).toMatch(/Tests\s+4 passed/);
      expect((await readFile(path.join(folder, 'pictures', 'opened.png'))).length).toBeGreaterThan(1000);
      await run('npm', ['run', 'package'], folder);
      expect(existsSync(path.join(folder, `my-${template}.zip`))).toBe(true);
    });
});
