import dns from 'node:dns';
import { expect, it, onTestFinished } from 'vitest';
import { createCodeSource } from '../../../main/data-fetch/launch/code-source.ts';
import { createDialer } from '../../../main/network/connections/dialer.ts';
import { createConnectionPool } from '../../../main/network/connections/pool.ts';
import { startBackend, type Backend } from '../../demo-backend/backend.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { setUpSignIn, type SignInParts } from './sign-in-parts.ts';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** The demo backend in the place of the parts' own, with one mini-program, and what asks it for codes. */
async function setUp() {
  const folder = createTemporaryFolder();
  writeFileSync(path.join(folder, 'manifest.json'), '{"app_id":"One","name":"One"}');
  writeFileSync(path.join(folder, 'index.html'), '');
  let backend: Backend | null = null;
  const parts: SignInParts = await setUpSignIn({
    async backend(issuer) {
      backend = await startBackend({
        apps: [{ appId: 'One', folder }],
        authorization: { issuer, clientId: 'larder', scope: 'openid profile offline_access' },
        showSecrets: true,
      });
      return backend.url;
    },
  });
  onTestFinished(() => backend!.close());
  const pool = createConnectionPool(createDialer({ lookup: dns.lookup }));
  onTestFinished(() => void pool.dispose());
  const { account } = parts;
  const codes = createCodeSource({
    backendUrl: () => backend!.url,
    version: '1',
    pool,
    resolveProxy: () => Promise.resolve('DIRECT'),
    accessToken: account.accessToken,
    onRefusedToken: account.refused,
  });
  const code = (): Promise<string | null> => codes.request('One', new AbortController().signal, () => {});
  return { ...parts, demo: backend! as Backend, code };
}

it('makes codes for the user who has signed in, and for nobody else', async () => {
  const { account, demo, code, signIn, until } = await setUp();
  expect(demo.redeem((await code()) ?? '')).toBeNull();
  await signIn();
  await until('signed-in');
  const made = (await code()) ?? '';
  expect(demo.redeem(made)).toBe('user-1');
  expect(demo.redeem(made)).toBeNull();
  await account.signOut();
  expect(demo.redeem((await code()) ?? '')).toBeNull();
});

it('refuses a token that no longer counts, which is renewed before the next start', async () => {
  const { account, provider, disk, demo, code, signIn, until } = await setUp();
  await signIn();
  await until('signed-in');
  const { accessToken } = disk.signIn!;
  provider.bends.instead = { '/me': (response) => void response.writeHead(401).end() };
  expect(await code()).toBeNull();
  provider.bends.instead = {};
  await account.freshen();
  expect(disk.signIn?.accessToken).not.toBe(accessToken);
  expect(demo.redeem((await code()) ?? '')).toBe('user-1');
});
