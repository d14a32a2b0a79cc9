/** What is on the disk, opened: what cannot be read is set aside and told, the rest works. */
import { safeStorage } from 'electron';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { createProxySignIn, type ProxySignIn } from '../network/trust/proxy-access.ts';
import { createKeptCredentials } from '../storage/proxy-credentials.ts';
import { createBodyStore, type BodyStore } from '../storage/bodies.ts';
import { carryOverForbiddenDownloads } from '../storage/carry-over.ts';
import { openMachineState, type MachineState } from '../storage/machine-state.ts';
import { openMiniProgramStore } from '../storage/mini-program-store.ts';
import type { MiniProgramStore, TokenVault } from '../storage/ports.ts';
import type { StorageProblem } from '../models/storage-problem.ts';
import { lockSettings } from '../policies/locked-settings.ts';
import type { Policies } from '../policies/policies.ts';
import { openSettings, type Settings } from '../storage/settings.ts';
import { openTokenVault } from '../storage/tokens/token-vault.ts';
import { inEnglish } from '../support/english.ts';
import { errorMessage, errorText } from '../support/errors.ts';
import type { Clock } from '../support/clock.ts';
import type { EventLog } from '../log/event-log.ts';
import type { Logger } from '../log/logger.ts';
import {
  createNotices,
  ONCE_ONLY,
  TOKENS_IN_MEMORY,
  WITHOUT_SANDBOX,
  type Notices,
} from '../system/desktop/notices.ts';
import { readSandbox, sandboxFacts } from '../system/start/sandbox.ts';

export interface Storage {
  readonly settings: Settings;
  readonly machineState: MachineState;
  readonly store: MiniProgramStore;
  readonly bodies: BodyStore;
  readonly tokens: TokenVault;
  /** What proxies were told, and ask. */
  readonly proxyAccess: ProxySignIn;
  readonly notices: Notices;
  /** Tells the user, the log and `--log-json` of something that went wrong. */
  warn(id: string, text: LocalizedText | string, appId?: string): void;
}

export async function openStorage(
  folder: string,
  policies: Policies,
  clock: Clock,
  events: EventLog,
  logger: Logger,
): Promise<Storage> {
  const settings = lockSettings(openSettings(folder, clock), policies);
  const store = openMiniProgramStore({ folder, clock });
  const machineState = openMachineState({
    folder,
    olderFields: settings.otherFields,
    onProblem: (error) => events.emit('problem', { message: errorMessage(error) }),
  });
  const notices = createNotices(
    {
      wasDismissed: (id) => machineState.get().acknowledgements.includes(id),
      markDismissed: (id) => machineState.update({ acknowledgements: [...machineState.get().acknowledgements, id] }),
    },
    ONCE_ONLY,
  );
  const warn = (id: string, text: LocalizedText | string, appId?: string, message = inEnglish(text)): void => {
    logger.warning(message);
    notices.add({ id, tone: 'warning', text });
    events.emit('problem', { ...(appId ? { appId } : {}), message });
  };
  const tell = ({ file, text, appId, message }: StorageProblem): void => warn(file, text, appId, message);
  for (const problem of [...settings.problems, ...store.problems]) tell(problem);
  store.onProblem(tell);
  if (store.indexWasMadeOf) logger.info(`The index of mini-programs was made anew from ${store.indexWasMadeOf} files.`);
  for (const [index, text] of policies.problems.entries()) warn(`policy-${index}`, text);
  try {
    carryOverForbiddenDownloads(settings, store);
  } catch (error) {
    warn('settings', errorText(error));
  }
  const tokens = await openTokenVault({
    store,
    secrets: safeStorage,
    keepWithoutSecretStore: () => settings.get().keepTokensWithoutSecretStore,
    onProblem: (appId, text) => warn(`token-${appId}`, text, appId),
    onAnswer(persistence) {
      if (persistence === 'memory')
        notices.add({ id: TOKENS_IN_MEMORY, tone: 'info', text: { key: 'problems.token.inMemory' } });
    },
  });
  if (readSandbox(sandboxFacts()) === 'switched-off')
    notices.add({ id: WITHOUT_SANDBOX, tone: 'warning', text: { key: 'system.no-sandbox' } });
  const proxyAccess = createProxySignIn(
    createKeptCredentials({
      machineState,
      secrets: safeStorage,
      keepWithoutSecretStore: () => settings.get().keepTokensWithoutSecretStore,
      onProblem: (error) =>
        events.emit('problem', { message: `Cannot keep what a proxy was told: ${errorMessage(error)}` }),
    }),
  );
  const bodies = createBodyStore(store.folderOf);
  return { settings, machineState, store, bodies, tokens, proxyAccess, notices, warn };
}
