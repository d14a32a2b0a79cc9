import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Sandbox } from '../../../../main/models/sandbox.ts';
import {
  canEnableSandbox,
  isRootWithoutSandbox,
  isSandboxHelperUsable,
  readSandbox,
} from '../../../../main/system/start/sandbox.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

type Start = [platform: NodeJS.Platform, uid: number | undefined, args: string[], environment: NodeJS.ProcessEnv];

const OFF = ['/larder', '--no-sandbox', '--dev'];
const VARIABLE = { ELECTRON_DISABLE_SANDBOX: '' };

it.each<[...Start, expected: { sandbox: Sandbox; refuses: boolean; enables: boolean }]>([
  ['linux', 1000, ['/larder'], {}, { sandbox: 'on', refuses: false, enables: true }],
  ['linux', 1000, OFF, {}, { sandbox: 'switched-off', refuses: false, enables: true }],
  ['linux', 1000, ['/larder'], VARIABLE, { sandbox: 'switched-off', refuses: false, enables: true }],
  ['linux', 1000, ['/larder', '--open=--no-sandbox'], {}, { sandbox: 'on', refuses: false, enables: true }],
  ['linux', 0, OFF, {}, { sandbox: 'switched-off', refuses: true, enables: false }],
  ['linux', 0, ['/larder'], VARIABLE, { sandbox: 'switched-off', refuses: true, enables: false }],
  ['linux', 0, ['/larder'], {}, { sandbox: 'root', refuses: false, enables: false }],
  ['darwin', 0, ['/larder'], {}, { sandbox: 'on', refuses: false, enables: true }],
  ['win32', undefined, ['larder.exe'], {}, { sandbox: 'on', refuses: false, enables: true }],
  ['win32', undefined, OFF, {}, { sandbox: 'switched-off', refuses: false, enables: true }],
])('on %s as %s with %j and %j: %j', (platform, uid, args, environment, expected) => {
  const facts = { platform, uid, args, environment };
  expect({
    sandbox: readSandbox(facts),
    refuses: isRootWithoutSandbox(facts),
    enables: canEnableSandbox(facts),
  }).toEqual(expected);
});

it('counts Chromium’s helper only when it belongs to root and runs as root', async () => {
  const folder = createTemporaryFolder();
  expect(isSandboxHelperUsable(folder)).toBe(false);
  await mkdir(folder, { recursive: true });
  const helper = path.join(folder, 'chrome-sandbox');
  await writeFile(helper, '');
  await chmod(helper, 0o755);
  expect(isSandboxHelperUsable(folder)).toBe(false);
  await chmod(helper, 0o4755);
  // Whether that makes it root's own depends on who runs the tests.
  expect(isSandboxHelperUsable(folder)).toBe(process.getuid?.() === 0);
});
