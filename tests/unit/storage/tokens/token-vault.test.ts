import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore, TokenVault } from '../../../../main/storage/ports.ts';
import { openTokenVault } from '../../../../main/storage/tokens/token-vault.ts';
import { createFakeSecretStore, type FakeSecretStore } from '../../../fakes/secret-store.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const TOKEN = 'session-4f1c-never-on-disk';

interface Setup {
  readonly folder: string;
  readonly store: MiniProgramStore;
  readonly secrets: FakeSecretStore;
  readonly problems: string[];
  readonly settings: { keep: boolean };
  /** As after a restart: nothing in memory. */
  reopen(): Promise<TokenVault>;
}

function setUp(secrets = createFakeSecretStore()): Setup {
  const folder = createTemporaryFolder();
  const store = openMiniProgramStore({ folder });
  store.add({ appId: 'abc', name: 'Sample', description: '' });
  const problems: string[] = [];
  const settings = { keep: false };
  return {
    folder,
    store,
    secrets,
    problems,
    settings,
    reopen: () =>
      openTokenVault({
        store: openMiniProgramStore({ folder }),
        secrets,
        keepWithoutSecretStore: () => settings.keep,
        onProblem: (appId, message) => problems.push(`${appId}: ${message}`),
      }),
  };
}

/** Every byte of every file below `folder`, as text. */
function everythingIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1')).join('\n');
}

const traces = (token: string): string[] => [
  token,
  Buffer.from(token).toString('base64').slice(0, 20),
  Buffer.from(token).toString('hex'),
  JSON.stringify(token).slice(1, -1),
];

function expectNoTrace(folder: string, token: string): void {
  const bytes = everythingIn(folder);
  for (const trace of traces(token)) expect(bytes).not.toContain(trace);
}

describe('openTokenVault with a secret store', () => {
  it('keeps a token over a restart, and only encrypted', async () => {
    const setup = setUp();
    const vault = await setup.reopen();
    expect(vault.persistence).toBe('encrypted');
    await vault.set('abc', TOKEN);
    expect(await vault.get('abc')).toBe(TOKEN);
    expectNoTrace(setup.folder, TOKEN);
    expect(await (await setup.reopen()).get('abc')).toBe(TOKEN);
  });

  it('asks the secret store once, however often a token is read', async () => {
    const setup = setUp();
    await (await setup.reopen()).set('abc', TOKEN);
    const vault = await setup.reopen();
    setup.secrets.calls.length = 0;
    const tokens = await Promise.all([vault.get('abc'), vault.get('abc'), vault.get('abc')]);
    expect(tokens).toEqual([TOKEN, TOKEN, TOKEN]);
    expect(setup.secrets.calls).toEqual(['decrypt']);
  });

  it('answers null when there is no token, and after one was cleared', async () => {
    const setup = setUp();
    const vault = await setup.reopen();
    expect(await vault.get('abc')).toBeNull();
    expect(await vault.get('unknown')).toBeNull();
    await vault.set('abc', TOKEN);
    await vault.clear('abc');
    expect(await vault.get('abc')).toBeNull();
    expect(await (await setup.reopen()).get('abc')).toBeNull();
  });

  it('runs calls for one mini-program in the order they were made', async () => {
    const setup = setUp();
    const vault = await setup.reopen();
    const answers = await Promise.all([
      vault.get('abc'),
      vault.set('abc', 'one'),
      vault.get('abc'),
      vault.set('abc', 'two'),
      vault.clear('abc'),
      vault.get('abc'),
      vault.set('abc', 'three'),
      vault.get('abc'),
    ]);
    expect(answers).toEqual([null, undefined, 'one', undefined, undefined, null, undefined, 'three']);
    expect(await (await setup.reopen()).get('abc')).toBe('three');
  });

  it('encrypts a token again when the secret store asks for it', async () => {
    const setup = setUp();
    await (await setup.reopen()).set('abc', TOKEN);
    const vault = await setup.reopen();
    setup.secrets.calls.length = 0;
    setup.secrets.shouldReEncrypt = true;
    expect(await vault.get('abc')).toBe(TOKEN);
    expect(setup.secrets.calls).toEqual(['decrypt', 'encrypt']);
  });

  it('counts a token that cannot be decrypted as none, reports it once, and finds it again later', async () => {
    const setup = setUp();
    await (await setup.reopen()).set('abc', TOKEN);
    const vault = await setup.reopen();
    setup.secrets.broken = true;
    expect(await vault.get('abc')).toBeNull();
    expect(await vault.get('abc')).toBeNull();
    expect(setup.problems).toHaveLength(1);
    expect(setup.problems[0]).not.toContain(TOKEN);
    setup.secrets.broken = false;
    expect(await (await setup.reopen()).get('abc')).toBe(TOKEN);
  });

  it('encrypts a readable token that an earlier start left', async () => {
    const setup = setUp();
    setup.store.update('abc', { token: { kind: 'plain', value: TOKEN } });
    const vault = await setup.reopen();
    expectNoTrace(setup.folder, TOKEN);
    expect(await vault.get('abc')).toBe(TOKEN);
  });

  it('refuses an empty token, and a token of a mini-program that is not here', async () => {
    const vault = await setUp().reopen();
    await expect(vault.set('abc', '')).rejects.toThrow(RangeError);
    await expect(vault.set('unknown', TOKEN)).rejects.toMatchObject({ code: 'storage-failed' });
  });

  it('forgets a token when its mini-program is removed', async () => {
    const setup = setUp();
    const vault = await openTokenVault({
      store: setup.store,
      secrets: setup.secrets,
      keepWithoutSecretStore: () => false,
      onProblem: () => {},
    });
    await vault.set('abc', TOKEN);
    await setup.store.remove('abc');
    setup.store.add({ appId: 'abc', name: 'Again', description: '' });
    expect(await vault.get('abc')).toBeNull();
  });

  it('saves nothing when the mini-program is removed while its token is being encrypted', async () => {
    const setup = setUp();
    const vault = await openTokenVault({
      store: setup.store,
      secrets: setup.secrets,
      keepWithoutSecretStore: () => false,
      onProblem: () => {},
    });
    const setting = vault.set('abc', TOKEN);
    const removal = setup.store.remove('abc');
    await expect(setting).rejects.toMatchObject({ code: 'storage-failed' });
    await removal;
    expect(readdirSync(path.join(setup.folder, 'mini-programs'))).toEqual([]);
  });
});

describe('openTokenVault when the secret store asks its user for a password', () => {
  /** `unlock`: the user has typed it. */
  async function lockedWith(stored: boolean) {
    const setup = setUp();
    if (stored) await (await setup.reopen()).set('abc', TOKEN);
    let unlock = (): void => {};
    setup.secrets.unlocked = new Promise((resolve) => (unlock = resolve));
    const answers: string[] = [];
    const vault = await openTokenVault({
      store: openMiniProgramStore({ folder: setup.folder }),
      secrets: setup.secrets,
      keepWithoutSecretStore: () => false,
      answerLimitMs: 20,
      onAnswer: (persistence) => answers.push(persistence),
      onProblem: (appId) => setup.problems.push(appId),
    });
    return { ...setup, vault, answers, unlock: () => unlock() };
  }

  it('opens without an answer, has what is set meanwhile at once, and saves it when there is one', async () => {
    const { folder, vault, answers, unlock, reopen } = await lockedWith(false);
    const saved = vault.set('abc', TOKEN);
    expect([await vault.get('abc'), vault.persistence, answers]).toEqual([TOKEN, 'encrypted', []]);
    unlock();
    await saved;
    expect(answers).toEqual(['encrypted']);
    expectNoTrace(folder, TOKEN);
    expect(await (await reopen()).get('abc')).toBe(TOKEN);
  });

  it('has no token until it can be read, and says nothing of one that cannot be read', async () => {
    const { vault, unlock, problems } = await lockedWith(true);
    expect([await vault.get('abc'), vault.has('abc')]).toEqual([null, true]);
    unlock();
    await vi.waitFor(async () => expect(await vault.get('abc')).toBe(TOKEN));
    expect(problems).toEqual([]);
  });
});

/** The desktop names a keyring that does not run: Chromium takes the key that everybody knows. */
function storeWithoutKeyring(): FakeSecretStore {
  return Object.assign(createFakeSecretStore(), { mark: 'v10' });
}

describe.each([
  ['the keyring does not run', storeWithoutKeyring()],
  ['the backend is basic_text', createFakeSecretStore({ backend: 'basic_text' })],
  ['encryption is not available', createFakeSecretStore({ available: false })],
])('openTokenVault when %s', (_why, secrets) => {
  it('keeps tokens in memory only', async () => {
    const setup = setUp(secrets);
    const vault = await setup.reopen();
    expect(vault.persistence).toBe('memory');
    await vault.set('abc', TOKEN);
    expect(await vault.get('abc')).toBe(TOKEN);
    expectNoTrace(setup.folder, TOKEN);
    expect(await (await setup.reopen()).get('abc')).toBeNull();
  });

  it('keeps tokens readable, for the user alone, when the setting says so', async () => {
    const setup = setUp(secrets);
    setup.settings.keep = true;
    const vault = await setup.reopen();
    expect(vault.persistence).toBe('plain');
    await vault.set('abc', TOKEN);
    expect(everythingIn(setup.folder)).toContain(TOKEN);
    if (process.platform !== 'win32')
      expect(statSync(path.join(setup.store.folderOf('abc'), 'state.json')).mode & 0o777).toBe(0o600);
    expect(await (await setup.reopen()).get('abc')).toBe(TOKEN);
  });

  it('takes a readable token off the disk when the setting was switched off', async () => {
    const setup = setUp(secrets);
    setup.settings.keep = true;
    await (await setup.reopen()).set('abc', TOKEN);
    setup.settings.keep = false;
    const vault = await setup.reopen();
    expectNoTrace(setup.folder, TOKEN);
    expect(await vault.get('abc')).toBe(TOKEN);
  });
});

describe('reseal', () => {
  const without = () => createFakeSecretStore({ backend: 'basic_text' });

  it('writes the tokens of this run when the user allows it, and takes them away again', async () => {
    const setup = setUp(without());
    const vault = await openTokenVault({
      store: setup.store,
      secrets: setup.secrets,
      keepWithoutSecretStore: () => setup.settings.keep,
      onProblem: () => {},
    });
    await vault.set('abc', TOKEN);
    expectNoTrace(setup.folder, TOKEN);
    setup.settings.keep = true;
    await vault.reseal();
    expect(vault.persistence).toBe('plain');
    expect(await (await setup.reopen()).get('abc')).toBe(TOKEN);
    setup.settings.keep = false;
    await vault.reseal();
    expectNoTrace(setup.folder, TOKEN);
    expect(await vault.get('abc')).toBe(TOKEN);
  });

  it('leaves everything as it is where there is a secret store', async () => {
    const setup = setUp();
    const vault = await setup.reopen();
    await vault.set('abc', TOKEN);
    setup.secrets.calls.length = 0;
    setup.settings.keep = true;
    await vault.reseal();
    expect(setup.secrets.calls).toEqual([]);
    expectNoTrace(setup.folder, TOKEN);
  });
});
