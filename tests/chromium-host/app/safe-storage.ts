/** `safeStorage`: AES-256-GCM with a random key in a file of its own beside the data. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type Electron from 'electron';
import { strictObject } from '../electron/strictness.ts';

const KEY_FILE = 'chromium-host.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Chromium's providers of keys mark what they encrypt: the fixed key, and a keyring's. */
const FIXED = Buffer.from('v10');
const KEYRING = Buffer.from('v11');

type Provided = Pick<
  Electron.SafeStorage,
  | 'isEncryptionAvailable'
  | 'encryptString'
  | 'decryptString'
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
  | 'setUsePlainTextEncryption'
>;

export function createSafeStorage(options: {
  isReady(): boolean;
  userData(): string;
  readonly passwordStore: string | undefined;
}): Provided {
  const isBasic = options.passwordStore === 'basic';
  // A desktop without a running keyring: its name is that of the store, and the key is the fixed one all the same.
  const hasFixedKey = isBasic || options.passwordStore === 'gnome-libsecret-without-keyring';
  // A keyring that asks for its password, and nobody is there: every answer waits.
  const answered = options.passwordStore === 'locked' ? new Promise<void>(() => {}) : Promise.resolve();
  const VERSION = hasFixedKey ? FIXED : KEYRING;
  let key: Buffer | null = null;

  const assertReady = (method: string): void => {
    if (!options.isReady()) throw new Error(`safeStorage.${method} cannot be called before app is ready`);
  };
  // Chromium's basic_text key is fixed and known to everybody.
  const readKey = (): Buffer =>
    (key ??= hasFixedKey ? createHash('sha256').update('peanuts').digest() : readOrCreateKey(options.userData()));
  const encrypt = (text: string): Buffer => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', readKey(), nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([VERSION, nonce, cipher.getAuthTag(), body]);
  };
  const decrypt = (encrypted: Buffer): string => {
    const start = VERSION.length;
    if (!Buffer.isBuffer(encrypted) || !encrypted.subarray(0, start).equals(VERSION))
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    try {
      const decipher = createDecipheriv('aes-256-gcm', readKey(), encrypted.subarray(start, start + NONCE_BYTES));
      decipher.setAuthTag(encrypted.subarray(start + NONCE_BYTES, start + NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(encrypted.subarray(start + NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    }
  };

  return strictObject<Provided>(
    {
      isEncryptionAvailable() {
        // docs: on Linux, true only after ready and with a secret store.
        return options.isReady() && !isBasic;
      },
      encryptString(text) {
        assertReady('encryptString');
        return encrypt(text);
      },
      decryptString(encrypted) {
        assertReady('decryptString');
        return decrypt(encrypted);
      },
      async isAsyncEncryptionAvailable() {
        assertReady('isAsyncEncryptionAvailable');
        await answered;
        return true;
      },
      async encryptStringAsync(text) {
        assertReady('encryptStringAsync');
        await answered;
        return encrypt(text);
      },
      async decryptStringAsync(encrypted) {
        assertReady('decryptStringAsync');
        await answered;
        return { result: decrypt(encrypted), shouldReEncrypt: false };
      },
      getSelectedStorageBackend() {
        if (!options.isReady()) return 'unknown';
        return isBasic ? 'basic_text' : 'gnome_libsecret';
      },
      setUsePlainTextEncryption() {},
    },
    'safeStorage',
  );
}

function readOrCreateKey(folder: string): Buffer {
  const file = path.join(folder, KEY_FILE);
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    if (key.length === KEY_BYTES) return key;
  } catch {
    // The first start with this data folder.
  }
  const key = randomBytes(KEY_BYTES);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o600 });
  return key;
}
