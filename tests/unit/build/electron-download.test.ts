/** What counts as an Electron that is there, and how one is waited for. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findElectron } from '../../../build/bootstrap/electron-files.mjs';
import { createProgressLine, runWatched, type InstallProgress } from '../../../build/start/electron-download.ts';
import { temporaryFolders } from './temporary-folder.ts';

const EXECUTABLE =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron';

describe('an Electron in node_modules', () => {
  const temporaryFolder = temporaryFolders();

  const FILES: Record<string, string> = {
    'package.json': '{"version":"45.1.2"}',
    'path.txt': EXECUTABLE,
    'dist/version': '45.1.2',
    [`dist/${EXECUTABLE}`]: '',
  };

  async function packageWith(files: Record<string, string>): Promise<{ root: string; executable: string }> {
    const root = await temporaryFolder();
    const folder = path.join(root, 'node_modules', 'electron');
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return { root, executable: path.join(folder, 'dist', EXECUTABLE) };
  }

  it.each([['45.1.2'], ['v45.1.2'], ['45.1.2\n']])('is one when it is whole (%j)', async (version) => {
    const { root, executable } = await packageWith({ ...FILES, 'dist/version': version });
    expect(findElectron(root, {})).toBe(executable);
  });

  it.each(Object.keys(FILES))('is none without %s', async (missing) => {
    const { root } = await packageWith(FILES);
    await rm(path.join(root, 'node_modules', 'electron', missing));
    expect(findElectron(root, {})).toBeNull();
  });

  it.each([
    ['dist/version', '45.1.1'],
    ['dist/version', ''],
    ['path.txt', ''],
    ['path.txt', 'another'],
    ['package.json', '{'],
  ])('is none with the %s %j', async (name, text) => {
    const { root } = await packageWith({ ...FILES, [name]: text });
    expect(findElectron(root, {})).toBeNull();
  });
});

describe('an installer', () => {
  const run = (script: string, silenceMs = 30_000): Promise<{ problem: string | null; shown: InstallProgress[] }> => {
    const shown: InstallProgress[] = [];
    return runWatched(process.execPath, ['-e', script], {
      environment: process.env,
      silenceMs,
      show: (progress) => shown.push(progress),
    }).then((problem) => ({ problem, shown }));
  };

  it('tells its progress, and that it is done', async () => {
    const script = `console.log('{"transferred":1,"total":2}'); console.log('what?'); console.log('{"transferred":2,"total":null}')`;
    expect(await run(script)).toEqual({
      problem: null,
      shown: [
        { transferred: 1, total: 2 },
        { transferred: 2, total: null },
      ],
    });
  });

  it('is told of with the first line of its error', async () => {
    expect(await run(`console.error('Response code 404\\n    at here'); process.exit(1)`)).toMatchObject({
      problem: 'Response code 404',
    });
    expect(await run(`process.exit(3)`)).toMatchObject({ problem: 'its installer failed' });
    expect(await runWatched('/no/such/program', [], { environment: {}, silenceMs: 1000, show: () => {} })).toContain(
      'ENOENT',
    );
  });

  it('is waited for as long as something comes, and ended when nothing does', async () => {
    const slow = `let n = 0; const timer = setInterval(() => { console.log('{"transferred":' + ++n + '}'); if (n === 8) clearInterval(timer); }, 500)`;
    const { problem, shown } = await run(slow, 3000);
    expect([problem, shown.length]).toEqual([null, 8]);
    expect(await run(`setInterval(() => {}, 1000)`, 500)).toEqual({ problem: 'nothing came for 0.5 s', shown: [] });
  });
});

describe('the progress', () => {
  const lines = (isTTY: boolean, progress: InstallProgress[]): string[] => {
    const written: string[] = [];
    const show = createProgressLine({ isTTY, write: (text: string) => written.push(text) });
    for (const one of progress) show(one);
    return written;
  };
  const MB = 1_000_000;

  it('is one line that changes on a terminal', () => {
    expect(
      lines(true, [
        { transferred: 0, total: 120 * MB },
        { transferred: 100, total: 120 * MB },
        { transferred: 60 * MB, total: 120 * MB },
        { transferred: 120 * MB, total: 120 * MB },
      ]),
    ).toEqual([
      '\rlarder: Electron: 0 of 120 MB',
      '\rlarder: Electron: 60 of 120 MB',
      '\rlarder: Electron: 120 of 120 MB\n',
    ]);
  });

  it('is a line each tenth, or each 10 MB, elsewhere', () => {
    const steps = Array.from({ length: 121 }, (_, index) => index * MB);
    expect(
      lines(
        false,
        steps.map((transferred) => ({ transferred, total: 120 * MB })),
      ).length,
    ).toBe(11);
    expect(
      lines(
        false,
        steps.map((transferred) => ({ transferred, total: null })),
      )[1],
    ).toBe('larder: Electron: 10 MB\n');
  });
});
