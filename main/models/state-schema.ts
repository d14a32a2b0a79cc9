/** The small state file of one mini-program: `mini-programs/<host>/state.json`. */
import * as z from 'zod';
import { isAppId } from './app-id.ts';
import { cleanText, displayName } from './display-name.ts';
import { detailsSchema } from './details-schema.ts';
import { installStateSchema } from './install-state.ts';
import { periodicStateSchema } from './periodic-state.ts';

/** Raised when an older Larder would misread the file; it then leaves the file alone. */
export const STATE_SCHEMA_VERSION = 1;

const timeMs = z.number().int().nonnegative();

/** `encrypted`: base64 of `safeStorage`'s output. `plain` only with the setting that allows it. */
const storedTokenSchema = z.object({ kind: z.enum(['encrypted', 'plain']), value: z.string() });

const installedPackageSchema = z.object({
  version: z.string(),
  sha256: z.string(),
  /** Folder below `mini-programs/<host>/packages/`. */
  folder: z.string().regex(/^[0-9A-Za-z._-]+$/),
  /** The manifest's `start_url`, relative to the package. */
  startPage: z.string(),
  /** The file for navigations to what is not there: path inside the package, percent-encoded. */
  fallbackPage: z.string().nullable().default(null),
  /** Of texts that are not UTF-8 and declare nothing. */
  charset: z.string().nullable().default(null),
  /** Path of the icon inside the package. */
  icon: z.string().nullable(),
  installedAt: timeMs,
  /** When its page had loaded for the first time; until then it may be taken back. */
  provenAt: timeMs.nullable().default(null),
  /** Starts under way, or that ended with the process, before the page had loaded. */
  unprovenStarts: z.number().int().nonnegative().default(0),
});

export const miniProgramStateSchema = z.object({
  schemaVersion: z.literal(STATE_SCHEMA_VERSION),
  appId: z.string().refine(isAppId),
  name: z.string().transform(displayName),
  description: z
    .string()
    .default('')
    .transform((text) => cleanText(text, 2000)),
  addedAt: timeMs,
  lastOpenedAt: timeMs.nullable().default(null),
  /** Background fetches that its workers started without a window since it was last opened. */
  windowlessFetches: z.number().int().nonnegative().default(0),
  details: z
    .object({
      value: detailsSchema,
      fetchedAt: timeMs,
      /** Who answered; details of another backend do not count. */
      backendUrl: z.string().nullish(),
      /** Of the answer: whoever asks again is told when nothing has changed. */
      etag: z.string().max(1000).nullish(),
      lastModified: z.string().max(200).nullish(),
    })
    .nullable()
    .default(null),
  installed: installedPackageSchema.nullable().default(null),
  /** Downloaded while `installed` was in use; becomes `installed` at the next cold start. */
  pending: installedPackageSchema.nullable().default(null),
  /** What `installed` replaced, to go back to. */
  previous: installedPackageSchema.nullable().default(null),
  /** The version that did not start: it is not fetched again until the details name another. */
  rejectedSha256: z.string().nullable().default(null),
  token: storedTokenSchema.nullable().default(null),
  /** When the newest fetched data arrived (pre-fetch or periodic); shown in the launcher. */
  dataAt: timeMs.nullable().default(null),
  /** System 1's periodic fetch. */
  periodic: periodicStateSchema.nullable().default(null),
  /** Data of its installation. */
  installFetch: installStateSchema.nullable().default(null),
  /** The user's switch for its background fetches. */
  downloadsAllowed: z.boolean().default(true),
  /** What the user answered when it needed more than others may keep: bytes, 0 for "no"; `null`: never asked. */
  downloadRoomBytes: z.number().int().nonnegative().nullable().default(null),
  /** Absolute: it runs from this folder of its author, not from a package (`--open-dir`). */
  openFolder: z.string().nullable().default(null),
});

export type MiniProgramState = z.infer<typeof miniProgramStateSchema>;
export type InstalledPackage = z.infer<typeof installedPackageSchema>;
export type StoredToken = z.infer<typeof storedTokenSchema>;
