/** Larder starts, opens a mini-program, fetches and ends in order, whatever its environment says. */
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID, type ProbeState } from './mini-programs.ts';
import type { RunningLarder } from './running-larder.ts';

type Environment = Readonly<Record<string, string>>;

const MISSING = '/no/such/folder';

/** Values of one kind, which go together; a test of `npm run test:deep` tries each alone, too. */
const ODD: Readonly<Record<string, Environment>> = {
  garbage: {
    TZ: 'Mars/Phobos',
    LANG: 'xx_YY.UTF-99@z',
    LC_ALL: ':::',
    LANGUAGE: '\u0007,;',
    http_proxy: '::::',
    https_proxy: 'not an address',
    ALL_PROXY: 'gopher://[',
    XDG_CONFIG_HOME: 'relative',
    XDG_DATA_HOME: '~',
    XDG_CACHE_HOME: './cache',
    XDG_CURRENT_DESKTOP: '\u0001:KDE:::',
    DBUS_SESSION_BUS_ADDRESS: 'nothing',
    SystemRoot: '%',
    APPIMAGE: 'relative',
    DESKTOP_SESSION: '../../x',
    LARDER_DEMO: 'not json',
  },
  empty: {
    TZ: '',
    LANG: '',
    LC_ALL: '',
    LANGUAGE: '',
    HOSTNAME: '',
    USER: '',
    LOGNAME: '',
    http_proxy: '',
    https_proxy: '',
    NO_PROXY: '',
    XDG_CONFIG_HOME: '',
    XDG_DATA_HOME: '',
    XDG_RUNTIME_DIR: '',
    DBUS_SESSION_BUS_ADDRESS: '',
    APPIMAGE: '',
    SystemRoot: '',
    LARDER_DEMO: '',
  },
  missing: {
    HOME: MISSING,
    TZ: `:${MISSING}`,
    TZDIR: MISSING,
    XDG_CONFIG_HOME: MISSING,
    XDG_DATA_HOME: MISSING,
    XDG_RUNTIME_DIR: MISSING,
    XDG_DATA_DIRS: MISSING,
    SSL_CERT_FILE: MISSING,
    SSL_CERT_DIR: MISSING,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${MISSING}`,
    APPIMAGE: MISSING,
  },
  plain: { LANG: 'C', LC_ALL: 'POSIX', TZ: 'UTC0' },
};

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'data' }) } });
});
test.afterEach(() => backend.close());

async function use(startLarder: (options: object) => Promise<RunningLarder>, environment: Environment): Promise<void> {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'], environment });
  const launcher = await larder.window('larder://launcher/');
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
  const page = await larder.window(originOf(PROBE_ID));
  await expect(page.locator('output')).toHaveText('data');
  const { result } = await page.evaluate(() => (window as unknown as { probe: ProbeState }).probe);
  expect(result).toMatchObject({ fetchedData: 'data' });
  // What is told in texts has a language and a time.
  await launcher.evaluate(() => (location.hash = '#activity'));
  await expect(launcher.locator('main')).toContainText('Probe');
  expect(await larder.stop()).toBe(0);
  expect(larder.standardError()).not.toMatch(/larder: error|RangeError|TypeError/);
}

for (const [kind, environment] of Object.entries(ODD))
  test(`an environment that is ${kind}`, async ({ startLarder }) => {
    await use(startLarder, environment);
  });

for (const [kind, environment] of Object.entries(ODD))
  for (const [name, value] of Object.entries(environment))
    test(`${name} alone is ${kind}: ${JSON.stringify(value)}`, DEEP, async ({ startLarder }) => {
      await use(startLarder, { [name]: value });
    });
