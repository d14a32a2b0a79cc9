/**
 * What an administrator can decide for every user of a computer: the one description of it. The registry, the
 * managed preferences and `policy.json` are read by it, ADMX, mobileconfig and JSON Schema are made from it.
 */
import * as z from 'zod';
import { LOCKABLE_SETTINGS, type LockableSetting } from '../../preload/contract/settings.ts';
import { isAppId } from '../models/app-id.ts';
import { readBackendUrl } from '../network/rules/backend-url.ts';
import { parseDomainEntry } from '../network/rules/service-domains.ts';
import { settingsSchema, type SettingsValues } from '../storage/settings-schema.ts';

/** More of a list is a mistake. */
const MAX_ENTRIES = 1000;

/** What the log file holds: nothing; what went wrong; every event. */
export const LOG_LEVELS = ['off', 'problems', 'events'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const appId = z.string().refine(isAppId, 'expected an app id');
const privateHost = z
  .string()
  .refine((entry) => parseDomainEntry(entry)?.port === null, 'expected a host, or "*." and a domain, without a port');

/** The settings of `settings.json`, each as it may be decided: none has a default here. */
export const lockedSettingsSchema = z.strictObject(
  Object.fromEntries(
    LOCKABLE_SETTINGS.map((name) => [name, settingsSchema.shape[name].unwrap().optional()]),
  ) as unknown as { [S in LockableSetting]: z.ZodOptional<z.ZodType<SettingsValues[S]>> },
);

export const policySchema = z.strictObject({
  backendUrl: z
    .string()
    .refine((text) => readBackendUrl(text, false).ok, 'expected https://HOST without credentials')
    .optional()
    .describe('The MP backend of every user. Nobody can choose another one, and --backend-url is refused.'),
  developerMode: z
    .boolean()
    .optional()
    .describe('False: --dev, and with it folders of developers and addresses on private networks, is refused.'),
  allowedMiniPrograms: z
    .array(appId)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'App ids. Others can be neither added nor opened, and are not fetched for. Preinstalled ones are allowed.',
    ),
  preinstalledMiniPrograms: z
    .array(appId)
    .max(MAX_ENTRIES)
    .optional()
    .describe('App ids of mini-programs that are added for every user as soon as the backend can be reached.'),
  privateHosts: z
    .array(privateHost)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Hosts that may have addresses on private networks, such as "intranet.example.com" or "*.corp.example.com". A mini-program reaches those of its service domains.',
    ),
  signInIssuers: z
    .array(z.string().refine((text) => URL.parse(text)?.protocol === 'https:', 'expected https://HOST'))
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Issuers of OpenID providers, exactly as they call themselves, that a backend may send users to besides those of its own site.',
    ),
  updates: z
    .boolean()
    .optional()
    .describe('False: the application never looks for new versions of itself; somebody else installs them.'),
  logLevel: z
    .enum(LOG_LEVELS)
    .optional()
    .describe('What the log files may hold: "off" (none is kept), "problems" or "events".'),
  settings: lockedSettingsSchema
    .optional()
    .describe('Settings, by their names in settings.json, that have one value for every user.'),
});

export type PolicyValues = z.infer<typeof policySchema>;
export type PolicyName = keyof PolicyValues;
