import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../../main/system/start/command-line.ts';
import { asksForHelp, helpText, misspeltOption, OPTIONS } from '../../../../main/system/start/options.ts';

describe('a misspelt option', () => {
  it.each([
    ['open-dri', 'open-dir'],
    ['opendir', 'open-dir'],
    ['openDir', 'open-dir'],
    ['open_dir', 'open-dir'],
    ['opne', 'open'],
    ['backend-ulr', 'backend-url'],
    ['backend', 'backend-url'],
    ['user-data', 'user-data-dir'],
    ['dve', 'dev'],
    ['Dev', 'dev'],
    ['sfae', 'safe'],
    ['fetchnow', 'fetch-now'],
    ['headles', 'headless'],
    ['diagnostic', 'diagnostics'],
    ['hlep', 'help'],
    ['log-jsno', 'log-json'],
  ])('--%s was meant to be --%s', (name, meant) => {
    expect(misspeltOption(name)).toBe(meant);
    expect(() => parseCommandLine([`--${name}`], '/')).toThrow(
      `Cannot read the option --${name}: did you mean --${meant}?`,
    );
  });

  it.each([...Object.keys(OPTIONS)])('is none: --%s', (name) => {
    expect(misspeltOption(name)).toBeNull();
  });

  it.each([
    'no-sandbox',
    'remote-debugging-port',
    'enable-logging',
    'log-level',
    'log-file',
    'proxy-server',
    'proxy-pac-url',
    'lang',
    'disable-gpu',
    'v',
    'vmodule',
    'ozone-platform',
    'use-gl',
    'inspect',
    'inspect-brk',
    'env-file',
    'require',
    'trace-warnings',
    'max-old-space-size',
    'enable-source-maps',
    'diagnostic-dir',
    'host-rules',
    'force-device-scale-factor',
    'password-store',
    'test-type',
    'type',
    'x'.repeat(100_000),
  ])('is none of Chromium or Node.js: --%.40s', (name) => {
    expect(misspeltOption(name)).toBeNull();
    expect(() => parseCommandLine([`--${name}`], '/')).not.toThrow();
  });
});

describe('--help', () => {
  it('is asked for by its name only', () => {
    expect(asksForHelp(['--dev', '--help'])).toBe(true);
    expect(asksForHelp(['--dev', '--open=help'])).toBe(false);
  });

  it('has every option in a line of at most 100 characters', () => {
    const lines = helpText().split('\n');
    for (const name of Object.keys(OPTIONS)) {
      expect(lines.filter((line) => line.startsWith(`  --${name}=`) || line.startsWith(`  --${name} `))).toHaveLength(
        1,
      );
    }
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('names the options that README has', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../../README.md'), 'utf8');
    const documented = [...readme.matchAll(/^\| `--([\w-]+)/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(Object.keys(OPTIONS).sort());
  });
});
