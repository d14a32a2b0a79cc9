/**
 * The user's sign-in, kept like tokens: encrypted by the system's secret store; without one in memory, or readable on
 * the disk where the user chose that for tokens. No part of it appears in a message.
 */
import { signInSchema, type KeptSignIn, type SignIn } from '../models/identity.ts';
import type { MachineState } from './machine-state.ts';
import type { SecretStore } from './ports.ts';
import { canEncryptTokens } from './tokens/token-vault.ts';

export interface KeptSignInOptions {
  readonly machineState: MachineState;
  readonly secrets: SecretStore;
  /** The setting `keepTokensWithoutSecretStore`, asked at every use. */
  readonly keepWithoutSecretStore: () => boolean;
  /** It cannot be read or written. */
  readonly onProblem: (error: unknown) => void;
}

export function createKeptSignIn(options: KeptSignInOptions): KeptSignIn {
  const { machineState, secrets, keepWithoutSecretStore, onProblem } = options;

  const orTell = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      onProblem(error);
      return otherwise;
    }
  };

  const save = (signIn: SignIn): Promise<void> =>
    orTell(async () => {
      const text = JSON.stringify(signIn);
      const canEncrypt = await canEncryptTokens(secrets);
      if (!canEncrypt && !keepWithoutSecretStore()) {
        // One of before is out of date, and must not be readable here either.
        if (machineState.get().signIn) machineState.update({ signIn: null });
        return;
      }
      const value = canEncrypt ? (await secrets.encryptStringAsync(text)).toString('base64') : text;
      machineState.update({ signIn: { kind: canEncrypt ? 'encrypted' : 'plain', value } });
    }, undefined);

  return {
    save,
    load: () =>
      orTell(async () => {
        const kept = machineState.get().signIn;
        if (!kept) return null;
        const { kind, value } = kept;
        // What cannot be decrypted stays: the secret store may be back at the next start.
        const text = kind === 'plain' ? value : (await secrets.decryptStringAsync(Buffer.from(value, 'base64'))).result;
        const signIn = signInSchema().parse(JSON.parse(text));
        if (kind === 'plain') await save(signIn);
        return signIn;
      }, null),
    remove: () =>
      orTell(async () => {
        if (machineState.get().signIn) machineState.update({ signIn: null });
        return Promise.resolve();
      }, undefined),
  };
}
