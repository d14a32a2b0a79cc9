/** The small state file of one mini-program: `mini-programs/<host>/state.json`. */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';
import { isAppId } from './app-id.ts';
import { cleanText, displayName } from './display-name.ts';
import { detailsSchema } from './details-schema.ts';
import { installStateSchema } from './install-state.ts';
import { periodicStateSchema } from './periodic-state.ts';

/** Raised when an older Larder would misread the file; it then leaves the file alone. */
export const STATE_SCHEMA_VERSION = 1;

const timeMs = () => z.int().check(z.nonnegative());

/** `encrypted`: base64 of `safeStorage`'s output. `plain` only with the setting that allows it. */
const storedTokenSchema = once(() => z.object({ kind: z.enum(['encrypted', 'plain']), value: z.string() }));

const installedPackageSchema = once(() =>
  z.object({
    version: z.string(),
    sha256: z.string(),
    /** Folder below `mini-programs/<host>/packages/`. */
    folder: z.string().check(z.regex(/^[0-9A-Za-z._-]+$/)),
    /** The manifest's `start_url`, relative to the package. */
    startPage: z.string(),
    /** The file for navigations to what is not there: path inside the package, percent-encoded. */
    fallbackPage: z._default(z.nullable(z.string()), null),
    /** Of texts that are not UTF-8 and declare nothing. */
    charset: z._default(z.nullable(z.string()), null),
    /** Path of the icon inside the package. */
    icon: z.nullable(z.string()),
    installedAt: timeMs(),
    /** When its page had loaded for the first time; until then it may be taken back. */
    provenAt: z._default(z.nullable(timeMs()), null),
    /** Starts under way, or that ended with the process, before the page had loaded. */
    unprovenStarts: z._default(z.int().check(z.nonnegative()), 0),
  }),
);

export const miniProgramStateSchema = once(() =>
  z.object({
    schemaVersion: z.literal(STATE_SCHEMA_VERSION),
    appId: z.string().check(z.refine(isAppId)),
    name: z.pipe(z.string(), z.transform(displayName)),
    description: z.pipe(
      z._default(z.string(), ''),
      z.transform((text) => cleanText(text, 2000)),
    ),
    addedAt: timeMs(),
    lastOpenedAt: z._default(z.nullable(timeMs()), null),
    /** Background fetches that its workers started without a window since it was last opened. */
    windowlessFetches: z._default(z.int().check(z.nonnegative()), 0),
    details: z._default(
      z.nullable(
        z.object({
          value: detailsSchema(),
          fetchedAt: timeMs(),
          /** Who answered; details of another backend do not count. */
          backendUrl: z.nullish(z.string()),
          /** Of the answer: whoever asks again is told when nothing has changed. */
          etag: z.nullish(z.string().check(z.maxLength(1000))),
          lastModified: z.nullish(z.string().check(z.maxLength(200))),
        }),
      ),
      null,
    ),
    installed: z._default(z.nullable(installedPackageSchema()), null),
    /** Downloaded while `installed` was in use; becomes `installed` at the next cold start. */
    pending: z._default(z.nullable(installedPackageSchema()), null),
    /** What `installed` replaced, to go back to. */
    previous: z._default(z.nullable(installedPackageSchema()), null),
    /** The version that did not start: it is not fetched again until the details name another. */
    rejectedSha256: z._default(z.nullable(z.string()), null),
    token: z._default(z.nullable(storedTokenSchema()), null),
    /** When the newest fetched data arrived (pre-fetch or periodic); shown in the launcher. */
    dataAt: z._default(z.nullable(timeMs()), null),
    /** System 1's periodic fetch. */
    periodic: z._default(z.nullable(periodicStateSchema()), null),
    /** Data of its installation. */
    installFetch: z._default(z.nullable(installStateSchema()), null),
    /** The user's switch for its background fetches. */
    downloadsAllowed: z._default(z.boolean(), true),
    /** What the user answered when it needed more than others may keep: bytes, 0 for "no"; `null`: never asked. */
    downloadRoomBytes: z._default(z.nullable(z.int().check(z.nonnegative())), null),
    /** Absolute: it runs from this folder of its author, not from a package (`--open-dir`). */
    openFolder: z._default(z.nullable(z.string()), null),
  }),
);

export type MiniProgramState = z.infer<ReturnType<typeof miniProgramStateSchema>>;
export type InstalledPackage = z.infer<ReturnType<typeof installedPackageSchema>>;
export type StoredToken = z.infer<ReturnType<typeof storedTokenSchema>>;
