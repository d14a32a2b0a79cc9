/** The table of who may import whom (build/lint/rooms.js), and the rule that holds it in `npm run lint`. */
import path from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import rooms from '../../../build/lint/room-rules.js';
import { ROOMS as TABLE } from '../../../build/lint/rooms.js';

const ROOMS = TABLE as Readonly<Record<string, { readonly mayImport: readonly string[] }>>;
const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

function lint(file: string, code: string): string[] {
  const linter = new Linter({ cwd: ROOT });
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.{ts,tsx}'],
        languageOptions: { parser: tseslint.parser as Linter.Parser },
        plugins: { rooms },
        rules: { 'rooms/may-import': 'error' },
      },
    ],
    path.join(ROOT, file),
  );
  return messages.map(({ message }) => message);
}

describe('rooms/may-import', () => {
  it.each([
    ['main/data-fetch/templates/a.ts', "import { x } from '../../background-fetch/types.ts';"],
    ['main/background-fetch/engine.ts', "import type { X } from '../data-fetch/periodic/types.ts';"],
    ['main/background-fetch/engine.ts', "type X = import('../data-fetch/periodic/types.ts').X;"],
    ['main/models/app-id.ts', "import type { X } from '../catalog/library.ts';"],
    ['main/support/errors.ts', "import type { X } from '../models/app-id.ts';"],
    ['main/support/errors.ts', "export * from '../storage/disk.ts';"],
    ['main/storage/settings.ts', "export type { X } from '../catalog/library.ts';"],
    ['main/catalog/library.ts', "const x = await import('../windows/zoom.ts');"],
    ['main/catalog/library.ts', "import type { Session } from 'electron';"],
    ['main/catalog/library.ts', "import { request } from 'node:https';"],
    ['main/data-fetch/launch/pre-fetch.ts', "import got from 'got';"],
    ['main/windows/zoom.ts', "import { x } from '../ipc/handlers/bn.ts';"],
    ['main/windows/zoom.ts', "import { x } from '../../tests/fakes/clock.ts';"],
    ['main/windows/zoom.ts', "import { x } from '../../preload/bn/bridge.ts';"],
    ['main/new-room/x.ts', "import { x } from './y.ts';"],
    ['renderer/launcher/app.tsx', "import { x } from '../../preload/bn/bridge.ts';"],
    ['renderer/launcher/app.tsx', "import { x } from '../../main/models/app-id.ts';"],
    ['renderer/launcher/app.tsx', "import { ipcRenderer } from 'electron';"],
    ['preload/launcher.ts', "import type { X } from '../main/models/app-id.ts';"],
    ['preload/contract/bn.ts', "import type { X } from '../bn/bridge.ts';"],
    ['tests/e2e/desktop.e2e.ts', "import type { X } from '../chromium-host/desktop/menu.ts';"],
    ['build/start/start.ts', "import { x } from '../../tests/chromium-host/host.ts';"],
  ])('refuses, in %s: %s', (file, code) => {
    expect(lint(file, code)).toHaveLength(1);
  });

  it.each([
    ['main/data-fetch/templates/a.ts', "import { x } from '../../network/rules/service-domains.ts';"],
    ['main/data-fetch/templates/a.ts', "import { x } from '../periodic/types.ts';"],
    ['main/background-fetch/transfer/attempt.ts', "import type { IncomingMessage } from 'node:http';"],
    ['main/background-fetch/http/connections.ts', "import https from 'node:https';"],
    ['main/ipc/handlers/bn.ts', "import { x } from '../../data-fetch/launch/launch-data.ts';"],
    ['main/composition/windows.ts', "import { x } from '../windows/zoom.ts';"],
    ['main/larder.ts', "import { x } from './composition/windows.ts';"],
    ['renderer/launcher/app.tsx', "import { x } from '../../preload/contract/messages/index.ts';"],
    ['tests/e2e/desktop.e2e.ts', "import type { X } from '../chromium-host/index.ts';"],
    ['tests/chromium-host/host.ts', "import { x } from './app/app.ts';"],
  ])('lets pass, in %s: %s', (file, code) => {
    expect(lint(file, code)).toEqual([]);
  });
});

describe('the table', () => {
  it('names only rooms above the one whose row it is, so that no circle can come up', () => {
    const names = Object.keys(ROOMS);
    // These two may import all of main; nobody may import them.
    const tops = ['main/ipc/handlers', 'main/composition', 'main'];
    const lower = names.filter((name) => !tops.includes(name));
    for (const name of lower)
      expect(
        ROOMS[name]!.mayImport.filter((other) => !lower.slice(0, lower.indexOf(name)).includes(other)),
        name,
      ).toEqual([]);
  });
});
