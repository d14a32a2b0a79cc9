/** The sign-in as it is put together: the browser, the disk, the codes of cold starts and the sweep. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLanguage } from '../../../main/composition/language.ts';
import { createNetwork } from '../../../main/composition/network.ts';
import { openStorage } from '../../../main/composition/storage.ts';
import { createEventLog } from '../../../main/log/event-log.ts';
import { NO_OBSERVER } from '../../../main/network/client/request-observer.ts';
import { interpretPolicies } from '../../../main/policies/policies.ts';
import { createSystemClock } from '../../../main/support/clock.ts';
import { startBackend } from '../../demo-backend/backend.ts';
import { startOpenIdProvider } from '../../fakes/openid-provider.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const system = vi.hoisted(() => ({
  folder: '',
  isOnline: true,
  openExternal: vi.fn<(url: string) => Promise<void>>(),
}));
vi.mock('electron', async () => {
  const { createIdleElectron } = await import('../../fakes/idle-electron.ts');
  return { ...createIdleElectron(system), shell: { openExternal: system.openExternal } };
});

const LOGGER = { info: () => {}, warning: () => {}, error: () => {} } as never;

/** What a start of Larder has of it, on the same disk each time. */
async function start(backendUrl: string) {
  const policies = interpretPolicies({ kind: 'none' });
  const clock = createSystemClock();
  const events: unknown[] = [];
  const log = createEventLog(clock, [(event) => events.push(event)]);
  const storage = await openStorage(system.folder, policies, clock, log, LOGGER);
  const { tag: language, messages } = await createLanguage(storage.settings, LOGGER);
  const network = createNetwork({
    ...storage,
    dev: true,
    givenBackendUrl: backendUrl,
    policies,
    workers: { inlineScriptsWorker: '', certificatesWorker: '' },
    clock,
    events: log,
    observer: NO_OBSERVER,
    messages,
    language,
  });
  onTestFinished(() => network.pool.dispose());
  return { ...network, events };
}

it('lets the sweep ask, the browser sign in, the disk keep it, and codes of cold starts know the user', async () => {
  system.folder = createTemporaryFolder();
  const provider = await startOpenIdProvider();
  onTestFinished(() => provider.close());
  const app = createTemporaryFolder();
  writeFileSync(path.join(app, 'manifest.json'), '{"app_id":"One","name":"One"}');
  writeFileSync(path.join(app, 'index.html'), '');
  const backend = await startBackend({
    apps: [{ appId: 'One', folder: app }],
    authorization: { issuer: provider.issuer, clientId: 'larder', scope: 'openid profile offline_access' },
    routes: { '/data': () => ({ body: 'data' }) },
    showSecrets: true,
  });
  onTestFinished(() => backend.close());
  system.openExternal.mockImplementation(async (url) => void provider.browse(url));

  const first = await start(backend.url);
  expect(first.account.state()).toEqual({ kind: 'none' });
  await first.renewals.renewCommon?.(new AbortController().signal);
  expect(first.account.state()).toMatchObject({ kind: 'signed-out' });
  const arrived = new Promise<void>((resolve) => first.account.onSignedIn(resolve));
  await first.account.signIn();
  await arrived;
  expect(readFileSync(path.join(system.folder, 'machine-state.json'), 'utf8')).not.toContain('Mara');

  const second = await start(backend.url);
  await vi.waitFor(() => expect(second.account.state()).toMatchObject({ kind: 'signed-in', name: 'Mara Quill' }));
  const run = second.preFetcher.start({
    appId: 'One',
    details: {
      permissions: [],
      serviceDomains: [{ domain: backend.host, certificates: [] }],
      developmentSettings: { preFetchUrl: `${backend.url}/data` },
    },
    version: '1.0.0',
    launch: {},
    signal: new AbortController().signal,
  });
  expect(await run.outcome).toMatchObject({ ok: true });
  const asked = backend.requests().find(({ path: of }) => of === '/data');
  expect(backend.redeem(new Map(asked?.query).get('code') ?? '')).toBe('user-1');
  for (const secret of [second.account.accessToken(backend.url)!, 'user-1'])
    expect(JSON.stringify([first.events, second.events])).not.toContain(secret);
});
