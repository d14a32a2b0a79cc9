/** A company's network: an authenticating proxy that looks into TLS is the only way out, and everything without pins works. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { issueCertificate, type Issued } from '../unit/network/client/certificates.ts';
import { startDownload } from './download-probe.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe } from './mini-programs.ts';

/** No name of these is known to any resolver: what reaches them went through the proxy. */
const BACKEND = 'backend.example';
const UPDATES = 'updates.example';
const [FREE, PINNED] = ['CompanyFree', 'CompanyPinned'];
const FILE_BYTES = 300_000;
const NEW = `#!/bin/sh\n# the new version\n${'# filler\n'.repeat(4_000)}`;
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('backgroundfetchsuccess', (event) => event.waitUntil(event.updateUI({ title: 'ready' })));
`;

let folder: string;
let backend: Backend;
let companyRoot: Issued;
let seen: Issued;
/** Hosts that were let through, in order. */
let passed: string[];
/** How often somebody without the right credentials came. */
let refused: number;
let proxyPort: number;
const closing: (() => void)[] = [];

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Ends TLS with a certificate of its own, and hands on what was said in it. `ports`: where each host really is. */
async function startProxy(ports: Readonly<Record<string, number>>): Promise<number> {
  const wanted = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
  const secureContext = tls.createSecureContext({ cert: seen.certificatePem, key: seen.keyPem });
  const proxy = http.createServer((_request, response) => response.writeHead(502).end());
  proxy.on('connect', (request, socket: Socket) => {
    socket.on('error', () => {});
    if (request.headers['proxy-authorization'] !== wanted) {
      refused += 1;
      socket.end(
        'HTTP/1.1 407 Who?\r\nproxy-authenticate: Basic realm="Company"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
      );
      return;
    }
    const [host = ''] = (request.url ?? '').split(':');
    const port = ports[host];
    if (port === undefined) return void socket.end('HTTP/1.1 502 Nobody\r\ncontent-length: 0\r\n\r\n');
    passed.push(host);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const inside = new tls.TLSSocket(socket, { isServer: true, secureContext });
    const onward = net.connect(port, '127.0.0.1');
    inside.on('error', () => onward.destroy());
    onward.on('error', () => inside.destroy());
    inside.pipe(onward).pipe(inside);
  });
  return listen(proxy);
}

test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-company-'));
  passed = [];
  refused = 0;
  companyRoot = await issueCertificate({ name: 'Company root', isAuthority: true });
  seen = await issueCertificate({ name: BACKEND, dnsNames: [BACKEND, UPDATES], issuer: companyRoot });
  const real = await issueCertificate({ name: BACKEND, dnsNames: [BACKEND] });
  await writeFile(path.join(folder, 'root.pem'), companyRoot.certificatePem);
  await writeFile(path.join(folder, 'Larder.AppImage'), '#!/bin/sh\n', { mode: 0o755 });
  let backendPort = 0;
  const origin = `https://${BACKEND}`;
  const settings = { preFetchUrl: '{base}/data', backgroundFetchUrl: '{base}/periodic' };
  backend = await startBackend({
    origin,
    via: (port) => Promise.resolve((backendPort = port)),
    apps: [
      probe({
        appId: FREE,
        files: { 'sw.js': WORKER },
        details: { serviceDomains: [BACKEND], developmentSettings: settings },
      }),
      probe({
        appId: PINNED,
        details: {
          serviceDomains: [{ domain: BACKEND, certificates: [real.pin] }],
          developmentSettings: settings,
        },
      }),
    ],
    routes: {
      '/data': () => ({ body: 'fresh data' }),
      '/periodic': () => ({ body: 'data of the night' }),
      '/file': () => ({ body: Buffer.alloc(FILE_BYTES, 7) }),
    },
  });
  const updates = http.createServer((request, response) => {
    if (!request.url?.includes('.yml')) return response.writeHead(200, { 'content-length': NEW.length }).end(NEW);
    const sha512 = createHash('sha512').update(NEW).digest('base64');
    return response.end(
      `version: 99.0.0\nfiles:\n  - url: Larder-new.AppImage\n    sha512: ${sha512}\n    size: ${NEW.length}\n`,
    );
  });
  proxyPort = await startProxy({ [BACKEND]: backendPort, [UPDATES]: await listen(updates) });
});
test.afterEach(async () => {
  await backend.close();
  for (const close of closing.splice(0)) close();
  await rm(folder, { recursive: true, force: true });
});

test(
  'details, package, pre-fetch, periodic fetch, download and update come through it; pins fail',
  DEEP,
  async ({ startLarder }) => {
    test.skip(process.platform !== 'linux', 'AppImages are for Linux');
    const larder = await startLarder({
      args: [
        `--backend-url=${backend.url}`,
        '--dev',
        `--update-url=https://${UPDATES}/`,
        // Chromium has no company's root for one run; what Larder itself checks is not touched by it.
        `--ignore-certificate-errors-spki-list=${seen.pin.slice('sha256/'.length)}`,
      ],
      environment: {
        HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
        NODE_EXTRA_CA_CERTS: path.join(folder, 'root.pem'),
        APPIMAGE: path.join(folder, 'Larder.AppImage'),
        XDG_CACHE_HOME: path.join(folder, 'cache'),
      },
    });
    const launcher = await larder.window('larder://launcher/');
    const open = async (appId: string): Promise<void> =>
      void (await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId));

    // Nobody has said who one is: what is asked for fails, and the person is asked, once.
    await open(FREE);
    const dialog = launcher.getByRole('dialog', { name: 'Sign in to the proxy' });
    // A notice where nobody looks at the launcher; the dialog at once where somebody does.
    const notice = launcher.getByRole('button', { name: 'Sign in' });
    await expect(dialog.or(notice).first()).toBeVisible();
    if (!(await dialog.isVisible())) await notice.click();
    await dialog.getByLabel('User name').fill('ann');
    await dialog.getByLabel('Password').fill('secret');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog).toBeHidden();
    const questions = refused;

    await (await larder.window('larder://page/problem')).getByRole('button', { name: 'Try again' }).click();
    const page = await larder.window(`${originOf(FREE)}/`);
    await expect(page.locator('output')).toHaveText('fresh data');
    expect((await larder.event('package-installed', ({ appId }) => appId === FREE)).bytes).toBeGreaterThan(0);
    expect(larder.events()).toContainEqual(
      expect.objectContaining({ event: 'details-fetched', appId: FREE, ok: true }),
    );
    expect((await larder.event('prefetch-finished', ({ appId, ok }) => appId === FREE && ok)).status).toBe(200);

    await page.evaluate(() => window.bn.setBackgroundFetchToken({ token: 'company-session' }));
    await launcher.evaluate((id) => window.container.invoke('launcher:fetch-now', id), FREE);
    expect(await larder.event('periodic-finished', ({ appId }) => appId === FREE)).toMatchObject({ ok: true });

    expect(await startDownload(page, { id: 'file', urls: [`${backend.url}/file`] })).toBe('');
    expect(await larder.event('background-fetch-settled', ({ appId }) => appId === FREE)).toMatchObject({
      result: 'success',
      downloaded: FILE_BYTES,
    });

    await launcher.getByRole('link', { name: /^Larder \d|is available|installed when you quit|Updating/ }).click();
    const about = launcher.getByRole('dialog', { name: 'About Larder' });
    await about.getByRole('button', { name: 'Check now' }).click();
    await expect(about).toContainText('Larder 99.0.0 is ready. It will be installed when you quit.');
    await about.getByRole('button', { name: 'Done' }).click();

    // What pins are for: details and package have none, the developer server has.
    await open(PINNED);
    expect(await larder.event('prefetch-finished', ({ appId }) => appId === PINNED)).toMatchObject({
      ok: false,
      errCode: 'pin-mismatch',
    });
    const pinned = await larder.window(`${originOf(PINNED)}/`);
    await expect(pinned.locator('output')).toHaveText('pin-mismatch');

    expect(new Set(passed)).toEqual(new Set([BACKEND, UPDATES]));
    // The updater is Chromium's client, which is asked anew, and answered without a person.
    expect(refused - questions).toBeLessThanOrEqual(passed.filter((host) => host === UPDATES).length);
    await expect(dialog).toBeHidden();
  },
);
