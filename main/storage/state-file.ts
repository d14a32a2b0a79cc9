/** Reads one mini-program's state file and decides what becomes of one that is damaged. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { hostOfAppId } from '../models/app-id.ts';
import { installedPackageOf, readPackageStamps } from './package-stamp.ts';
import {
  miniProgramStateSchema,
  STATE_SCHEMA_VERSION,
  type InstalledPackage,
  type MiniProgramState,
} from '../models/state-schema.ts';
import { isWellFormedState } from '../models/well-formed-state.ts';
import { parseJson } from '../support/json-text.ts';

export const STATE_FILE = 'state.json';

export type StateReading =
  | { readonly kind: 'state'; readonly state: MiniProgramState }
  /** Written by a later version of Larder: not shown and not touched. */
  | { readonly kind: 'newer' }
  /** Unreadable, or there are packages and no state: `state` is what could be kept. */
  | {
      readonly kind: 'damaged';
      readonly state: MiniProgramState;
      readonly lost: readonly string[];
      readonly file: 'missing' | 'not-json' | 'json';
    }
  /** No state and no package: not a mini-program. */
  | { readonly kind: 'nothing' };

/**
 * `folder` is `mini-programs/<host of appId>`; `now` dates a state that had to be made anew.
 * Throws the system's error when the file is there and the disk does not give it.
 */
export function readStateFile(folder: string, appId: string, now: number): StateReading {
  let content: unknown;
  try {
    content = parseJson(readFileSync(path.join(folder, STATE_FILE)));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    // What is there and cannot be read may be whole.
    if (!isMissing && !(error instanceof SyntaxError)) throw error;
    const state = rebuild(folder, appId, {}, now);
    if (isMissing && state.installed === null) return { kind: 'nothing' };
    return { kind: 'damaged', state, lost: ['everything but the package'], file: isMissing ? 'missing' : 'not-json' };
  }
  if (isWellFormedState(content) && content.appId === appId) return { kind: 'state', state: content };
  if (isNewer(content)) return { kind: 'newer' };
  const parsed = miniProgramStateSchema().safeParse(content);
  if (parsed.success && parsed.data.appId === appId) return { kind: 'state', state: parsed.data };
  // A file that names another app id is a stray copy: its token must not reach this one.
  const { kept, lost } =
    isRecord(content) && content.appId === appId
      ? keepGoodFields(content)
      : { kept: {}, lost: ['everything but the package'] };
  return { kind: 'damaged', state: rebuild(folder, appId, kept, now), lost, file: 'json' };
}

function isNewer(content: unknown): boolean {
  return isRecord(content) && typeof content.schemaVersion === 'number' && content.schemaVersion > STATE_SCHEMA_VERSION;
}

function keepGoodFields(content: Record<string, unknown>): { kept: Partial<MiniProgramState>; lost: string[] } {
  const kept: Record<string, unknown> = {};
  const lost: string[] = [];
  for (const [name, field] of Object.entries(miniProgramStateSchema().shape)) {
    const parsed = field.safeParse(content[name]);
    if (parsed.success) kept[name] = parsed.data;
    else lost.push(name);
  }
  return { kept, lost };
}

/** The newest whole-looking package stands in for a lost `installed`; its own check comes when it is opened. */
function rebuild(folder: string, appId: string, kept: Partial<MiniProgramState>, now: number): MiniProgramState {
  const newest = kept.installed ? undefined : readPackageStamps(path.join(folder, 'packages'), appId)[0];
  const installed: InstalledPackage | null = newest ? installedPackageOf(newest.folder, newest.stamp) : null;
  return miniProgramStateSchema().parse({
    schemaVersion: STATE_SCHEMA_VERSION,
    appId,
    name: newest?.stamp.name ?? appId,
    description: newest?.stamp.description ?? '',
    addedAt: newest?.stamp.installedAt ?? now,
    installed,
    ...kept,
    ...(kept.installed ? {} : { installed }),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The absolute folder of a mini-program's files below `miniProgramsFolder`. */
export function miniProgramFolder(miniProgramsFolder: string, appId: string): string {
  return path.join(miniProgramsFolder, hostOfAppId(appId));
}

/** A mini-program that was just added. */
export function emptyState(appId: string, addedAt: number): MiniProgramState {
  return {
    schemaVersion: STATE_SCHEMA_VERSION,
    appId,
    name: appId,
    description: '',
    addedAt,
    lastOpenedAt: null,
    windowlessFetches: 0,
    details: null,
    installed: null,
    pending: null,
    previous: null,
    rejectedSha256: null,
    token: null,
    dataAt: null,
    periodic: null,
    installFetch: null,
    downloadsAllowed: true,
    downloadRoomBytes: null,
    openFolder: null,
  };
}

/** What people are told; `copy`: the name of what was set aside. */
export function damageReport({ name }: MiniProgramState, copy: string | null): LocalizedText {
  return copy
    ? { key: 'problems.state.damaged', values: { name, copy: `quarantine/${copy}` } }
    : { key: 'problems.state.missing', values: { name } };
}
