/**
 * Names and passwords of proxies, kept like tokens: encrypted by the system's secret store; without one in memory, or
 * readable on the disk where the user chose that for tokens. They never appear in a message.
 */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';
import type { KeptCredentials, ProxyCredentials } from '../models/proxy-credentials.ts';
import type { MachineState } from './machine-state.ts';
import type { SecretStore } from './ports.ts';
import { canEncryptTokens } from './tokens/token-vault.ts';

export interface ProxyCredentialsOptions {
  readonly machineState: MachineState;
  readonly secrets: SecretStore;
  /** The setting `keepTokensWithoutSecretStore`, asked at every use. */
  readonly keepWithoutSecretStore: () => boolean;
  /** They cannot be read or written; the user is asked again. */
  readonly onProblem: (error: unknown) => void;
}

const credentialsSchema = once(() => z.object({ userName: z.string(), password: z.string() }));

export function createKeptCredentials(options: ProxyCredentialsOptions): KeptCredentials {
  const { machineState, secrets, keepWithoutSecretStore, onProblem } = options;

  const orTell = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      onProblem(error);
    }
  };

  return {
    async load() {
      const known = new Map<string, ProxyCredentials>();
      for (const [proxy, { kind, value }] of Object.entries(machineState.get().proxyCredentials)) {
        await orTell(async () => {
          const text =
            kind === 'plain' ? value : (await secrets.decryptStringAsync(Buffer.from(value, 'base64'))).result;
          known.set(proxy, credentialsSchema().parse(JSON.parse(text)));
        });
      }
      return known;
    },
    save: (proxy, credentials) =>
      orTell(async () => {
        const text = JSON.stringify(credentials);
        const canEncrypt = await canEncryptTokens(secrets);
        if (!canEncrypt && !keepWithoutSecretStore()) return;
        const value = canEncrypt ? (await secrets.encryptStringAsync(text)).toString('base64') : text;
        const { proxyCredentials } = machineState.get();
        const kind = canEncrypt ? 'encrypted' : 'plain';
        machineState.update({ proxyCredentials: { ...proxyCredentials, [proxy]: { kind, value } } });
      }),
    remove: (proxy) =>
      orTell(async () => {
        const { [proxy]: forgotten, ...others } = machineState.get().proxyCredentials;
        if (forgotten) machineState.update({ proxyCredentials: others });
        return Promise.resolve();
      }),
  };
}
