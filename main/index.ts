/** The composition root: phases only. What runs is in the folders beside this file. */
import { BRAND } from '../preload/contract/brand.ts';
import { app, autoUpdater, dialog, ipcMain, protocol } from 'electron';
import { prepareDataFolder } from './system/start/data-folder.ts';
import { answerAt, awaitAnswer, type Answer, type Output } from './system/start/fetch-now/answer-pipe.ts';
import { claimSingleInstance } from './system/start/single-instance.ts';
import { endInOrder } from './system/start/end-in-order.ts';
import { createFaultHandler } from './system/start/faults.ts';
import { tellStartFailure } from './system/start/start-failure.ts';
import { exitWhenWritten, prepareStreams, writeErrorLine, writeOutputLine } from './system/start/standard-streams.ts';
import { isLink, parseCommandLine, type CommandLine } from './system/start/command-line.ts';
import { asksForHelp, helpText } from './system/start/options.ts';
import { reasonsNotToOpen } from './opening/cannot-open.ts';
import { askForLinks } from './composition/links.ts';
import { wasStartedBySystem } from './system/desktop/start-with-system.ts';
import { createLogger } from './log/logger.ts';
import { errorMessage } from './support/errors.ts';
import { keepFilesUsable, workingFolder } from './support/system-values.ts';
import { refuseChromiumHabits } from './system/start/chromium-habits.ts';
import { canEnableSandbox, isRootWithoutSandbox, sandboxFacts } from './system/start/sandbox.ts';
import { setWindowsIdentity } from './system/start/windows-identity.ts';
import { PRIVILEGED_SCHEMES } from './sessions/schemes.ts';
import { runDiagnosticsCommand } from './composition/diagnostics-command.ts';
import { fetchNowAlone } from './composition/fetch-now.ts';
import { policiesOfThisComputer, refusedByPolicies } from './composition/policies.ts';
import type { OpenRequests } from './opening/open-input.ts';
import { startLarder, type Larder } from './larder.ts';

const EXIT_BAD_OPTION = 2;
/** Where the lines of `--fetch-now` go. */
const PRINTED: Output = { out: writeOutputLine, error: writeErrorLine };

prepareStreams();
keepFilesUsable();
const args = process.argv.slice(1);
const options = asksForHelp(args) ? printHelp() : readOptions();
if (options) start(options);

function printHelp(): null {
  writeOutputLine(helpText());
  app.exit(0);
  return null;
}

function readOptions(): CommandLine | null {
  try {
    return parseCommandLine(args, workingFolder());
  } catch (error) {
    writeErrorLine(`${BRAND.id}: ${errorMessage(error)}`);
    tellOnScreen(error);
    app.exit(EXIT_BAD_OPTION);
    return null;
  }
}

/** Who clicked on an icon reads no standard error. */
function tellOnScreen(error: unknown): void {
  tellStartFailure(errorMessage(error), {
    args,
    isRead: process.stderr.isTTY || process.connected,
    languages: () => app.getPreferredSystemLanguages(),
    showBox: (title, content) => dialog.showErrorBox(title, content),
  });
}

function start(commandLine: CommandLine): void {
  const logger = createLogger(writeErrorLine, { stacks: commandLine.dev });
  process.on('unhandledRejection', (error) => logger.error('A promise failed with nobody waiting for it.', error));

  const policies = policiesOfThisComputer();
  const refusal = refusedByPolicies(commandLine, policies);
  if (refusal !== null) {
    logger.error(refusal);
    app.exit(EXIT_BAD_OPTION);
    return;
  }

  if (commandLine.diagnostics) {
    runDiagnosticsCommand(commandLine, policies, logger, import.meta.dirname);
    return;
  }

  const cannotStart = (error: unknown): void => {
    logger.error(`${BRAND.name} cannot start.`, error);
    tellOnScreen(error);
    app.exit(1);
  };
  let larder: Larder | null = null;
  process.on(
    'uncaughtException',
    createFaultHandler({
      log: (error) => logger.error('Something failed with nobody to catch it.', error),
      isStarted: () => larder !== null,
      failStart: cannotStart,
      tell: () => larder?.tellFault(),
      end: () => app.quit(),
    }),
  );

  const facts = sandboxFacts();
  if (isRootWithoutSandbox(facts)) {
    cannotStart(
      new Error('It does not run as root: nothing would hold a mini-program there. Start it as an ordinary user.'),
    );
    return;
  }

  // Before ready: paths, the sandbox, the schemes, and whether another instance has this data folder.
  try {
    prepareDataFolder(commandLine.userDataDir ?? app.getPath('userData'));
  } catch (error) {
    cannotStart(error);
    return;
  }
  if (commandLine.userDataDir) app.setPath('userData', commandLine.userDataDir);
  if (canEnableSandbox(facts)) app.enableSandbox();
  setWindowsIdentity(app);
  protocol.registerSchemesAsPrivileged(PRIVILEGED_SCHEMES);
  refuseChromiumHabits(app, (message) => logger.warning(message));
  // An unpacked copy leaves the system's links alone.
  if (app.isPackaged) askForLinks(logger);
  // Electron exposes the interfaces without a delegate: a native fetch() would never end.
  app.commandLine.appendSwitch('disable-blink-features', 'BackgroundFetch');

  const early: OpenRequests[] = [];
  let isLauncherWanted = false;
  const open = (wanted: OpenRequests): void => {
    if (larder) larder.open(wanted);
    else early.push(wanted);
  };
  /** Who asks while Larder starts gets it when it has started. */
  const showLauncher = (): void => {
    if (larder) larder.showLauncher();
    else isLauncherWanted = true;
  };
  const { fetchNow } = commandLine;
  /** `--fetch-now`, of this start and of others, while no Larder is there to do it. */
  const fetches: { appId: string; answer: Answer }[] = [];
  const fetchFor = async (appId: string, answer: Answer): Promise<void> => {
    if (larder) answer.end(await larder.fetchNow(appId, answer));
    else fetches.push({ appId, answer });
  };
  const awaited = fetchNow === null ? null : awaitAnswer();
  const own = { args, workingDirectory: workingFolder(), ...(awaited ? { answerTo: awaited.address } : {}) };
  const first = claimSingleInstance(own, (other) => {
    try {
      const asked = parseCommandLine(other.args, other.workingDirectory);
      if (asked.fetchNow !== null) {
        if (other.answerTo) void fetchFor(asked.fetchNow, answerAt(other.answerTo));
        return;
      }
      open(asked);
    } catch (error) {
      logger.warning(errorMessage(error));
    }
    if (!asksToOpen(other.args)) showLauncher();
  });
  if (!first && awaited) {
    void awaited.result(PRINTED).then((ok) => exitWhenWritten(app, ok ? 0 : 1));
    return;
  }
  awaited?.close();
  if (!first) {
    logger.info(`${BRAND.name} is running with this data folder already; it was told what to open.`);
    if (commandLine.safe) logger.warning('It does not run in safe mode: quit it first.');
    void reasonsNotToOpen(commandLine)
      .then((reasons) => reasons.forEach((reason) => logger.warning(reason)))
      .finally(() => app.exit(0));
    return;
  }
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open({ open: [], links: [url], openDir: [] });
  });
  app.on('activate', (_event, hasVisibleWindows) => {
    if (!hasVisibleWindows) showLauncher();
  });
  // macOS closes the windows first when an update is installed.
  let isUpdating = false;
  if (process.platform === 'darwin') autoUpdater.on('before-quit-for-update', () => (isUpdating = true));
  app.on('window-all-closed', () => {
    if (isUpdating || !larder?.staysWithoutWindows()) app.quit();
  });

  // The last of all: by then every library has its listeners.
  let isEnding = false;
  endInOrder(app, process, () => {
    isEnding = true;
    if (larder) return { save: () => larder?.dispose() ?? Promise.resolve() };
    // Cut short, its fetch is none that went well.
    return fetchNow === null ? null : { save: () => Promise.resolve(app.exit(1)) };
  });
  void app
    .whenReady()
    .then(async () => {
      if (fetchNow !== null) {
        app.dock?.hide();
        let code = 1;
        void fetchFor(fetchNow, { ...PRINTED, end: (ok) => (code = ok ? 0 : 1) });
        for (let next = fetches.shift(); next; next = fetches.shift()) {
          const { appId, answer } = next;
          const dependencies = { commandLine, policies, logger, mainFolder: import.meta.dirname };
          answer.end(await fetchNowAlone(appId, answer, dependencies));
        }
        if (early.length === 0 && !isLauncherWanted) return exitWhenWritten(app, code);
        // Somebody started Larder meanwhile.
        await app.dock?.show();
      }
      larder = await startLarder(commandLine, policies, logger, ipcMain);
      for (const { appId, answer } of fetches.splice(0)) void fetchFor(appId, answer);
      const wanted = [commandLine, ...early].filter(
        ({ open: inputs, links, openDir }) => inputs.length + links.length + openDir.length > 0,
      );
      // Its author wants Activity and Downloads beside the page.
      if (commandLine.openDir.length > 0 || isLauncherWanted) larder.showLauncher();
      for (const one of wanted) larder.open(one);
      if (wanted.length === 0 && !wasStartedBySystem(app, process.platform, commandLine.hidden)) larder.showLauncher();
      // The first window is on its way to the screen, in other processes.
      setImmediate(() => {
        if (!isEnding) larder?.begin();
      });
    })
    .catch(cannotStart);
}

function asksToOpen(given: readonly string[]): boolean {
  return given.some((arg) => /^--open\b/i.test(arg) || isLink(arg));
}
