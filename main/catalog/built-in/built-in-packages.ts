/** Packages that came with the application, for the installer to ask before the network. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LocalizedText } from '../../../preload/contract/messages/index.ts';
import type { Details } from '../../models/details-schema.ts';
import { requireFreeBytes, type FreeBytes } from '../../storage/disk.ts';
import { archiveName } from './built-in-index.ts';

export interface BuiltInPackages {
  /**
   * Writes the package that `details` describe to `file`, which must not exist, and answers its bytes; `null`: it did
   * not come with the application, or is not here as it came, which is told once. Throws the disk's errors.
   */
  copy(details: Details, file: string, freeBytes: FreeBytes, signal?: AbortSignal): Promise<number | null>;
  /** Whether it has been told that the package of `appId` cannot be used. */
  isBroken(appId: string): boolean;
}

export interface BuiltInPackagesDependencies {
  readonly miniPrograms: readonly Details[];
  /** Absolute. */
  readonly archivesFolder: string;
  onProblem(appId: string, text: LocalizedText): void;
}

export function createBuiltInPackages(dependencies: BuiltInPackagesDependencies): BuiltInPackages {
  const { archivesFolder, onProblem } = dependencies;
  const own = new Map(dependencies.miniPrograms.map((details) => [details.appId, details]));
  const broken = new Set<string>();

  const tell = ({ appId, name }: Details, key: 'builtIn.missing' | 'builtIn.changed'): null => {
    if (!broken.has(appId)) onProblem(appId, { key, values: { name } });
    broken.add(appId);
    return null;
  };

  return {
    isBroken: (appId) => broken.has(appId),
    async copy({ appId, packageSha256 }, file, freeBytes, signal) {
      const found = own.get(appId);
      if (found?.packageSha256 !== packageSha256) return null;
      const source = await open(path.join(archivesFolder, archiveName(packageSha256))).catch(() => null);
      if (!source) return tell(found, 'builtIn.missing');
      try {
        const stat = await source.stat();
        if (!stat.isFile() || stat.size !== found.packageSize) return tell(found, 'builtIn.changed');
        await requireFreeBytes(appId, path.dirname(file), stat.size, freeBytes);
        const hash = createHash('sha256');
        const hasher = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await pipeline(
          // Of the bytes that are copied, not of those that lay there before.
          [
            source.createReadStream({ autoClose: false }),
            hasher,
            createWriteStream(file, { flags: 'wx', mode: 0o600 }),
          ],
          signal ? { signal } : {},
        );
        if (hash.digest('hex') === packageSha256) return stat.size;
        await rm(file, { force: true });
        return tell(found, 'builtIn.changed');
      } finally {
        await source.close();
      }
    },
  };
}
