import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bnDeclarations } from '../../../../build/author-kit/make-types.ts';
import { newMiniProgram } from '../../../../build/author-kit/new-mini-program.ts';
import { REPOSITORY_TOOLS } from '../../../../build/author-kit/kit/repository-tools.ts';
import { isAppId } from '../../../../main/models/app-id.ts';
import { readFolderProgram } from '../../../../main/catalog/folders/open-folder.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..', '..');
let here: string;
beforeEach(() => {
  here = createTemporaryFolder();
  vi.stubEnv('INIT_CWD', here);
  return () => vi.unstubAllEnvs();
});
const make = async (...args: string[]): Promise<{ folder: string; lines: string[] }> => {
  const lines: string[] = [];
  return { folder: await newMiniProgram(args, (line) => lines.push(line), REPOSITORY_TOOLS), lines };
};
const compile = (project: string): string => {
  try {
    return execFileSync(
      process.execPath,
      [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project],
      { encoding: 'utf8' },
    );
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
};

describe('newMiniProgram', () => {
  it('writes a mini-program that the container reads, and says how to run it', async () => {
    const { folder, lines } = await make('Weather');
    expect(folder).toBe(path.join(here, 'weather'));
    const { details, installed } = await readFolderProgram(folder, 1);
    expect(details).toMatchObject({ name: 'Weather', version: '1.0.0' });
    expect(details.serviceDomains[0]!.domain).toBe(new URL(details.developmentSettings.preFetchUrl!).host);
    expect(installed).toMatchObject({ startPage: 'index.html', icon: 'icon.svg' });
    expect(lines.join('\n')).toContain('npm start -- --dev --open-dir=./weather');
  });

  it('gives each its own id', async () => {
    const idIn = (folder: string): unknown =>
      (JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>)['app_id'];
    const ids = [idIn((await make('One')).folder), idIn((await make('Two')).folder)];
    expect(ids.every(isAppId)).toBe(true);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('leaves no placeholder, and nothing of the name has a meaning in HTML or JSON', async () => {
    const { folder } = await make('A "b" & <i>c {{appId}}');
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isFile() || entry.name === 'README.md') continue;
      const text = readFileSync(path.join(folder, entry.name), 'utf8');
      expect(text.replaceAll('{{appId}}', ''), entry.name).not.toMatch(/\{\{\w+\}\}/);
    }
    expect(readFileSync(path.join(folder, 'index.html'), 'utf8')).toContain('A &#34;b&#34; &#38; &#60;i&#62;c');
    expect((await readFolderProgram(folder, 1)).details.name).toBe('A "b" & <i>c {{appId}}');
  }, 30_000);

  it('takes an empty folder that is there, and one that is given', async () => {
    mkdirSync(path.join(here, 'empty'));
    expect((await make('🎉', '--dir=empty')).folder).toBe(path.join(here, 'empty'));
    expect((await make('Deep', '--dir=a/b c')).lines.join('\n')).toContain('--open-dir="./a/b c"');
  });

  it.each([
    [['Weather'], /\.\/weather is there already and is not empty; nothing was written/],
    [['X', '--dir=file.txt'], /\.\/file\.txt is a file; nothing was written/],
    [['X', '--dir=file.txt/below'], /cannot be written \(ENOTDIR\)/],
    [['My', 'App'], /in quotes: npm run new -- "My App"/],
    [['🎉'], /no letter or digit.*--dir=DIR/],
    [[], /needs a name/],
    [['X', '--folder=y'], /there is no option --folder; usage/],
    [['X', '--dir'], /--dir needs a value/],
  ])('says one clear sentence and writes nothing when it is given %j', async (args, message) => {
    mkdirSync(path.join(here, 'weather'));
    writeFileSync(path.join(here, 'weather', 'mine.txt'), 'mine');
    writeFileSync(path.join(here, 'file.txt'), 'mine');
    await expect(make(...args)).rejects.toThrow(message);
    expect(readdirSync(here, { recursive: true }).sort()).toEqual(['file.txt', 'weather', 'weather/mine.txt']);
  });
});

describe('the types for authors', () => {
  it('are those of the contract', async () => {
    expect(readFileSync(path.join(ROOT, 'build', 'author-kit', 'types', 'bn.d.ts'), 'utf8')).toBe(
      await bnDeclarations(),
    );
  });

  it('let the template compile strictly', async () => {
    expect(compile((await make('Typed')).folder)).toBe('');
  }, 60_000);

  it('find mistakes in the use of bn and of background fetch', async () => {
    const { folder } = await make('Typed');
    writeFileSync(
      path.join(folder, 'app.js'),
      `// @ts-check
const data = await bn.getBackgroundFetchData({ fetchType: 'post' });
const { token } = await bn.getBackgroundFetchToken();
token.toUpperCase();
const nothing = bn.getBackgroundFetchToken({ success: ({ token }) => token.length });
nothing.then();
const { backgroundFetch } = await navigator.serviceWorker.ready;
const fetching = await backgroundFetch.fetch('a', ['/b'], { titel: 'B' });
fetching.downloaded.toFixed();
`,
    );
    const places = [...compile(folder).matchAll(/^.*app\.js\((\d+),\d+\): error/gm)].map(([, line]) => Number(line));
    expect(places).toEqual([2, 6, 8]);
  }, 60_000);

  it('agree with the WebWorker library, too', async () => {
    const { folder } = await make('Worker');
    const worker = path.join(here, 'worker');
    mkdirSync(worker, { recursive: true });
    const kept = path.join(here, 'strict-worker');
    mkdirSync(kept);
    writeFileSync(
      path.join(kept, 'sw.js'),
      `/** @type {ServiceWorkerGlobalScope} */ const worker = /** @type {any} */ (self);
worker.addEventListener('backgroundfetchsuccess', (event) => event.waitUntil(event.updateUI({ title: event.registration.id })));
worker.registration.backgroundFetch.getIds();
`,
    );
    writeFileSync(
      path.join(kept, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2022', 'WebWorker'],
          types: [],
          allowJs: true,
          checkJs: true,
          strict: true,
          noEmit: true,
          moduleDetection: 'force',
        },
        include: ['sw.js', path.join(folder, 'types', 'background-fetch.d.ts')],
      }),
    );
    expect(compile(kept)).toBe('');
    expect(existsSync(folder)).toBe(true);
  }, 60_000);
});
