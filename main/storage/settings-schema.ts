/** What `settings.json` may hold. Apart from the file, so that plain Node can read it too. */
import * as z from 'zod';

/** Every field has a default, so that one that cannot be read costs no other. */
export const settingsSchema = z.object({
  /** The MP backend, `http:` or `https:`; `null`: none chosen. */
  backendUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** BCP 47; `null`: the system's. */
  language: z.string().min(1).max(100).nullable().default(null),
  /** Light or dark; `system`: what the system has. */
  appearance: z.enum(['system', 'light', 'dark']).default('system'),
  /** The value of `{cdnUrl}` in templates; `null`: none. */
  cdnUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** Keeps tokens on the disk, readable, where the system has no secret store. */
  keepTokensWithoutSecretStore: z.boolean().default(false),
  /** Larger packages are not installed. Bytes. */
  maxPackageBytes: z.number().int().positive().default(250_000_000),
  /** Asks by itself for new versions of Larder. */
  checkForUpdates: z.boolean().default(true),
  periodicFetchEnabled: z.boolean().default(true),
  /** The fixed time of periodic fetch: minutes after local midnight; 240 is 04:00. */
  periodicFetchAtMinutes: z.number().int().min(0).max(1439).default(240),
  periodicFetchNotOnBattery: z.boolean().default(false),
  /** Periodic fetch and downloads wait for a connection that the system does not call metered. */
  notOnMeteredConnection: z.boolean().default(false),
  /** What the background fetches of one mini-program may keep on the disk, in bytes. */
  backgroundFetchQuotaBytes: z.number().int().positive().default(2_000_000_000),
  /** What all downloads in the background may receive a second, in bytes; 0: as much as comes. */
  downloadBytesPerSecond: z.number().int().nonnegative().default(0),
  /** Service workers may start downloads; Chrome 149 and later refuse it (docs/decisions/014). */
  downloadsFromWorkers: z.boolean().default(true),
  /** What *Quit* does while downloads are under way: asks, goes on without windows, or ends Larder. */
  quitWithDownloads: z.enum(['ask', 'background', 'quit']).default('ask'),
  /** Tells with a system notification how a download in the background ended. */
  downloadNotifications: z.boolean().default(true),
});

export type SettingsValues = z.infer<typeof settingsSchema>;
