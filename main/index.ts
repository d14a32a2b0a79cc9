/** The composition root: phases only. What runs is in the folders beside this file. */
import { app, ipcMain, protocol } from 'electron';
import { prepareDataFolder } from './system/start/data-folder.ts';
import { claimSingleInstance } from './system/start/single-instance.ts';
import { ignoreClosedStreams, writeErrorLine } from './system/start/standard-streams.ts';
import { DEEP_LINK_PROTOCOL } from './opening/deep-links.ts';
import { parseCommandLine, type CommandLine } from './system/start/command-line.ts';
import { wasStartedBySystem } from './system/desktop/start-with-system.ts';
import { createLogger } from './support/logger.ts';
import { errorMessage } from './support/errors.ts';
import { refuseChromiumHabits } from './system/start/chromium-habits.ts';
import { canEnableSandbox, isRootWithoutSandbox, sandboxFacts } from './system/start/sandbox.ts';
import { PRIVILEGED_SCHEMES } from './sessions/schemes.ts';
import { runDiagnosticsCommand } from './composition/diagnostics-command.ts';
import { startLarder, type Larder, type OpenRequests } from './larder.ts';

const EXIT_BAD_OPTION = 2;
const APP_USER_MODEL_ID = 'app.larder.desktop';

ignoreClosedStreams();
const args = process.argv.slice(1);
const options = readOptions();
if (options) start(options);

function readOptions(): CommandLine | null {
  try {
    return parseCommandLine(args, process.cwd());
  } catch (error) {
    writeErrorLine(`larder: ${errorMessage(error)}`);
    app.exit(EXIT_BAD_OPTION);
    return null;
  }
}

function start(commandLine: CommandLine): void {
  const logger = createLogger(writeErrorLine, { stacks: commandLine.dev });
  process.on('unhandledRejection', (error) => logger.error('A promise failed with nobody waiting for it.', error));

  if (commandLine.diagnostics) {
    runDiagnosticsCommand(commandLine, logger, import.meta.dirname);
    return;
  }

  const cannotStart = (error: unknown): void => {
    logger.error('Larder cannot start.', error);
    app.exit(1);
  };

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
  // Windows groups windows and notifications by it; the same as in electron-builder.yml.
  if (process.platform === 'win32') app.setAppUserModelId(APP_USER_MODEL_ID);
  protocol.registerSchemesAsPrivileged(PRIVILEGED_SCHEMES);
  refuseChromiumHabits(app, (message) => logger.warning(message));
  // An unpacked copy leaves the system's links alone.
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_PROTOCOL);
  // Electron exposes the interfaces without a delegate: a native fetch() would never end.
  app.commandLine.appendSwitch('disable-blink-features', 'BackgroundFetch');

  let larder: Larder | null = null;
  const early: OpenRequests[] = [];
  const open = (wanted: OpenRequests): void => {
    if (larder) larder.open(wanted);
    else early.push(wanted);
  };
  const first = claimSingleInstance({ args, workingDirectory: process.cwd() }, (other) => {
    try {
      open(parseCommandLine(other.args, other.workingDirectory));
    } catch (error) {
      logger.warning(errorMessage(error));
    }
    if (!asksToOpen(other.args)) larder?.showLauncher();
  });
  if (!first) {
    logger.info('Larder is running with this data folder already; it was told what to open.');
    if (commandLine.safe) logger.warning('It does not run in safe mode: quit it first.');
    app.exit(0);
    return;
  }
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open({ open: [], links: [url], openDir: [] });
  });
  app.on('activate', (_event, hasVisibleWindows) => {
    if (!hasVisibleWindows) larder?.showLauncher();
  });
  endInOrder(() => larder);

  void app
    .whenReady()
    .then(async () => {
      larder = await startLarder(commandLine, logger, ipcMain);
      const wanted = [commandLine, ...early].filter(
        ({ open: inputs, links, openDir }) => inputs.length + links.length + openDir.length > 0,
      );
      // Its author wants Activity and Downloads beside the page.
      if (commandLine.openDir.length > 0) larder.showLauncher();
      for (const one of wanted) larder.open(one);
      if (wanted.length === 0 && !wasStartedBySystem(app, process.platform, commandLine.hidden)) larder.showLauncher();
    })
    .catch(cannotStart);
}

function asksToOpen(given: readonly string[]): boolean {
  return given.some((arg) => /^(?:--open\b|bnc:)/i.test(arg));
}

/** SIGTERM, SIGINT and quit save what is under way, then the process exits with 0. */
function endInOrder(current: () => Larder | null): void {
  let ended = false;
  app.on('will-quit', (event) => {
    const larder = current();
    if (ended || !larder) return;
    event.preventDefault();
    ended = true;
    void larder.dispose().finally(() => app.quit());
  });
  app.on('window-all-closed', () => {
    if (!current()?.staysWithoutWindows()) app.quit();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());
  // The start script's channel: its end is this process's end, on Windows the only way to be told.
  if (process.send) process.on('disconnect', () => app.quit());
}
