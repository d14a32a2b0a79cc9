/** The workflow runs on machines that nobody here has: what can be said of it without them is held here. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly strategy: { readonly matrix: { readonly os?: string[]; readonly include?: { os: string; node: number }[] } };
  readonly steps: readonly Step[];
}

/** It brings no types along. */
const { load } = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };
const text = readFileSync(path.join(ROOT, '.github', 'workflows', 'ci.yml'), 'utf8');
const { jobs } = load(text) as { jobs: Readonly<Record<string, Job>> };
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
const SYSTEMS = ['ubuntu-24.04', 'windows-2025', 'macos-15'];

describe('.github/workflows/ci.yml', () => {
  it('tests, and asks the probes, on three systems', () => {
    expect(Object.keys(jobs)).toEqual(['test', 'probes']);
    for (const { strategy } of Object.values(jobs)) {
      const { os, include } = strategy.matrix;
      expect(os ?? include?.map((entry) => entry.os)).toEqual(SYSTEMS);
    }
  });

  describe.each(Object.entries(jobs))('%s', (_name, job) => {
    const commands = job.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

    it('runs scripts that there are', () => {
      const named = commands.flatMap((command) => [...command.matchAll(/npm run (\S+)|npm (test)\b/g)]);
      expect(named.length).toBeGreaterThan(0);
      for (const [, script, test] of named) expect(scripts).toHaveProperty([script ?? test ?? '']);
    });

    it('installs Electron before it is used, and is no root where it runs', () => {
      const installs = commands.indexOf('npx install-electron');
      const uses = commands.findIndex((command) => /npm (?:test|run probes)/.test(command));
      expect(installs).toBeGreaterThan(commands.indexOf('npm ci'));
      expect(uses).toBeGreaterThan(installs);
      // A kernel setting is all that root does.
      for (const command of commands.filter((one) => one.includes('sudo'))) expect(command).toMatch(/^sudo sysctl /);
      expect(job).not.toHaveProperty('container');
    });

    it('has a screen on Linux wherever windows are opened, and the same step elsewhere', () => {
      const opening = job.steps.filter(({ run }) => run !== undefined && /npm (?:test|run probes)/.test(run));
      expect(opening.map((step) => [step.if, step.run?.startsWith('xvfb-run -a ')])).toEqual([
        ["runner.os == 'Linux'", true],
        ["runner.os != 'Linux'", false],
      ]);
    });

    it('keeps what was seen whatever happens, and ends', () => {
      const upload = job.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
      expect(upload).toMatchObject({ if: 'always()' });
      expect(job['timeout-minutes']).toBeLessThanOrEqual(40);
    });
  });
});
