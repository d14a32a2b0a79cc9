import type { SecretStore } from '../../main/storage/ports.ts';

export interface FakeSecretStore extends SecretStore {
  /** What the system's store is asked, in order. */
  readonly calls: string[];
  backend: string | undefined;
  available: boolean;
  shouldReEncrypt: boolean;
  /** Decryption fails, as with another user's key. */
  broken: boolean;
}

/** Turns the bytes around and flips them: not what was put in, and only readable here. */
const scramble = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xa5)).reverse();

export function createFakeSecretStore(
  settings: Partial<Pick<FakeSecretStore, 'backend' | 'available'>> = {},
): FakeSecretStore {
  const fake: FakeSecretStore = {
    calls: [],
    backend: settings.backend ?? 'gnome_libsecret',
    available: settings.available ?? true,
    shouldReEncrypt: false,
    broken: false,
    isAsyncEncryptionAvailable: () => Promise.resolve(fake.available),
    getSelectedStorageBackend: () => fake.backend ?? '',
    async encryptStringAsync(plainText) {
      fake.calls.push('encrypt');
      return scramble(Buffer.from(plainText));
    },
    async decryptStringAsync(encrypted) {
      fake.calls.push('decrypt');
      if (fake.broken) throw new Error('the key is gone');
      return { result: scramble(encrypted).toString(), shouldReEncrypt: fake.shouldReEncrypt };
    },
  };
  return fake;
}
