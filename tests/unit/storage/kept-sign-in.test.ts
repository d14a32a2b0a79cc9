import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SignIn } from '../../../main/models/identity.ts';
import { createKeptSignIn } from '../../../main/storage/kept-sign-in.ts';
import { openMachineState } from '../../../main/storage/machine-state.ts';
import { createFakeSecretStore, type FakeSecretStore } from '../../fakes/secret-store.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const SIGN_IN: SignIn = {
  backendUrl: 'https://mp.example',
  issuer: 'https://id.example',
  clientId: 'larder',
  subject: 'user-1',
  name: 'Mara',
  accessToken: 'access-secret',
  accessExpiresAt: 5,
  refreshToken: 'refresh-secret',
  idToken: 'id-secret',
};

function setUp(secrets: FakeSecretStore, keepsPlain = false, folder = createTemporaryFolder()) {
  const problems: unknown[] = [];
  const choice = { keepsPlain };
  const machineState = openMachineState({ folder, olderFields: {}, onProblem: (error) => problems.push(error) });
  const kept = createKeptSignIn({
    machineState,
    secrets,
    keepWithoutSecretStore: () => choice.keepsPlain,
    onProblem: (error) => problems.push(error),
  });
  const onDisk = (): string => readFileSync(path.join(folder, 'machine-state.json'), 'utf8');
  return { kept, problems, choice, onDisk, again: () => setUp(secrets, choice.keepsPlain, folder) };
}

describe('a kept sign-in', () => {
  it('is encrypted, read at the next start, and gone when it is removed', async () => {
    const { kept, onDisk, again, problems } = setUp(createFakeSecretStore());
    await kept.save(SIGN_IN);
    expect(onDisk()).not.toMatch(/-secret|user-1|Mara/);
    expect(await again().kept.load()).toEqual(SIGN_IN);
    await again().kept.remove();
    expect(await again().kept.load()).toBeNull();
    expect(problems).toEqual([]);
  });

  it('is on no disk without a secret store, unless the user chose that', async () => {
    const { kept, choice, onDisk, again } = setUp(createFakeSecretStore({ backend: 'basic_text' }));
    await kept.save(SIGN_IN);
    expect(await again().kept.load()).toBeNull();
    choice.keepsPlain = true;
    await kept.save(SIGN_IN);
    expect(await again().kept.load()).toEqual(SIGN_IN);
    choice.keepsPlain = false;
    await kept.save(SIGN_IN);
    expect(onDisk()).not.toContain('secret');
  });

  it('is encrypted as soon as there is a secret store', async () => {
    const secrets = createFakeSecretStore({ backend: 'basic_text' });
    const { kept, onDisk, again } = setUp(secrets, true);
    await kept.save(SIGN_IN);
    expect(onDisk()).toContain('access-secret');
    secrets.backend = 'gnome_libsecret';
    expect(await again().kept.load()).toEqual(SIGN_IN);
    expect(onDisk()).not.toContain('access-secret');
  });

  it('counts as none while it cannot be decrypted, and stays', async () => {
    const secrets = createFakeSecretStore();
    const { kept, again } = setUp(secrets);
    await kept.save(SIGN_IN);
    secrets.broken = true;
    const locked = again();
    expect(await locked.kept.load()).toBeNull();
    expect(locked.problems).toHaveLength(1);
    secrets.broken = false;
    expect(await again().kept.load()).toEqual(SIGN_IN);
  });
});
