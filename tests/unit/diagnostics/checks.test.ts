import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackendHttp } from '../../../main/network/client/backend-http.ts';
import { folderChecks } from '../../../main/diagnostics/folder-checks.ts';
import { networkChecks, type NetworkCheckOptions } from '../../../main/diagnostics/network-checks.ts';
import {
  backgroundCheck,
  downloadsCheck,
  systemChecks,
  type SystemCheckOptions,
} from '../../../main/diagnostics/system-checks.ts';
import type { Check, Finding } from '../../../main/diagnostics/types.ts';
import { miniProgramStateSchema, type MiniProgramState } from '../../../main/models/state-schema.ts';
import type { DiagnosticCheck } from '../../../preload/contract/diagnostics.ts';
import type { UpdatePhase } from '../../../preload/contract/updates.ts';
import { json, startLocalServer, type Handler } from '../../fakes/local-server.ts';
import { cannotMount, createSmallDisk, fillDisk, makeReadOnly } from '../../fakes/mounted-folder.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { summaryOf } from '../../../main/models/mini-program-summary.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const run = async (checks: readonly Check[], id: DiagnosticCheck): Promise<Finding> =>
  checks.find((check) => check.id === id)!.run(new AbortController().signal);
const keyOf = async (checks: readonly Check[], id: DiagnosticCheck): Promise<string> => {
  const { status, text } = await run(checks, id);
  return `${status} ${text.key}`;
};

describe('folderChecks', () => {
  const check = (folder: string, id: DiagnosticCheck): Promise<string> =>
    keyOf(
      folderChecks(folder, () => NOW),
      id,
    );

  it('finds a folder that can be written, leaves nothing in it, and one that will be made', async () => {
    const folder = createTemporaryFolder();
    expect(await check(folder, 'data-folder')).toBe('ok diagnostics.data-folder.ok');
    expect(readdirSync(folder)).toEqual([]);
    expect(await check(path.join(folder, 'a', 'b'), 'data-folder')).toBe('ok diagnostics.data-folder.new');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('finds a file in the folder’s place', async () => {
    const file = path.join(createTemporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await check(file, 'data-folder')).toBe('problem diagnostics.data-folder.file');
  });

  it.skipIf(cannotMount !== null)('finds a folder that cannot be written, and a full disk', async () => {
    const folder = createTemporaryFolder();
    makeReadOnly(folder);
    expect(await check(folder, 'data-folder')).toBe('problem diagnostics.data-folder.unwritable');
    const disk = createSmallDisk(1024 * 1024);
    fillDisk(disk);
    expect(await check(disk, 'data-folder')).toBe('problem diagnostics.data-folder.unwritable');
    expect(await check(disk, 'disk-space')).toBe('problem diagnostics.disk-space.full');
  });

  it.each([
    ['none', null, 'ok diagnostics.settings.none'],
    ['good ones', '{"schemaVersion":1,"language":"fa"}', 'ok diagnostics.settings.ok'],
    ['a wrong field', '{"schemaVersion":1,"maxPackageBytes":"all"}', 'warning diagnostics.settings.partly'],
    ['no JSON', '{"lang', 'problem diagnostics.settings.unreadable'],
    ['a newer file', '{"schemaVersion":99}', 'warning diagnostics.settings.newer'],
  ])('reads settings and changes nothing when there are %s', async (_what, text, expected) => {
    const folder = createTemporaryFolder();
    const file = path.join(folder, 'settings.json');
    if (text !== null) writeFileSync(file, text);
    expect(await check(folder, 'settings')).toBe(expected);
    if (text !== null) expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(text === null ? [] : ['settings.json']);
  });

  it('finds damaged states and files that were set aside', async () => {
    const folder = createTemporaryFolder();
    expect(await check(folder, 'mini-programs')).toBe('ok diagnostics.mini-programs.ok');
    expect(await check(folder, 'quarantine')).toBe('ok diagnostics.quarantine.none');
    for (const name of ['good', 'bad']) mkdirSync(path.join(folder, 'mini-programs', name), { recursive: true });
    writeFileSync(path.join(folder, 'mini-programs', 'good', 'state.json'), JSON.stringify(stateOf('good')));
    writeFileSync(path.join(folder, 'mini-programs', 'bad', 'state.json'), '{"schemaV');
    mkdirSync(path.join(folder, 'quarantine'));
    writeFileSync(path.join(folder, 'quarantine', 'x-state.json'), '');
    expect(
      await run(
        folderChecks(folder, () => NOW),
        'mini-programs',
      ),
    ).toMatchObject({ status: 'problem', text: { values: { count: 2, ids: 'bad' } } });
    expect(await check(folder, 'quarantine')).toBe('warning diagnostics.quarantine.some');
    expect(readFileSync(path.join(folder, 'mini-programs', 'bad', 'state.json'), 'utf8')).toBe('{"schemaV');
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'counts a state that may not be read as damaged',
    async () => {
      const folder = createTemporaryFolder();
      const file = path.join(folder, 'mini-programs', 'one', 'state.json');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(stateOf('one')));
      chmodSync(file, 0o000);
      expect(await check(folder, 'mini-programs')).toBe('problem diagnostics.mini-programs.damaged');
    },
  );
});

describe('networkChecks', () => {
  const checksOf = (backendUrl: string | null, options: Partial<NetworkCheckOptions> = {}): Check[] =>
    networkChecks({
      backendUrl: () => backendUrl,
      http: createBackendHttp({ userAgent: 'test' }),
      resolveProxy: () => Promise.resolve('DIRECT'),
      knownIds: () => Promise.resolve([]),
      clock: { now: () => Date.now() },
      environment: {},
      ...options,
    });
  const notFound: Handler = json({ code: 'not-found' }, 404);

  it('finds a good backend, and a clock that agrees with it', async () => {
    const server = await startLocalServer(notFound);
    const checks = checksOf(server.url);
    expect(await run(checks, 'backend')).toMatchObject({
      status: 'ok',
      text: { key: 'diagnostics.backend.plain', values: { host: server.url.slice('http://'.length) } },
    });
    expect(await keyOf(checks, 'clock')).toBe('ok diagnostics.clock.ok');
  });

  it.each([
    [2 * 60_000, 'warning diagnostics.clock.off'],
    [-2 * 3_600_000, 'problem diagnostics.clock.off'],
  ])('finds a clock that is %i ms off', async (offset, expected) => {
    const checks = checksOf((await startLocalServer(notFound)).url, { clock: { now: () => Date.now() + offset } });
    await run(checks, 'backend');
    expect(await keyOf(checks, 'clock')).toBe(expected);
  });

  it('compares no clock when there is no backend', async () => {
    const checks = checksOf(null);
    expect(await keyOf(checks, 'backend')).toBe('warning diagnostics.backend.none');
    expect(await keyOf(checks, 'clock')).toBe('ok diagnostics.clock.unknown');
  });

  it.each<[string, Handler, string]>([
    [
      'a web page',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
      'problem diagnostics.backend.web-page',
    ],
    [
      'a server in trouble',
      (_request, response) => response.writeHead(503).end(),
      'problem diagnostics.backend.bad-status',
    ],
    ['a cut connection', (_request, response) => response.destroy(), 'problem diagnostics.backend.cut-off'],
  ])('finds %s', async (_what, handler, expected) => {
    expect(await keyOf(checksOf((await startLocalServer(handler)).url), 'backend')).toBe(expected);
  });

  it('names a proxy without its credentials, and variables that are not used', async () => {
    const proxy = (list: string, environment = {}) =>
      run(checksOf('https://backend.example', { resolveProxy: () => Promise.resolve(list), environment }), 'proxy');
    expect(await proxy('PROXY me:word@proxy.example:8080; DIRECT')).toMatchObject({
      text: { key: 'diagnostics.proxy.used', values: { proxy: 'proxy.example:8080' } },
    });
    expect(await proxy('DIRECT')).toMatchObject({ text: { key: 'diagnostics.proxy.direct' } });
    expect(await proxy('DIRECT', { HTTPS_PROXY: 'http://me:word@p' })).toMatchObject({
      text: { key: 'diagnostics.proxy.direct-although', values: { variables: 'HTTPS_PROXY' } },
    });
  });
});

describe('systemChecks', () => {
  const keyWith = (id: DiagnosticCheck, options: Partial<SystemCheckOptions> = {}): Promise<string> =>
    keyOf(
      systemChecks({
        versions: { version: '1', electron: '45', standIn: null, chromium: '156', node: '24', system: 'Linux' },
        platform: 'linux',
        isPackaged: true,
        secretStore: () => Promise.resolve({ canEncrypt: true, name: 'kwallet6' }),
        keepsTokensReadable: () => false,
        opensLinks: () => true,
        sandbox: 'on',
        kernelSetting: () => null,
        isSandboxHelperUsable: () => false,
        updates: () => ({
          phase: { kind: 'idle' },
          installation: 'on-quit',
          checksAutomatically: true,
          lastCheckedAt: null,
        }),
        languages: () => ({ requests: 'de-AT', texts: 'en' }),
        ...options,
      }),
      id,
    );
  it('names first what runs in place of Electron', async () => {
    const versions = {
      version: '1',
      electron: '45',
      standIn: 'Stand-in',
      chromium: '156',
      node: '24',
      system: 'Linux',
    };
    expect(await keyWith('versions')).toBe('ok diagnostics.versions.ok');
    expect(await keyWith('versions', { versions })).toBe('ok diagnostics.versions.standIn');
  });

  const restricted = (name: string, value: string) => (asked: string) => (asked === name ? value : null);

  it.each<[DiagnosticCheck, Partial<SystemCheckOptions>, string]>([
    ['versions', {}, 'ok diagnostics.versions.ok'],
    ['secret-store', {}, 'ok diagnostics.secret-store.named'],
    [
      'secret-store',
      { secretStore: () => Promise.resolve({ canEncrypt: true, name: null }) },
      'ok diagnostics.secret-store.ok',
    ],
    [
      'secret-store',
      { secretStore: () => Promise.resolve({ canEncrypt: false, name: 'basic_text' }) },
      'warning diagnostics.secret-store.memory',
    ],
    [
      'secret-store',
      {
        secretStore: () => Promise.resolve({ canEncrypt: false, name: 'basic_text' }),
        keepsTokensReadable: () => true,
      },
      'warning diagnostics.secret-store.readable',
    ],
    ['links', {}, 'ok diagnostics.links.ok'],
    ['links', { opensLinks: () => false }, 'warning diagnostics.links.other'],
    ['links', { opensLinks: () => false, isPackaged: false }, 'ok diagnostics.links.not-installed'],
    ['sandbox', {}, 'ok diagnostics.sandbox.ok'],
    ['sandbox', { sandbox: 'switched-off' }, 'problem diagnostics.sandbox.off'],
    ['sandbox', { sandbox: 'switched-off', platform: 'win32' }, 'problem diagnostics.sandbox.off'],
    ['sandbox', { sandbox: 'root' }, 'warning diagnostics.sandbox.root'],
    [
      'sandbox',
      { kernelSetting: restricted('user/max_user_namespaces', '0'), isSandboxHelperUsable: () => true },
      'ok diagnostics.sandbox.ok',
    ],
    [
      'sandbox',
      { kernelSetting: restricted('kernel/apparmor_restrict_unprivileged_userns', '1') },
      'warning diagnostics.sandbox.no-namespaces',
    ],
    [
      'sandbox',
      { kernelSetting: restricted('user/max_user_namespaces', '0') },
      'warning diagnostics.sandbox.no-namespaces',
    ],
    ['sandbox', { platform: 'win32', kernelSetting: () => '0' }, 'ok diagnostics.sandbox.ok'],
    ['language', {}, 'ok diagnostics.language.ok'],
  ])('%s with %j: %s', async (id, options, expected) => {
    expect(await keyWith(id, options)).toBe(expected);
  });

  it.each<[UpdatePhase, boolean, string]>([
    [{ kind: 'idle' }, true, 'ok diagnostics.updates.on'],
    [{ kind: 'idle' }, false, 'ok diagnostics.updates.by-hand'],
    [{ kind: 'off', why: 'no-feed' }, true, 'ok updates.off.no-feed'],
    [{ kind: 'off', why: 'feed-not-secure' }, true, 'problem updates.off.feed-not-secure'],
    [
      { kind: 'ready', update: { version: '2.0.0', notes: null, sizeBytes: null } },
      true,
      'ok diagnostics.updates.newer',
    ],
    [
      { kind: 'failed', during: 'check', failure: 'unreachable', update: null },
      true,
      'warning updates.reason.unreachable',
    ],
  ])('updates with %j', async (phase, checksAutomatically, expected) => {
    expect(
      await keyWith('updates', {
        updates: () => ({ phase, installation: 'on-quit', checksAutomatically, lastCheckedAt: null }),
      }),
    ).toBe(expected);
  });
});

function stateOf(
  appId: string,
  periodic: Partial<NonNullable<MiniProgramState['periodic']>> | null = null,
): MiniProgramState {
  const details = {
    fetchedAt: NOW,
    value: {
      appId,
      name: appId,
      version: '1.0.0',
      packageUrl: 'https://p.example/p.zip',
      packageSha256: '0'.repeat(64),
      serviceDomains: [],
      developmentSettings: { backgroundFetchUrl: 'https://d.example/' },
    },
  };
  return miniProgramStateSchema().parse({
    schemaVersion: 1,
    appId,
    name: appId,
    addedAt: NOW,
    details,
    token: { kind: 'plain', value: 'sesame' },
    periodic,
  });
}

describe('backgroundCheck and downloadsCheck', () => {
  const keyWith = (states: MiniProgramState[], isEnabled = true, next: number | null = null): Promise<string> =>
    keyOf(
      [backgroundCheck({ states: () => states.map(summaryOf), isEnabled: () => isEnabled, nextWakeAt: () => next })],
      'background',
    );

  it('say how periodic fetch goes', async () => {
    expect(await keyWith([], false)).toBe('ok diagnostics.background.off');
    expect(await keyWith([])).toBe('ok diagnostics.background.nobody');
    expect(await keyWith([stateOf('a')])).toBe('ok diagnostics.background.not-yet');
    expect(await keyWith([stateOf('a', { lastSuccessAt: NOW })])).toBe('ok diagnostics.background.ok');
    expect(await keyWith([stateOf('a', { lastSuccessAt: NOW })], true, NOW + 1)).toBe('ok diagnostics.background.next');
    expect(await keyWith([stateOf('a', { lastSuccessAt: NOW }), stateOf('b', { failures: 2, failedAt: NOW })])).toBe(
      'warning diagnostics.background.failing',
    );
  });

  it('count downloads', async () => {
    expect(await keyOf([downloadsCheck(() => ({ running: 2, failed: 0 }))], 'downloads')).toBe(
      'ok diagnostics.downloads.ok',
    );
    expect(await keyOf([downloadsCheck(() => ({ running: 2, failed: 1 }))], 'downloads')).toBe(
      'ok diagnostics.downloads.failed',
    );
  });
});
