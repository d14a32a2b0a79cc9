/**
 * What Larder keeps on the disk, by kind: read from the folders themselves, so that what a crash left
 * behind is counted too. Chromium's session partitions lie beside our own files.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { DataUsage, MeasureProgress, MiniProgramUsage } from '../../preload/contract/settings.ts';
import { fetchesFolder } from '../background-fetch/jobs/fetch-folder.ts';
import { appIdOfHost, hostOfAppId } from '../models/app-id.ts';
import { fileSize, folderSize } from './folder-size.ts';

export interface UserDataFolders {
  /** Absolute: the data folder. */
  readonly root: string;
  /** Absolute: where Chromium keeps its session partitions, one folder each. */
  readonly partitions: string;
  /** The folder of a mini-program's partition, by its name. */
  partitionName(appId: string): string;
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  readonly now: () => number;
  freeBytes(folder: string): Promise<number>;
  onProgress(progress: MeasureProgress): void;
}

export const MINI_PROGRAMS = 'mini-programs';

/** One mini-program's. Rejects with the signal's reason. */
export async function measureMiniProgram(
  folders: UserDataFolders,
  appId: string,
  signal: AbortSignal,
): Promise<MiniProgramUsage> {
  const folder = path.join(folders.root, MINI_PROGRAMS, hostOfAppId(appId));
  const hasPartitions = (await namesIn(folders.partitions)) !== null;
  return {
    package: await folderSize(path.join(folder, 'packages'), signal),
    fetched: await folderSize(path.join(folder, 'bodies'), signal),
    downloads: await folderSize(fetchesFolder(folder), signal),
    site: hasPartitions ? await folderSize(path.join(folders.partitions, folders.partitionName(appId)), signal) : null,
  };
}

/** All of it, one mini-program after the other: the kinds add up to the data folder. Rejects with the signal's reason. */
export async function measureUserData(
  folders: UserDataFolders,
  { signal, now, freeBytes, onProgress }: MeasureOptions,
): Promise<DataUsage> {
  const miniPrograms = path.join(folders.root, MINI_PROGRAMS);
  const appIds = ((await namesIn(miniPrograms)) ?? []).map(appIdOfHost).filter((appId) => appId !== null);
  const others = await otherFolders(folders, appIds);
  const sum = { package: 0, fetched: 0, downloads: 0, site: 0, other: 0 };
  const programs: { appId: string; bytes: number }[] = [];
  const total = appIds.length + others.length;
  let done = 0;
  let hasSite = true;
  const step = (): void => {
    done += 1;
    onProgress({ done, total, bytes: sum.package + sum.fetched + sum.downloads + sum.site + sum.other });
  };

  for (const appId of appIds) {
    const usage = await measureMiniProgram(folders, appId, signal);
    const whole = await folderSize(path.join(miniPrograms, hostOfAppId(appId)), signal);
    sum.package += usage.package;
    sum.fetched += usage.fetched;
    sum.downloads += usage.downloads;
    sum.site += usage.site ?? 0;
    // State, place of the window, what was set aside: the kinds and this make the whole folder.
    sum.other += Math.max(0, whole - usage.package - usage.fetched - usage.downloads);
    hasSite &&= usage.site !== null;
    const bytes = usage.package + usage.fetched + usage.downloads + (usage.site ?? 0);
    if (bytes > 0) programs.push({ appId, bytes });
    step();
  }
  for (const other of others) {
    sum.other += await folderSize(other, signal);
    sum.other += await onlyOfFile(other);
    step();
  }
  return {
    ...sum,
    site: hasSite ? sum.site : null,
    freeBytes: await freeBytes(folders.root).catch(() => null),
    measuredAt: now(),
    programs,
  };
}

/** What belongs to no mini-program: Larder's own files, Chromium's, what was set aside. */
async function otherFolders(
  { root, partitions, partitionName }: UserDataFolders,
  appIds: readonly string[],
): Promise<string[]> {
  const own = new Set(appIds.map(partitionName));
  const partitionNames = ((await namesIn(partitions)) ?? []).filter((name) => !own.has(name));
  const names = ((await namesIn(root)) ?? []).filter(
    (name) => name !== MINI_PROGRAMS && path.join(root, name) !== partitions,
  );
  const hosts = new Set(appIds.map(hostOfAppId));
  const miniPrograms = path.join(root, MINI_PROGRAMS);
  const strangers = ((await namesIn(miniPrograms)) ?? []).filter((name) => !hosts.has(name));
  return [
    ...names.map((name) => path.join(root, name)),
    ...partitionNames.map((name) => path.join(partitions, name)),
    ...strangers.map((name) => path.join(miniPrograms, name)),
  ];
}

/** `folderSize` counts what is in a folder; this is for an entry that is a file. */
async function onlyOfFile(entry: string): Promise<number> {
  return (await namesIn(entry)) === null ? fileSize(entry) : 0;
}

async function namesIn(folder: string): Promise<string[] | null> {
  return readdir(folder).catch(() => null);
}
