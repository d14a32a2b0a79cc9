import { describe, expect, it } from 'vitest';
import { parseBackendUrl, parseCommandLine, parseDuration } from '../../../../main/system/start/command-line.ts';

const parse = (...args: string[]) => parseCommandLine(args, '/work');

describe('parseCommandLine', () => {
  it('reads every documented option when all are given', () => {
    const options = parse(
      '--backend-url=https://mp.example.com/base/',
      '--user-data-dir=data',
      '--open=AbC1',
      '--open=bnc://app.binance.com/mp/app?appId=X',
      '--open-dir=my-app',
      '--dev',
      '--dev-clock-offset=13h',
      '--log-json',
      '--headless',
      '--update-url=http://127.0.0.1:8080/',
      '--diagnostics',
      '--safe',
      '--fetch-now=AbC1',
    );
    expect(options).toEqual({
      backendUrl: 'https://mp.example.com/base',
      userDataDir: '/work/data',
      open: ['AbC1', 'bnc://app.binance.com/mp/app?appId=X'],
      links: [],
      openDir: ['/work/my-app'],
      dev: true,
      clockOffsetMs: 13 * 3_600_000,
      logJson: true,
      headless: true,
      hidden: false,
      updateUrl: 'http://127.0.0.1:8080/',
      diagnostics: true,
      safe: true,
      fetchNow: 'AbC1',
    });
  });

  it('answers defaults when nothing is given', () => {
    expect(parse()).toEqual({
      backendUrl: null,
      userDataDir: null,
      open: [],
      links: [],
      openDir: [],
      dev: false,
      clockOffsetMs: 0,
      logJson: false,
      headless: false,
      hidden: false,
      updateUrl: null,
      diagnostics: false,
      safe: false,
      fetchNow: null,
    });
  });

  it.each([
    ['without --dev', ['--update-url=https://updates.example/'], /only together with --dev/],
    ['without https', ['--dev', '--update-url=http://updates.example/'], /expected https:/],
    [
      'with credentials',
      ['--dev', '--update-url=https://me:word@updates.example/'],
      /"https:\/\/…@updates\.example\/"/,
    ],
  ])('refuses a place for updates %s', (_what, args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it('takes a bare link as something to open when the system started the app with one', () => {
    expect(parse('bnc://app.binance.com/mp/app?appId=X').links).toEqual(['bnc://app.binance.com/mp/app?appId=X']);
  });

  it('leaves options alone when they are Chromium’s, Node’s, the system’s or the installer’s', () => {
    const foreign = [
      '--password-store=basic',
      '--lang=fa',
      '--no-sandbox',
      '--inspect',
      '--inspect-brk=9229',
      '--ozone-platform=wayland',
      '--ozone-platform-hint',
      'auto',
      '-psn_0_123456',
      '-x',
      '--squirrel-firstrun',
      '--type=relauncher',
      '--Upper_Case=1',
      '--=x',
      '-',
      'file.txt',
    ];
    expect(parse(...foreign)).toEqual(parse());
    expect(parse('--dev', ...foreign, '--log-json')).toEqual(parse('--dev', '--log-json'));
  });

  it('takes no option behind --, where the system puts links', () => {
    expect(parse('--', '--dev', 'bnc://app.binance.com/mp/app?appId=X')).toEqual({
      ...parse(),
      links: ['bnc://app.binance.com/mp/app?appId=X'],
    });
  });

  it('never takes the next argument for a value', () => {
    expect(() => parse('--open', 'AbC1')).toThrow(/--open: it needs/);
    expect(parse('--dev', 'bnc://app.binance.com/mp/app?appId=X')).toMatchObject({
      dev: true,
      links: ['bnc://app.binance.com/mp/app?appId=X'],
    });
  });

  it.each([
    [['--backend-url=ftp://x'], /Cannot use the backend URL "ftp:\/\/x"/],
    [['--backend-url=not a url'], /Cannot use the backend URL/],
    [['--backend-url='], /--backend-url: it needs a value/],
    [['--backend-url=https://user:secret@x.example'], /without credentials/],
    [['--backend-url=http://mp.example.com'], /http: is for this computer only/],
    [['--user-data-dir='], /--user-data-dir: it needs a value/],
    [['--open='], /--open: it needs/],
    [['--open'], /--open: it needs/],
    [['--dev', '--dev-clock-offset=soon'], /--dev-clock-offset "soon"/],
    [['--dev-clock-offset=1h'], /only together with --dev/],
    [['--open-dir=my-app'], /--open-dir works only together with --dev/],
    [['--dev', '--open-dir'], /--open-dir: it needs the folder/],
    [['--fetch-now'], /--fetch-now: it needs a value/],
    [['--fetch-now=bnc://app.binance.com/mp/app?appId=X'], /--fetch-now: it needs the id/],
    [['--dev=yes'], /--dev: it takes no value/],
    [['--safe=no'], /--safe: it takes no value/],
  ])('refuses %j with one clear sentence', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it('keeps a password out of the message when the backend URL holds one', () => {
    expect(() => parse('--backend-url=https://user:secret@x.example')).toThrow(/^(?!.*secret)/);
  });
});

describe('parseDuration', () => {
  it.each([
    ['13h', 46_800_000],
    ['8d', 691_200_000],
    ['1d12h', 129_600_000],
    ['90s', 90_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  it.each(['', '5', 'h', '-1h', '1 h', '1y', '1h!', '9e99d'])('answers null when given %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('parseBackendUrl', () => {
  it.each(['http://localhost:1', 'http://127.0.0.1', 'http://[::1]:8080'])(
    'takes %s without --dev: it stays on this computer',
    (text) => {
      expect(parseBackendUrl(text, false)).toBe(text);
    },
  );
  it('takes http: to any host when in --dev', () => {
    expect(parseBackendUrl('http://mp.example.com', true)).toBe('http://mp.example.com');
  });
  it('drops the query and the slashes at the end', () => {
    expect(parseBackendUrl('http://127.0.0.1:8080//?x#y', false)).toBe('http://127.0.0.1:8080');
  });
});

it('leaves the address of a dev server as it is', () => {
  const args = ['--dev', '--open-dir=http://127.0.0.1:5173', '--open-dir=my-app'];
  expect(parseCommandLine(args, '/work').openDir).toEqual([
    'http://127.0.0.1:5173',
    expect.stringMatching(/my-app$/) as string,
  ]);
});
