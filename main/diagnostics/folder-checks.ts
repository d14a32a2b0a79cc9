/** What lies in the data folder. Everything is read; one empty file is written to see whether that works, and deleted. */
import { randomBytes } from 'node:crypto';
import { access, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appIdOfHost } from '../models/app-id.ts';
import { freeBytesOnDisk } from '../storage/disk.ts';
import { readSettings } from '../storage/settings.ts';
import { readStateFile } from '../storage/state-file.ts';
import type { MiniProgramState } from '../models/state-schema.ts';
import { folderSize } from '../disk-usage/folder-size.ts';
import { ok, problem, warning, type Check, type Finding } from './types.ts';

const LITTLE_BYTES = 1_000_000_000;
const TOO_LITTLE_BYTES = 64 * 1024 * 1024;

/** `folder`: absolute; it may not be there yet. */
export function folderChecks(folder: string, now: () => number): Check[] {
  return [
    { id: 'data-folder', run: () => checkFolder(folder) },
    { id: 'disk-space', run: (signal) => checkSpace(folder, signal) },
    { id: 'settings', run: () => checkSettings(folder) },
    { id: 'mini-programs', run: () => checkMiniPrograms(folder, now()) },
    { id: 'quarantine', run: () => checkQuarantine(folder) },
  ];
}

async function checkFolder(folder: string): Promise<Finding> {
  const stats = await stat(folder).catch((error: NodeJS.ErrnoException) => error.code ?? 'EIO');
  if (stats === 'ENOENT') {
    const parent = await nearest(folder);
    const canMake = await access(parent, 2).then(
      () => true,
      () => false,
    );
    if (canMake) return ok('diagnostics.data-folder.new', { folder });
    return problem('diagnostics.data-folder.unwritable', { folder, code: 'EACCES' }, 'diagnostics.hint.data-folder');
  }
  if (typeof stats === 'string')
    return problem('diagnostics.data-folder.unwritable', { folder, code: stats }, 'diagnostics.hint.data-folder');
  if (!stats.isDirectory()) return problem('diagnostics.data-folder.file', { folder }, 'diagnostics.hint.data-folder');
  const probe = path.join(folder, `write-check.tmp-${randomBytes(8).toString('hex')}`);
  try {
    await writeFile(probe, 'x', { flag: 'wx' });
    return ok('diagnostics.data-folder.ok', { folder });
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    return problem('diagnostics.data-folder.unwritable', { folder, code }, 'diagnostics.hint.data-folder');
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** The nearest folder above that is there. */
async function nearest(folder: string): Promise<string> {
  for (let current = path.dirname(folder); ; current = path.dirname(current)) {
    if (
      await stat(current).then(
        (stats) => stats.isDirectory(),
        () => false,
      )
    )
      return current;
    if (current === path.dirname(current)) return current;
  }
}

async function checkSpace(folder: string, signal: AbortSignal): Promise<Finding> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  const free = await freeBytesOnDisk(isThere ? folder : await nearest(folder));
  const used = await folderSize(folder, signal);
  if (free < TOO_LITTLE_BYTES)
    return problem('diagnostics.disk-space.full', { free, used }, 'diagnostics.hint.disk-space');
  if (free < LITTLE_BYTES)
    return warning('diagnostics.disk-space.little', { free, used }, 'diagnostics.hint.disk-space');
  return ok('diagnostics.disk-space.ok', { free, used });
}

async function checkSettings(folder: string): Promise<Finding> {
  const file = path.join(folder, 'settings.json');
  if (
    !(await stat(file).then(
      () => true,
      () => false,
    ))
  )
    return ok('diagnostics.settings.none');
  const { kind, lost } = readSettings(file);
  if (kind === 'not-json') return problem('diagnostics.settings.unreadable', {}, 'diagnostics.hint.settings');
  if (kind === 'newer') return warning('diagnostics.settings.newer', {}, 'diagnostics.hint.newer');
  if (lost.length > 0) return warning('diagnostics.settings.partly', {}, 'diagnostics.hint.settings');
  return ok('diagnostics.settings.ok');
}

interface States {
  readonly states: readonly MiniProgramState[];
  readonly damaged: readonly string[];
  readonly newer: readonly string[];
}

/** Reads every state file as the store does, and repairs none. */
export async function readStates(folder: string, now: number): Promise<States> {
  const root = path.join(folder, 'mini-programs');
  const found: { states: MiniProgramState[]; damaged: string[]; newer: string[] } = {
    states: [],
    damaged: [],
    newer: [],
  };
  for (const host of await readdir(root).catch(() => [])) {
    const appId = appIdOfHost(host);
    if (appId === null) continue;
    try {
      const reading = readStateFile(path.join(root, host), appId, now);
      if (reading.kind === 'state') found.states.push(reading.state);
      else if (reading.kind !== 'nothing') found[reading.kind].push(appId);
    } catch {
      found.damaged.push(appId);
    }
  }
  return found;
}

async function checkMiniPrograms(folder: string, now: number): Promise<Finding> {
  const { states, damaged, newer } = await readStates(folder, now);
  const count = states.length + damaged.length + newer.length;
  if (damaged.length > 0)
    return problem(
      'diagnostics.mini-programs.damaged',
      { count, ids: damaged.join(', ') },
      'diagnostics.hint.mini-programs',
    );
  if (newer.length > 0)
    return warning('diagnostics.mini-programs.newer', { count, ids: newer.join(', ') }, 'diagnostics.hint.newer');
  return ok('diagnostics.mini-programs.ok', { count });
}

async function checkQuarantine(folder: string): Promise<Finding> {
  const names = await readdir(path.join(folder, 'quarantine')).catch(() => []);
  if (names.length === 0) return ok('diagnostics.quarantine.none');
  return warning('diagnostics.quarantine.some', { count: names.length }, 'diagnostics.hint.quarantine');
}
