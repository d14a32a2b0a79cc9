/** What the documents say of the house: its rooms, its paths, who may call what. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOMS } from '../../../build/lint/rooms.js';
import { CHANNEL_AUDIENCES, type Audience } from '../../../preload/contract/channels.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const ARCHITECTURE = read('ARCHITECTURE.md');

/** Folders of main that hold files; Git knows no others. */
function roomsOnDisk(): string[] {
  const files = readdirSync(path.join(ROOT, 'main'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const folders = files.map(({ parentPath }) => path.relative(path.join(ROOT, 'main'), parentPath).split(path.sep)[0]);
  return [...new Set(folders)].filter((name) => name !== '').sort() as string[];
}

describe('ARCHITECTURE.md', () => {
  it('has a line for each room of main, and for no other', () => {
    const named = [...ARCHITECTURE.matchAll(/^\| `main\/([a-z-]+)\/` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(roomsOnDisk());
  });

  it('names the rooms that the table of lint has', () => {
    const rows = Object.keys(ROOMS).flatMap((room) => /^main\/([a-z-]+)$/.exec(room)?.[1] ?? []);
    expect(rows.sort()).toEqual(roomsOnDisk());
  });
});

/** The prefixes of the channels that `audience` may call. */
function prefixesOf(audience: Audience): string[] {
  const channels = Object.entries(CHANNEL_AUDIENCES).filter(([, audiences]) => audiences.includes(audience));
  return [...new Set(channels.map(([channel]) => channel.split(':')[0]!))].sort();
}

describe('who may call what', () => {
  it('is as ARCHITECTURE.md and SECURITY.md say', () => {
    expect(prefixesOf('launcher')).toEqual(['launcher']);
    expect(prefixesOf('mini-program')).toEqual(['background-fetch', 'bn']);
    expect(prefixesOf('service-worker')).toEqual(['background-fetch']);
    expect(ARCHITECTURE.replace(/\s+/g, ' ')).toContain(
      'the launcher `launcher:*`; a mini-program `bn:*` and `background-fetch:*`; its service workers `background-fetch:*`.',
    );
    const security = read('SECURITY.md');
    expect(security).toMatch(/^\| launcher page .* the `launcher:\*` channels \|/m);
    expect(security).toMatch(/^\| mini-program .* the `bn:\*` and `background-fetch:\*` channels \|/m);
  });
});

describe.each(['ARCHITECTURE.md', 'SECURITY.md', ...globSync('docs/*.md', { cwd: ROOT })])('%s', (document) => {
  it('names only files and folders that are there', () => {
    const named = [...read(document).matchAll(/`((?:main|preload|renderer|build|tests|docs)\/[^`\s]*)`/g)].map(
      ([, name]) => name!,
    );
    const missing = named.filter((name) =>
      /[*<]/.test(name)
        ? globSync(name.replace(/<[^>]*>/g, '*'), { cwd: ROOT }).length === 0
        : !existsSync(path.join(ROOT, name)),
    );
    expect(missing).toEqual([]);
  });
});
