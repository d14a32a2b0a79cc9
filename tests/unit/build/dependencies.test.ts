import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { whyOutdated } from '../../../build/bootstrap/dependencies.mjs';
import { temporaryFolders } from './temporary-folder.ts';

type Packages = Record<string, { version?: string; optional?: boolean; link?: boolean }>;

describe('whyOutdated', () => {
  const temporaryFolder = temporaryFolders();

  async function checkout(wanted: Packages, installed: Packages | null): Promise<string> {
    const root = await temporaryFolder();
    await writeFile(
      path.join(root, 'package-lock.json'),
      JSON.stringify({ packages: { '': { version: '1.0.0' }, ...wanted } }),
    );
    if (installed) {
      await mkdir(path.join(root, 'node_modules'));
      await writeFile(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
    }
    return root;
  }

  it('says that nothing is installed when node_modules is missing', async () => {
    expect(whyOutdated(await checkout({}, null))).toBe('the dependencies are not installed');
  });

  it('is content when each locked package has its version', async () => {
    expect(
      whyOutdated(
        await checkout({ 'node_modules/a': { version: '1.2.3' } }, { 'node_modules/a': { version: '1.2.3' } }),
      ),
    ).toBeNull();
  });

  it('names the package when it has another version', async () => {
    const root = await checkout({ 'node_modules/a': { version: '1.2.4' } }, { 'node_modules/a': { version: '1.2.3' } });
    expect(whyOutdated(root)).toBe('the dependencies are out of date (a)');
  });

  it('names the package when it is missing', async () => {
    expect(whyOutdated(await checkout({ 'node_modules/a': { version: '1.0.0' } }, {}))).toBe(
      'the dependencies are out of date (a)',
    );
  });

  it('accepts that an optional package is missing', async () => {
    expect(whyOutdated(await checkout({ 'node_modules/a': { version: '1.0.0', optional: true } }, {}))).toBeNull();
  });

  it('refuses an optional package of another version', async () => {
    const root = await checkout(
      { 'node_modules/a': { version: '2.0.0', optional: true } },
      { 'node_modules/a': { version: '1.0.0' } },
    );
    expect(whyOutdated(root)).toBe('the dependencies are out of date (a)');
  });

  it('notices a change of package-lock.json after it was content', async () => {
    const root = await checkout({ 'node_modules/a': { version: '1.0.0' } }, { 'node_modules/a': { version: '1.0.0' } });
    expect(whyOutdated(root)).toBeNull();
    await writeFile(
      path.join(root, 'package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.1' } } }),
    );
    expect(whyOutdated(root)).toBe('the dependencies are out of date (a)');
  });
});
