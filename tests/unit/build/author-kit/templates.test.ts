import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkFolder } from '../../../../build/author-kit/check-folder.ts';
import { readFolderFiles } from '../../../../build/author-kit/folder-files.ts';
import { kitDeclarations } from '../../../../build/author-kit/kit/declarations.ts';
import { newMiniProgram, type ToolNames } from '../../../../build/author-kit/new-mini-program.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..', '..');
const TOOLS: ToolNames = {
  make: 'npx larder new',
  start: 'npx larder dev ',
  package: 'npx larder package ',
  guide: 'docs/first-mini-program.md',
  kitFor: () => Promise.resolve('^9.9.9'),
};
let here: string;
beforeEach(() => {
  here = createTemporaryFolder();
  vi.stubEnv('INIT_CWD', here);
  return () => vi.unstubAllEnvs();
});
const lines: string[] = [];
const make = (template: string): Promise<string> =>
  newMiniProgram(['My "app"', `--template=${template}`], (line) => lines.push(line), TOOLS);

describe.each(['vite', 'react', 'vue'])('the template %s', (template) => {
  it('is whole: commands, parts that its page names, and a public folder that is a mini-program', async () => {
    const folder = await make(template);
    const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    expect(manifest['devDependencies']!['larder-author-kit']).toBe('^9.9.9');
    expect(Object.keys(manifest['scripts']!)).toEqual(['dev', 'build', 'test', 'check', 'package']);
    const [, entry] = /src="\/(src\/[^"]+)"/.exec(read('index.html'))!;
    expect(read(entry!)).not.toBe('');
    const dev = manifest['scripts']!['dev']!;
    const [, port] = /^larder dev http:\/\/127\.0\.0\.1:(\d+) /.exec(dev)!;
    expect(read('vite.config.ts')).toContain(`port: ${port},`);
    expect(read('server.mjs')).toContain("'public/details.json'");
    expect(read('.gitignore')).toContain('node_modules/');
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      if (/\.\w+$/.test(name)) expect(read(name), name).not.toMatch(/\{\{\w+\}\}/);

    // What Vite writes, as far as the container minds.
    const built = path.join(here, 'dist');
    cpSync(path.join(folder, 'public'), built, { recursive: true });
    writeFileSync(path.join(built, 'index.html'), '');
    const details = readFileSync(path.join(built, 'details.json'), 'utf8');
    expect(checkFolder(await readFolderFiles(built), details).problems).toEqual([]);
  });
});

it('a template that is none is refused with their names', async () => {
  await expect(make('angular')).rejects.toThrow(/no template "angular".*plain\|vite\|react\|vue/);
});

it('what the templates share compiles strictly against the kit’s own types', async () => {
  const folder = await make('vite');
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const types = path.join(here, 'types');
  mkdirSync(types);
  for (const [name, text] of await kitDeclarations()) writeFileSync(path.join(types, name), text);
  cpSync(path.join(ROOT, 'build', 'author-kit', 'types'), types, { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(here, 'node_modules'), 'junction');
  const project = path.join(folder, 'tsconfig.test.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: './tsconfig.json',
      compilerOptions: {
        types: ['vite/client', path.join(types, 'index.d.ts')],
        paths: { 'larder-author-kit/*': [path.join(types, '*.d.ts')] },
      },
      include: ['src', 'tests'],
    }),
  );
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const compile = (): string => {
    try {
      return execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  expect(compile()).toBe('');
}, 60_000);
