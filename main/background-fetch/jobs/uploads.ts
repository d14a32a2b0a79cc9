/**
 * Bodies on their way from a page to the disk, before their fetch is made: piece by piece, so that a body of
 * gigabytes needs no memory. One that is taken becomes part of a fetch; the others go with their page, and
 * what a kill leaves behind at the next start.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { PRIVATE_FILE_MODE } from '../../storage/atomic-file.ts';
import { isDiskError } from '../../storage/disk.ts';
import { AppError } from '../../support/errors.ts';
import type { BackgroundFetchDependencies, BackgroundFetchLimits } from '../ports.ts';
import type { StagedBody } from '../types.ts';
import { fetchesFolder } from './fetch-folder.ts';
import type { Usage } from './usage.ts';

const STAGED_FILE = /^upload-[0-9a-f-]{36}$/;
/** As many as a fetch may have requests, and some for the next. */
const MAX_UPLOADS_PER_OWNER = 20_000;
/** On their way from one page to its files, of all its bodies together. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

export interface UploadsDependencies {
  readonly deps: Pick<BackgroundFetchDependencies, 'miniPrograms' | 'freeBytes'>;
  readonly limits: Pick<BackgroundFetchLimits, 'diskReserveBytes'>;
  readonly usage: Usage;
}

interface Upload {
  readonly appId: string;
  readonly file: string;
  bytes: number;
  /** It fits neither the quota nor the disk: nothing of it is kept. */
  isOverfull: boolean;
  isBusy: boolean;
}

export class Uploads {
  readonly #deps: UploadsDependencies;
  /** By who sends (a page, a worker) and by name. */
  readonly #owners = new Map<string, Map<string, Upload>>();
  readonly #pendingBytes = new Map<string, number>();

  constructor(deps: UploadsDependencies) {
    this.#deps = deps;
  }

  open(owner: string, appId: string): string {
    const uploads = this.#owners.get(owner) ?? new Map<string, Upload>();
    if (uploads.size >= MAX_UPLOADS_PER_OWNER) throw new AppError('denied', 'Cannot upload: too many bodies wait');
    this.#owners.set(owner, uploads);
    const name = randomUUID();
    const folder = fetchesFolder(this.#deps.deps.miniPrograms.folderOf(appId));
    const file = path.join(folder, `upload-${name}`);
    uploads.set(name, { appId, file, bytes: 0, isOverfull: false, isBusy: false });
    return name;
  }

  /** Resolves when the bytes are in the file: the page sends no more before. False: there is no room for them. */
  async append(owner: string, name: string, bytes: Uint8Array): Promise<boolean> {
    const upload = this.#find(owner, name);
    const pending = (this.#pendingBytes.get(owner) ?? 0) + bytes.byteLength;
    if (upload.isBusy || pending > MAX_PENDING_BYTES) throw new AppError('denied', 'Cannot upload: too much at once');
    if (upload.isOverfull) return false;
    upload.isBusy = true;
    this.#pendingBytes.set(owner, pending);
    try {
      return await this.#write(upload, bytes);
    } finally {
      upload.isBusy = false;
      const left = (this.#pendingBytes.get(owner) ?? 0) - bytes.byteLength;
      if (left > 0) this.#pendingBytes.set(owner, left);
      else this.#pendingBytes.delete(owner);
      // Its page has gone meanwhile.
      if (this.#owners.get(owner)?.get(name) !== upload) await this.#discard(upload);
    }
  }

  /** The body as it is, for a fetch to take its file; `null`: there was no room for it. */
  take(owner: string, name: string): StagedBody | null {
    const upload = this.#find(owner, name);
    if (upload.isBusy) throw new AppError('denied', 'Cannot upload: the body is not there yet');
    this.#owners.get(owner)?.delete(name);
    if (this.#owners.get(owner)?.size === 0) this.#owners.delete(owner);
    const { appId, file, bytes, isOverfull } = upload;
    if (isOverfull) return null;
    // From here on it counts as part of its fetch.
    this.#deps.usage.add(appId, -bytes);
    return { file, bytes };
  }

  async cancel(owner: string, name: string): Promise<void> {
    const upload = this.#owners.get(owner)?.get(name);
    this.#owners.get(owner)?.delete(name);
    if (upload && !upload.isBusy) await this.#discard(upload);
  }

  /** The page or the worker is gone. */
  async closeOwner(owner: string): Promise<void> {
    const uploads = [...(this.#owners.get(owner)?.values() ?? [])];
    this.#owners.delete(owner);
    await Promise.all(uploads.filter(({ isBusy }) => !isBusy).map((upload) => this.#discard(upload)));
  }

  async #write(upload: Upload, bytes: Uint8Array): Promise<boolean> {
    const { deps, limits, usage } = this.#deps;
    const folder = path.dirname(upload.file);
    if (upload.bytes === 0) await mkdir(folder, { recursive: true, mode: 0o700 });
    const free = await deps.freeBytes(folder).catch(() => Infinity);
    const hasRoom = usage.fits(upload.appId, bytes.byteLength) && free >= bytes.byteLength + limits.diskReserveBytes;
    if (hasRoom) {
      try {
        await appendFile(upload.file, bytes, { mode: PRIVATE_FILE_MODE });
        upload.bytes += bytes.byteLength;
        usage.add(upload.appId, bytes.byteLength);
        return true;
      } catch (error) {
        if (!isDiskError(error)) throw error;
      }
    }
    await this.#discard(upload);
    upload.isOverfull = true;
    return false;
  }

  async #discard(upload: Upload): Promise<void> {
    this.#deps.usage.add(upload.appId, -upload.bytes);
    upload.bytes = 0;
    await rm(upload.file, { force: true }).catch(() => {});
  }

  #find(owner: string, name: string): Upload {
    const upload = this.#owners.get(owner)?.get(name);
    if (!upload) throw new AppError('invalid-argument', 'Cannot upload: there is no such body');
    return upload;
  }
}

/** What a kill has left: no fetch knows of it. */
export async function removeStagedFiles(folder: string): Promise<void> {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => STAGED_FILE.test(name));
  } catch {
    return;
  }
  for (const name of names) await rm(path.join(folder, name), { force: true }).catch(() => {});
}
