/**
 * `--diagnostics`: prints the report on standard output and ends, with 1 when something does not work.
 * It runs beside a Larder that is open: it takes no lock, has a folder of its own for what Chromium
 * writes, and only reads the data folder.
 */
import { BRAND, userAgent } from '../../preload/contract/brand.ts';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { app, session } from 'electron';
import { createBackendHttp } from '../network/client/backend-http.ts';
import { usableBackendUrl } from '../network/rules/backend-url.ts';
import { readStates } from '../diagnostics/folder-checks.ts';
import { createDiagnosticsRun } from '../diagnostics/run-checks.ts';
import type { Policies } from '../policies/policies.ts';
import { readSettings, settingsSchema, type SettingsValues } from '../storage/settings.ts';
import { createSystemClock } from '../support/clock.ts';
import { makeTemporaryFolder } from '../support/system-values.ts';
import type { Logger } from '../log/logger.ts';
import { appPaths } from '../system/start/app-paths.ts';
import { canEnableSandbox, sandboxFacts } from '../system/start/sandbox.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import { languageTag, textLanguage } from '../system/language/language.ts';
import { chooseFeed, readBuiltIn } from '../system/updates/update-feed.ts';
import type { UpdatesState } from '../../preload/contract/updates.ts';
import { reportOf, systemChecksOf } from './diagnostics.ts';
import { summaryOf } from '../models/mini-program-summary.ts';

const SCRATCH = `${BRAND.id}-diagnostics-`;
/** A report takes a minute at most. */
const LEFT_BEHIND_MS = 3_600_000;

/** Chromium still has files open when Electron says "exit": on Windows they stay, and something is written after it everywhere. */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The next report removes it.
  }
}

/** What earlier reports could not remove; younger ones may be under way. */
function removeLeftBehind(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (name.startsWith(SCRATCH) && Date.now() - statSync(file).mtimeMs > LEFT_BEHIND_MS) removeQuietly(file);
    }
  } catch {
    // A folder that cannot be listed is nobody's problem now.
  }
}

/** Call it before the application is ready. `mainFolder`: of the main bundle. */
export function runDiagnosticsCommand(
  commandLine: CommandLine,
  policies: Policies,
  logger: Logger,
  mainFolder: string,
): void {
  const folder = commandLine.userDataDir ?? app.getPath('userData');
  const scratch = makeTemporaryFolder(SCRATCH);
  app.setPath('userData', scratch);
  app.setPath('sessionData', scratch);
  removeLeftBehind(path.dirname(scratch));
  process.on('exit', () => removeQuietly(scratch));
  if (canEnableSandbox(sandboxFacts())) app.enableSandbox();
  app.dock?.hide();
  void app
    .whenReady()
    .then(() => report(commandLine, policies, folder, mainFolder))
    .then(
      ({ text, isWell }) => process.stdout.write(text, () => app.exit(isWell ? 0 : 1)),
      (error: unknown) => {
        logger.error('Cannot make the report.', error);
        app.exit(1);
      },
    );
}

async function report(
  commandLine: CommandLine,
  policies: Policies,
  folder: string,
  mainFolder: string,
): Promise<{ text: string; isWell: boolean }> {
  const clock = createSystemClock(commandLine.clockOffsetMs);
  const values = { ...readValues(folder), ...policies.settings };
  const languages = [values.language, ...app.getPreferredSystemLanguages(), app.getLocale()];
  const { states } = await readStates(folder, clock.now());
  const checks = systemChecksOf({
    folder,
    clock,
    http: createBackendHttp({
      userAgent: userAgent(app.getVersion()),
      resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    }),
    policies,
    backendUrl: () =>
      policies.backendUrl ??
      commandLine.backendUrl ??
      usableBackendUrl(values.backendUrl, commandLine.dev) ??
      BRAND.backendUrl,
    background: {
      states: () => states.map(summaryOf),
      isEnabled: () => values.periodicFetchEnabled,
      nextWakeAt: () => null,
    },
    updates: () => updatesOf(commandLine, values, policies, mainFolder),
    languages: () => ({ requests: languageTag(languages), texts: textLanguage(languages).language }),
    keepsTokensReadable: () => values.keepTokensWithoutSecretStore,
  });
  const state = await createDiagnosticsRun({ checks, clock }).start();
  return { text: reportOf(state, clock), isWell: !state.lines.some(({ status }) => status === 'problem') };
}

/** What can be read; the checks say what cannot. */
function readValues(folder: string): SettingsValues {
  try {
    return readSettings(path.join(folder, 'settings.json')).values;
  } catch {
    return settingsSchema.parse({});
  }
}

/** As far as it is known without asking. */
function updatesOf(
  { updateUrl }: CommandLine,
  { checkForUpdates }: SettingsValues,
  { allowsUpdates }: Policies,
  mainFolder: string,
): UpdatesState {
  const feed = chooseFeed({
    isAllowed: allowsUpdates,
    isPackaged: app.isPackaged,
    builtInUrl: readBuiltIn(appPaths(mainFolder).appFolder).updateUrl,
    devUrl: updateUrl,
    platform: process.platform,
    appImage: process.env['APPIMAGE'],
  });
  return {
    phase: typeof feed === 'string' ? { kind: 'off', why: feed } : { kind: 'idle' },
    installation: typeof feed === 'string' ? 'on-quit' : feed.installation,
    checksAutomatically: checkForUpdates,
    lastCheckedAt: null,
  };
}
