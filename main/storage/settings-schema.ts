/** What `settings.json` may hold. Apart from the file, so that plain Node can read it too. */
import * as z from '../support/zod.ts';

/** Every field has a default, so that one that cannot be read costs no other. */
export const settingsSchema = z.object({
  /** The MP backend, `http:` or `https:`; `null`: none chosen. */
  backendUrl: z._default(z.nullable(z.url({ protocol: /^https?$/ })), null),
  /** BCP 47; `null`: the system's. */
  language: z._default(z.nullable(z.string().check(z.minLength(1), z.maxLength(100))), null),
  /** Light or dark; `system`: what the system has. */
  appearance: z._default(z.enum(['system', 'light', 'dark']), 'system'),
  /** The value of `{cdnUrl}` in templates; `null`: none. */
  cdnUrl: z._default(z.nullable(z.url({ protocol: /^https?$/ })), null),
  /** Keeps tokens on the disk, readable, where the system has no secret store. */
  keepTokensWithoutSecretStore: z._default(z.boolean(), false),
  /** Larger packages are not installed. Bytes. */
  maxPackageBytes: z._default(z.int().check(z.positive()), 250_000_000),
  /** Asks by itself for new versions of Larder. */
  checkForUpdates: z._default(z.boolean(), true),
  periodicFetchEnabled: z._default(z.boolean(), true),
  /** The fixed time of periodic fetch: minutes after local midnight; 240 is 04:00. */
  periodicFetchAtMinutes: z._default(z.int().check(z.minimum(0), z.maximum(1439)), 240),
  periodicFetchNotOnBattery: z._default(z.boolean(), false),
  /** Periodic fetch and downloads wait for a connection that the system does not call metered. */
  notOnMeteredConnection: z._default(z.boolean(), false),
  /** What the background fetches of one mini-program may keep on the disk, in bytes. */
  backgroundFetchQuotaBytes: z._default(z.int().check(z.positive()), 2_000_000_000),
  /** What all downloads in the background may receive a second, in bytes; 0: as much as comes. */
  downloadBytesPerSecond: z._default(z.int().check(z.nonnegative()), 0),
  /** Service workers may start downloads; Chrome 149 and later refuse it (docs/decisions/014). */
  downloadsFromWorkers: z._default(z.boolean(), true),
  /** What *Quit* does while downloads are under way: asks, goes on without windows, or ends Larder. */
  quitWithDownloads: z._default(z.enum(['ask', 'background', 'quit']), 'ask'),
  /** Tells with a system notification how a download in the background ended. */
  downloadNotifications: z._default(z.boolean(), true),
});

export type SettingsValues = z.infer<typeof settingsSchema>;
