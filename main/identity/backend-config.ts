/** What the backend in use says about its users: asked at most every 12 hours, kept, and believed only as far as an issuer may be. */
import type { Authorization, KeptConfig } from '../models/identity.ts';
import type { Clock } from '../support/clock.ts';
import { errorMessage } from '../support/errors.ts';
import type { ConfigClient } from './config-client.ts';
import { isIssuerAllowed } from './issuer-rules.ts';

export interface BackendConfigDependencies {
  readonly clock: Clock;
  readonly configs: ConfigClient;
  /** The last answer, from the disk. */
  keptConfig(): KeptConfig | null;
  /** May throw: then it counts for this run. */
  keepConfig(config: KeptConfig): void;
  backendUrl(): string | null;
  /** Issuers that the administrator allows besides those of the backend's own site. */
  readonly listedIssuers: readonly string[];
  onProblem(message: string): void;
}

/** A provider that users of `backend` may be sent to. */
export interface UsableAuthorization {
  readonly authorization: Authorization;
  readonly backend: string;
}

export interface BackendConfig {
  /** `null`: the backend names none. */
  authorization(): Authorization | null;
  /** `null`: there is none, or it is not allowed. */
  usable(): UsableAuthorization | null;
  /** Asks when it is due. Never rejects; true: there is a new answer, or a new reason for none. */
  refresh(signal?: AbortSignal): Promise<boolean>;
}

export const CONFIG_INTERVAL_MS = 12 * 3_600_000;
/** After a failure; a person who looks at Settings again is worth another try. */
const PAUSE_MS = 60_000;

export function createBackendConfig(dependencies: BackendConfigDependencies): BackendConfig {
  const { clock, configs, backendUrl, listedIssuers, onProblem } = dependencies;
  let known = dependencies.keptConfig();
  let asking: Promise<boolean> | null = null;
  let failed: { readonly backend: string; readonly at: number } | null = null;

  const config = (): KeptConfig | null => (known && known.backendUrl === backendUrl() ? known : null);

  async function ask(backend: string, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      const answer = await configs.fetch(backend, known, signal);
      if (backendUrl() !== backend) return false;
      known = answer;
      failed = null;
      const { authorization } = answer;
      if (authorization && !isIssuerAllowed(authorization.issuer, backend, listedIssuers))
        onProblem(`Cannot let users sign in at "${authorization.issuer}": it is not an issuer of the backend's site`);
      dependencies.keepConfig(answer);
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      failed = { backend, at: clock.now() };
      onProblem(`Cannot read what "${new URL(backend).host}" says about signing in: ${errorMessage(error)}`);
      return true;
    }
  }

  const dueAt = (): number | null => {
    const backend = backendUrl();
    if (backend === null) return null;
    const pausedUntil = failed?.backend === backend ? failed.at + PAUSE_MS : 0;
    return Math.max((config()?.fetchedAt ?? -CONFIG_INTERVAL_MS) + CONFIG_INTERVAL_MS, pausedUntil);
  };

  return {
    authorization: () => config()?.authorization ?? null,
    usable() {
      const { authorization, backendUrl: backend } = config() ?? {};
      const isUsable =
        authorization && backend !== undefined && isIssuerAllowed(authorization.issuer, backend, listedIssuers);
      return isUsable ? { authorization, backend } : null;
    },
    async refresh(signal) {
      const backend = backendUrl();
      const due = dueAt();
      if (asking) return asking;
      if (backend === null || due === null || due > clock.now()) return false;
      asking = ask(backend, signal).finally(() => (asking = null));
      return asking;
    },
  };
}
