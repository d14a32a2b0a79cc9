/** Starts Chromium on a pipe: when this process ends in any way, the pipe closes and Chromium ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CdpConnection } from './cdp-connection.ts';
import { startClientRelay, type ClientRelay } from './client-relay.ts';
import { findChromiumPath, versionWarning } from './find-chromium.ts';

export interface ChromiumOptions {
  /** Folder of the profile; made when it is not there. */
  readonly profile: string;
  readonly headless: boolean;
  /** Loopback port of the scheme server. */
  readonly port: number;
  /** Loopback port of the proxy relay, which everything but the scheme server goes through. */
  readonly proxyPort: number;
  /** `name` or `name=value`, as given to `app.commandLine` and on the command line. */
  readonly switches: readonly string[];
  /** `LARDER_HOST_CDP_FILE`: where the endpoint for other clients is written. */
  readonly endpointFile: string | undefined;
  onClosed(): void;
}

export interface RunningChromium {
  readonly connection: CdpConnection;
  readonly version: string;
  /** Opens one more window, without tabs and address bar, in the browser that runs. */
  openAppWindow(size: { readonly width: number; readonly height: number }): void;
  /** Ends the browser in order, so that its profile is written; kills it after a time. */
  close(): Promise<void>;
}

/** What an app window shows before its page: `about:blank` is refused there. */
const EMPTY_PAGE = 'data:text/html,<title>Larder</title>';
const CLOSE_TIMEOUT_MS = 4000;
const START_ATTEMPTS = 20;
const RETRY_MS = 150;

/** Features that reach for the network, cover the page with the browser's own, or slow windows down. */
const DISABLED_FEATURES = [
  'AimEnabled',
  'AutofillServerCommunication',
  'BackForwardCache',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'HttpsUpgrades',
  'InterestFeedContentSuggestions',
  'LocalNetworkAccessChecks',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'Translate',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
];

function chromiumArguments(options: ChromiumOptions): string[] {
  const ownFeatures = options.switches
    .filter((entry) => entry.startsWith('disable-features='))
    .map((entry) => entry.slice('disable-features='.length));
  const others = options.switches.filter((entry) => !entry.startsWith('disable-features='));
  return [
    '--remote-debugging-pipe=cbor',
    ...(options.endpointFile ? ['--remote-debugging-port=0'] : []),
    `--user-data-dir=${options.profile}`,
    `--host-resolver-rules=MAP *.localhost:443 127.0.0.1:${options.port}`,
    `--proxy-server=http://127.0.0.1:${options.proxyPort}`,
    '--proxy-bypass-list=<-loopback>;*.localhost:443',
    '--ignore-certificate-errors',
    '--no-startup-window',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-backgrounding-occluded-windows',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-gpu',
    '--disable-infobars',
    '--disable-popup-blocking',
    '--disable-quic',
    '--disable-search-engine-choice-screen',
    '--disable-sync',
    '--metrics-recording-only',
    '--mute-audio',
    '--no-service-autorun',
    '--password-store=basic',
    '--use-mock-keychain',
    // Chrome's name for it, and the headless shell's.
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    `--disable-features=${[...DISABLED_FEATURES, ...ownFeatures].join(',')}`,
    ...(options.headless ? ['--headless', '--hide-scrollbars=false'] : []),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(process.getuid?.() === 0 || !options.headless ? ['--test-type'] : []),
    ...others.map((entry) => `--${entry}`),
  ];
}

/**
 * Throws when there is no Chromium. A profile that a Chromium of a killed host still holds for a
 * moment is waited for.
 */
export async function startChromium(options: ChromiumOptions): Promise<RunningChromium> {
  const program = await findChromiumPath({ headless: options.headless });
  if (!program) {
    throw new Error(
      'Cannot find Chromium: install it (Debian: apt-get install chromium), or name it with LARDER_CHROMIUM.',
    );
  }
  await mkdir(options.profile, { recursive: true });
  await rm(path.join(options.profile, 'DevToolsActivePort'), { force: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptStart(program, options);
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function attemptStart(program: string, options: ChromiumOptions): Promise<RunningChromium> {
  const child = spawn(program, chromiumArguments(options), {
    stdio: ['ignore', 'ignore', process.env['LARDER_HOST_CHROMIUM_LOG'] ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    // A signal to the terminal's process group is for the host, which then ends Chromium in order.
    detached: process.platform !== 'win32',
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  let started = false;
  const connection = new CdpConnection(child.stdio[4] as Readable, child.stdio[3] as Writable, () => {
    if (started) options.onClosed();
  });
  const { product } = (await connection.browser.send('Browser.getVersion')) as { product: string };
  started = true;
  const version = product.slice(product.indexOf('/') + 1);
  const warning = versionWarning(version);
  if (warning) process.stderr.write(`chromium host: ${warning}\n`);
  const relay = options.endpointFile ? await serveClients(options.profile, options.endpointFile) : null;
  return {
    connection,
    version,
    openAppWindow({ width, height }) {
      const args = [
        `--user-data-dir=${options.profile}`,
        `--window-size=${width},${height}`,
        // Without it a bar warns of switches that are not supported.
        '--test-type',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--app=${EMPTY_PAGE}`,
      ];
      // It hands its command line to the one that runs, and ends.
      const asking = spawn(program, args, { stdio: 'ignore' });
      asking.once('error', (error) => process.stderr.write(`chromium host: no window: ${error.message}\n`));
    },
    close() {
      relay?.close();
      return closeChromium(child, connection, exited);
    },
  };
}

async function serveClients(profile: string, endpointFile: string): Promise<ClientRelay> {
  const source = path.join(profile, 'DevToolsActivePort');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const ready = await access(source).then(
      () => true,
      () => false,
    );
    const [port, browserPath] = ready ? (await readFile(source, 'utf8')).split('\n') : [];
    if (port && browserPath) {
      const relay = await startClientRelay(`ws://127.0.0.1:${port}${browserPath}`);
      // The file appears with its content.
      await writeFile(`${endpointFile}.part`, `${relay.url}\n`);
      await rename(`${endpointFile}.part`, endpointFile);
      return relay;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('Chromium did not open its debugging port.');
}

async function closeChromium(child: ChildProcess, connection: CdpConnection, exited: Promise<void>): Promise<void> {
  connection.browser.post('Browser.close');
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
