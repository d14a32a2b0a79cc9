/**
 * The icon of each fetch, as a file beside it. It is asked for when somebody wants to see it and
 * there is none; one that cannot be had is asked for again later, a few times.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SHOWN_EXTENSIONS, shownType } from '../../pictures/picture-kind.ts';
import { pixelsOf } from '../../pictures/picture-size.ts';
import type { ShownPicture } from '../../pictures/strangers-picture.ts';
import type { BackgroundFetchJob } from '../jobs/job.ts';
import type { ImageResource } from '../types.ts';

const MAX_ATTEMPTS = 4;
const RETRY_AFTER_MS = 15_000;

export interface FetchIcon {
  /** Changes with the picture. */
  readonly version: string;
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly type: string;
  /** Across times down. */
  readonly pixels: number;
}

export interface FetchIconsOptions {
  request(appId: string, icons: readonly ImageResource[]): Promise<ShownPicture | null>;
  /** One has arrived. */
  onLoaded(): void;
  /** ms that never jump */
  monotonicNow(): number;
}

interface Known {
  readonly version: string;
  icon: FetchIcon | null;
  attempts: number;
  nextAt: number;
  isBusy: boolean;
}

export class FetchIcons {
  readonly #options: FetchIconsOptions;
  readonly #known = new WeakMap<BackgroundFetchJob, Known>();

  constructor(options: FetchIconsOptions) {
    this.#options = options;
  }

  /** What is there now; what is not is looked for meanwhile. */
  of(job: BackgroundFetchJob): FetchIcon | null {
    if (job.icons.length === 0) return null;
    const version = versionOf(job.icons);
    let known = this.#known.get(job);
    if (known?.version !== version) {
      // Until the new one is there the old one is shown.
      known = { version, icon: known?.icon ?? null, attempts: 0, nextAt: 0, isBusy: false };
      this.#known.set(job, known);
    }
    const isMissing = known.icon?.version !== version;
    if (isMissing && !known.isBusy && known.attempts < MAX_ATTEMPTS && this.#options.monotonicNow() >= known.nextAt)
      void this.#load(job, known);
    return known.icon;
  }

  /** There is a network now: what failed is tried anew. */
  retry(jobs: Iterable<BackgroundFetchJob>): void {
    for (const job of jobs) {
      const known = this.#known.get(job);
      if (known) Object.assign(known, { attempts: 0, nextAt: 0 });
    }
  }

  async #load(job: BackgroundFetchJob, known: Known): Promise<void> {
    known.isBusy = true;
    known.attempts += 1;
    known.nextAt = this.#options.monotonicNow() + RETRY_AFTER_MS * known.attempts;
    const icon = await this.#find(job, known.version).catch(() => null);
    known.isBusy = false;
    if (!icon || this.#known.get(job) !== known) return;
    known.icon = icon;
    this.#options.onLoaded();
  }

  async #find(job: BackgroundFetchJob, version: string): Promise<FetchIcon | null> {
    const there = await job.folder.findIcon(version);
    const known = there && (await describe(there, version));
    if (known) return known;
    // The history is not worth a request.
    if (job.state.finished) return null;
    const image = await this.#options.request(job.appId, job.icons);
    const extension = image && SHOWN_EXTENSIONS[image.type];
    return image && extension ? describe(await job.folder.writeIcon(version, extension, image.bytes), version) : null;
  }
}

async function describe(file: string, version: string): Promise<FetchIcon | null> {
  const type = shownType(path.extname(file).slice(1));
  if (!type) return null;
  const bytes = await readFile(file);
  return { version, path: file, size: bytes.length, type, pixels: pixelsOf(bytes, type) ?? Infinity };
}

function versionOf(icons: readonly ImageResource[]): string {
  return createHash('sha256').update(JSON.stringify(icons)).digest('hex').slice(0, 8);
}
