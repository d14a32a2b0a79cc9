/**
 * The mini-programs that came with the application: their details in a list inside the application's archive, and each
 * package beside that archive, called by the SHA-256 that its details name. The list is written by `build/pack/built-in.ts`.
 */
import { readFileSync } from 'node:fs';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { detailsSchema, type Details } from '../../models/details-schema.ts';
import { errorMessage } from '../../support/errors.ts';

/** Beside package.json. */
export const BUILT_IN_INDEX = 'built-in.json';
/** Beside the application's archive or folder. */
export const BUILT_IN_FOLDER = 'built-in';
export const BUILT_IN_SCHEMA_VERSION = 1;

/** In the place of a package's address: only the backend knows that. */
const ADDRESS = 'built-in:';

const indexSchema = once(() =>
  z.object({
    schemaVersion: z.literal(BUILT_IN_SCHEMA_VERSION),
    miniPrograms: z.array(z.unknown()),
  }),
);

export interface BuiltInIndex {
  readonly miniPrograms: readonly Details[];
  /** Why some or all of the list cannot be used; `null`: it can. */
  readonly problem: string | null;
}

export function builtInAddress(sha256: string): string {
  return `${ADDRESS}${sha256}`;
}

export function isBuiltInAddress(packageUrl: string): boolean {
  return packageUrl.startsWith(ADDRESS);
}

export function archiveName(sha256: string): string {
  return `${sha256}.zip`;
}

/** Never throws. Without a list the application came with none. */
export function readBuiltInIndex(file: string): BuiltInIndex {
  try {
    const { miniPrograms } = indexSchema().parse(JSON.parse(readFileSync(file, 'utf8')));
    const read = miniPrograms.map((entry) => detailsSchema().safeParse(entry));
    const good = read.flatMap(({ data }) => (data && isBuiltInAddress(data.packageUrl) ? [data] : []));
    const broken = read.length - good.length;
    return { miniPrograms: good, problem: broken > 0 ? `${broken} of ${read.length} entries are damaged` : null };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { miniPrograms: [], problem: null };
    const reason = error instanceof z.ZodError ? 'it is not such a list' : errorMessage(error);
    return { miniPrograms: [], problem: reason };
  }
}
