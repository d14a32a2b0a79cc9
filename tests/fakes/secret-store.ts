import type { SecretStore } from '../../main/storage/ports.ts';

export interface FakeSecretStore extends SecretStore {
  /** What the system's store is asked, in order. */
  readonly calls: string[];
  backend: string | undefined;
  available: boolean;
  /** What Chromium's providers of keys put in front: v10 is the key that everybody knows. */
  mark: string;
  shouldReEncrypt: boolean;
  /** Pending: it asks its user for a password. */
  unlocked: Promise<void>;
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
    mark: 'v11',
    shouldReEncrypt: false,
    unlocked: Promise.resolve(),
    broken: false,
    isAsyncEncryptionAvailable: () => fake.unlocked.then(() => fake.available),
    getSelectedStorageBackend: () => fake.backend ?? '',
    async encryptStringAsync(plainText) {
      // What the vault tries out at the start is nobody's token.
      if (plainText !== 'larder') fake.calls.push('encrypt');
      return Buffer.concat([Buffer.from(fake.mark), scramble(Buffer.from(plainText))]);
    },
    async decryptStringAsync(encrypted) {
      fake.calls.push('decrypt');
      await fake.unlocked;
      if (fake.broken) throw new Error('the key is gone');
      return {
        result: scramble(encrypted.subarray(fake.mark.length)).toString(),
        shouldReEncrypt: fake.shouldReEncrypt,
      };
    },
  };
  return fake;
}
