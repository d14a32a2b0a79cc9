import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPackageFile } from '../../../../main/catalog/packages/package-files.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

function setUp(): string {
  const root = createTemporaryFolder();
  const folder = path.join(root, 'package');
  mkdirSync(path.join(folder, 'sub folder', 'deep'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), 'page');
  writeFileSync(path.join(folder, 'sub folder', 'index.html'), 'sub page');
  writeFileSync(path.join(folder, 'sub folder', 'Größe.js'), '1');
  writeFileSync(path.join(folder, '100%.png'), '1');
  writeFileSync(path.join(folder, 'a%b+c#d.js'), '1');
  writeFileSync(path.join(root, 'secret.txt'), 'secret');
  writeFileSync(path.join(root, 'package.json'), 'stamp');
  return folder;
}

describe('openPackageFile', () => {
  const found: [string, string, number, string][] = [
    ['/index.html', 'index.html', 4, 'text/html; charset=utf-8'],
    ['/sub%20folder/index.html', 'sub folder/index.html', 8, 'text/html; charset=utf-8'],
    ['/sub%20folder/Gr%C3%B6%C3%9Fe.js', 'sub folder/Größe.js', 1, 'text/javascript; charset=utf-8'],
    ['/sub%20folder/Gro%CC%88%C3%9Fe.js', 'sub folder/Größe.js', 1, 'text/javascript; charset=utf-8'],
    ['/sub%20folder%2Findex.html', 'sub folder/index.html', 8, 'text/html; charset=utf-8'],
    ['/100%.png', '100%.png', 1, 'image/png'],
    ['/100%25.png', '100%.png', 1, 'image/png'],
    ['/a%25b%2Bc%23d.js', 'a%b+c#d.js', 1, 'text/javascript; charset=utf-8'],
    ['//index.html', 'index.html', 4, 'text/html; charset=utf-8'],
  ];
  it.each(found)('finds the file of "%s"', async (urlPath, file, size, type) => {
    const folder = setUp();
    expect(await openPackageFile(folder, urlPath)).toEqual({ path: path.join(folder, file), name: file, size, type });
  });

  const refused = [
    '/missing.html',
    '/index.html/',
    '',
    '/',
    '/sub%20folder',
    '/sub%20folder/',
    '/sub%20folder/deep',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/sub%20folder/../../secret.txt',
    '/..%5csecret.txt',
    '/%2e%2e%2fpackage.json',
    '/../package.json',
    '/index.html%00',
    '/index.html%00.png',
    '/%',
    '/%.%2e/secret.txt',
    '/sub%folder/index.html',
    '/index.html.',
    '/index.html%20',
    '/sub%20folder/Gr%F6%DFe.js',
    '/%E0%A4%A',
    '/C:/secret.txt',
    '/index.html::$DATA',
    '/INDEX.HTML',
    '/./index.html',
    '/link.txt',
    '/linked/secret.txt',
  ];
  it.each(refused)('answers null for "%s"', async (urlPath) => {
    const folder = setUp();
    // Windows lets only administrators make links to files.
    if (process.platform !== 'win32') symlinkSync(path.join(folder, '..', 'secret.txt'), path.join(folder, 'link.txt'));
    symlinkSync(path.join(folder, '..'), path.join(folder, 'linked'), 'junction');
    expect(await openPackageFile(folder, urlPath)).toBeNull();
  });

  it('answers null when the package is gone', async () => {
    expect(await openPackageFile(path.join(setUp(), 'gone'), '/index.html')).toBeNull();
  });
});
