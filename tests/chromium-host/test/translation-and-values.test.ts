/** The host's own small parts, without Chromium. */
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServerCertificate } from '../network/certificate.ts';
import { createCodec } from '../bridge/codec.ts';
import { chromiumSwitches, parseHostCommandLine } from '../app/command-line.ts';
import { findChromiumPath, versionWarning } from '../chromium/find-chromium.ts';
import { createSchemeTranslation } from '../network/scheme-translation.ts';
import { proxyFromEnvironment } from '../sessions/session.ts';

describe('createSchemeTranslation', () => {
  const translation = createSchemeTranslation();
  translation.register([
    { scheme: 'mp', privileges: { standard: true } },
    { scheme: 'larder', privileges: { standard: true } },
    { scheme: 'plain', privileges: {} },
  ]);

  it('translates URLs both ways when their scheme is registered as standard', () => {
    for (const [own, inside] of [
      ['mp://host/a?b#c', 'https://host.mp.localhost/a?b#c'],
      ['larder://launcher/', 'https://launcher.larder.localhost/'],
    ] as const) {
      expect(translation.toChromium(own)).toBe(inside);
      expect(translation.fromChromium(inside)).toBe(own);
    }
    expect(translation.toChromium('larder://launcher')).toBe('https://launcher.larder.localhost/');
    expect(translation.toChromium('MP://HOST:80/A')).toBe('https://host.mp.localhost/A');
    expect(translation.fromChromium('https://host.mp.localhost')).toBe('mp://host');
  });

  it('leaves every other URL as it is', () => {
    for (const url of [
      'https://example.com/mp.localhost',
      'https://host.mp.localhost:8443/',
      'https://a.plain.localhost/',
      'https://host.mp.localhost.evil.example/',
      'plain://a/',
      'about:blank',
      'data:text/html,mp://x/',
    ]) {
      expect(translation.toChromium(url)).toBe(url);
      expect(translation.fromChromium(url)).toBe(url);
    }
  });

  it('translates the sources of a policy and nothing else in it', () => {
    expect(
      translation.policyToChromium(
        "default-src 'self' mp: data:; connect-src mp://host/api https://mp.example;img-src larder://page",
      ),
    ).toBe(
      "default-src 'self' https://*.mp.localhost data:; connect-src https://host.mp.localhost/api https://mp.example;img-src https://page.larder.localhost",
    );
  });
});

describe('createCodec', () => {
  const { decode, encode } = createCodec();
  const roundTrip = (value: unknown): unknown => decode(JSON.parse(JSON.stringify(encode(value))) as unknown[]);

  it('gives back what the structured clone algorithm would when a value is encoded and decoded', () => {
    const value = {
      text: 'ä\u2028',
      none: undefined,
      nothing: null,
      zero: -0,
      big: 2n ** 70n,
      no: NaN,
      date: new Date(NaN),
      list: Object.assign(new Array(2), { 1: 1 }),
      map: new Map([[1, new Set(['a'])]]),
      view: new DataView(new ArrayBuffer(3), 1),
      floats: new Float64Array([0.5]),
      boxed: Object(1) as object,
    };
    expect(roundTrip(value)).toEqual(structuredClone(value));
    expect(roundTrip(JSON.parse('{"__proto__": {"polluted": true}}'))).not.toHaveProperty('polluted');
  });

  it('keeps shared and circular references', () => {
    const shared = { name: 'shared' };
    const value: Record<string, unknown> = { one: shared, other: shared };
    value['self'] = value;
    const back = roundTrip(value) as Record<string, unknown>;
    expect(back['one']).toBe(back['other']);
    expect(back['self']).toBe(back);
  });

  it('refuses functions, symbols and what has no JSON form', () => {
    for (const value of [() => 1, Symbol('x'), { nested: () => 1 }, new WeakMap(), new Blob(['x'])])
      expect(() => encode(value)).toThrow('An object could not be cloned.');
  });
});

describe('createServerCertificate', () => {
  it('makes a certificate that verifies itself and names *.localhost', () => {
    const certificate = new X509Certificate(createServerCertificate().cert);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toBe('DNS:*.localhost');
  });
});

describe('parseHostCommandLine', () => {
  it('reads Chromium’s own switches and is headless without a display', () => {
    const parsed = parseHostCommandLine(
      ['--user-data-dir=/data', '--lang=de', '--password-store=basic', '--open=x', '--dev'],
      {},
      'linux',
    );
    expect(parsed).toMatchObject({ userDataDir: '/data', language: 'de', passwordStore: 'basic', headless: true });
    expect(chromiumSwitches(parsed.switches)).toEqual(['lang=de']);
    expect(parseHostCommandLine([], { DISPLAY: ':0' }, 'linux').headless).toBe(false);
    expect(parseHostCommandLine(['--headless'], { DISPLAY: ':0' }, 'linux').headless).toBe(true);
  });
});

describe('proxyFromEnvironment', () => {
  it('answers in the form of a PAC file', () => {
    const environment = { HTTPS_PROXY: 'http://proxy.example:3128', no_proxy: 'internal.example, *.lan' };
    expect(proxyFromEnvironment('https://example.com/', environment)).toBe('PROXY proxy.example:3128');
    expect(proxyFromEnvironment('http://example.com/', environment)).toBe('DIRECT');
    expect(proxyFromEnvironment('https://a.internal.example/', environment)).toBe('DIRECT');
    expect(proxyFromEnvironment('https://printer.lan/', environment)).toBe('DIRECT');
    expect(proxyFromEnvironment('https://127.0.0.1/', environment)).toBe('DIRECT');
    expect(proxyFromEnvironment('https://example.com/', { ALL_PROXY: 'socks5://proxy.example:1080' })).toBe(
      'SOCKS5 proxy.example:1080',
    );
  });

  it.each(['::::', 'not an address', 'gopher://[', '://', 'http://', '%', 'a b:80'])(
    'leaves out what cannot be read: %j',
    (named) => {
      expect(proxyFromEnvironment('https://example.com/', { HTTPS_PROXY: named })).toBe('DIRECT');
    },
  );
});

describe('findChromiumPath', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'larder-find-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('takes the program that LARDER_CHROMIUM names, and no other when that cannot be run', async () => {
    const program = path.join(folder, 'own-chromium');
    await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
    expect(await findChromiumPath({ environment: { LARDER_CHROMIUM: program } })).toBe(program);
    expect(
      await findChromiumPath({ environment: { ...process.env, LARDER_CHROMIUM: path.join(folder, 'absent') } }),
    ).toBeNull();
  });

  it('takes the headless shell where nothing is shown, and a browser where there is none', async () => {
    const cache = path.join(folder, 'playwright');
    const environment = { PATH: folder, PLAYWRIGHT_BROWSERS_PATH: cache };
    const program = async (...parts: string[]): Promise<string> => {
      const file = path.join(folder, ...parts);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '#!/bin/sh\n', { mode: 0o755 });
      return file;
    };
    const browser = await program('chromium');
    await program('playwright', 'chromium_headless_shell-9', 'chrome-headless-shell-linux64', 'chrome-headless-shell');
    const newer = await program(
      'playwright',
      'chromium_headless_shell-10',
      'chrome-headless-shell-linux64',
      'chrome-headless-shell',
    );
    expect(await findChromiumPath({ environment })).toBe(browser);
    // A shell of the system's comes first, if this machine has one.
    const found = await findChromiumPath({ environment, headless: true });
    expect([newer, '/usr/bin/chromium-headless-shell']).toContain(found);
    const shell = await program('chromium-headless-shell');
    expect(await findChromiumPath({ environment, headless: true })).toBe(shell);
  });

  it('warns when the major version is not Electron’s', () => {
    expect(versionWarning('156.0.1.2')).toBeNull();
    expect(versionWarning('140.0.1.2')).toContain('Electron has 156');
  });
});
