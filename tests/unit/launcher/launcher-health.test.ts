import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { createLauncherHealth } from '../../../main/launcher/launcher-health.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

function start(markerFile = path.join(createTemporaryFolder(), 'launcher-hung')) {
  const window = Object.assign(new EventEmitter(), { webContents: new EventEmitter() });
  const problems: string[] = [];
  let deaths = 0;
  const health = createLauncherHealth({
    markerFile,
    report: (message) => problems.push(message),
  });
  health.watch(window as unknown as BrowserWindow, () => (deaths += 1));
  return {
    health,
    markerFile,
    problems,
    deaths: () => deaths,
    hang: () => window.emit('unresponsive'),
    recover: () => window.emit('responsive'),
    die: (reason = 'crashed') => window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 }),
    load: () => window.webContents.emit('did-finish-load'),
    end: () => health.dispose(),
    forget: () => health.forget(),
  };
}

type Step = 'hang' | 'recover' | 'die' | 'load' | 'end' | 'forget';

describe('the next start', () => {
  it.each<{ what: string; steps: Step[]; wasIll: boolean }>([
    { what: 'nothing happened', steps: ['load'], wasIll: false },
    { what: 'it hung when the process was killed', steps: ['load', 'hang'], wasIll: true },
    { what: 'it hung for a while', steps: ['load', 'hang', 'recover'], wasIll: false },
    { what: 'it hangs while Larder ends in order', steps: ['load', 'hang', 'end'], wasIll: true },
    { what: 'it died, and the process was killed', steps: ['load', 'die'], wasIll: true },
    { what: 'it died, was loaded again, and the process was killed', steps: ['die', 'load'], wasIll: true },
    { what: 'it died, was loaded again, and Larder ended in order', steps: ['die', 'load', 'end'], wasIll: false },
    { what: 'it is dead while Larder ends in order', steps: ['load', 'die', 'end'], wasIll: true },
    { what: 'the user wants it as before', steps: ['die', 'load', 'forget'], wasIll: false },
  ])('knows that $what', ({ steps, wasIll }) => {
    const run = start();
    for (const step of steps) run[step]();
    expect(start(run.markerFile).health.wasIll).toBe(wasIll);
    expect(run.problems).toEqual([]);
  });

  it('keeps it in mind until an end in order, however many are killed', () => {
    const { markerFile, hang } = start();
    hang();
    for (let killed = 0; killed < 3; killed += 1) {
      const next = start(markerFile);
      next.load();
      expect(next.health.wasIll).toBe(true);
    }
    start(markerFile).end();
    expect(start(markerFile).health.wasIll).toBe(false);
  });
});

it('tells that the process died, not that it ended', () => {
  const { deaths, die, markerFile } = start();
  die('clean-exit');
  expect([deaths(), existsSync(markerFile)]).toEqual([0, false]);
  die('oom');
  expect([deaths(), existsSync(markerFile)]).toEqual([1, true]);
});

it('says so when it cannot write or delete, and goes on', () => {
  const folder = createTemporaryFolder();
  writeFileSync(path.join(folder, 'file'), '');
  const unwritable = start(path.join(folder, 'file', 'marker'));
  unwritable.hang();
  mkdirSync(path.join(folder, 'taken'));
  start(path.join(folder, 'taken')).end();
  const undeletable = start(path.join(folder, 'taken'));
  undeletable.forget();
  expect([unwritable.problems, undeletable.problems].map((list) => list.length)).toEqual([1, 1]);
});
