import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..', '..');

it('docs/log-events.md describes every event of the event log, and no other', () => {
  const file = readFileSync(path.join(root, 'main/log/event-log.ts'), 'utf8');
  const source = file.slice(file.indexOf('interface LarderEvents'), file.indexOf('export type LarderEventName'));
  const page = readFileSync(path.join(root, 'docs/log-events.md'), 'utf8');
  const namesIn = (text: string, pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, name]) => name ?? '').sort();
  const emitted = namesIn(source, /^ {2}'?([a-z-]+)'?:/gm);
  expect(emitted).toContain('update-rolled-back');
  expect(namesIn(page, /^\| `([a-z-]+)` \|/gm)).toEqual(emitted);
});
