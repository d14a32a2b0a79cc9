/**
 * What an administrator can decide for every user of a computer: the one description of it. The registry, the
 * managed preferences and `policy.json` are read by it, ADMX, mobileconfig and JSON Schema are made from it.
 */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';
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

const appId = () => z.string().check(z.refine(isAppId, 'expected an app id'));
const privateHost = () =>
  z
    .string()
    .check(
      z.refine(
        (entry) => parseDomainEntry(entry)?.port === null,
        'expected a host, or "*." and a domain, without a port',
      ),
    );

/** The settings of `settings.json`, each as it may be decided: none has a default here. */
export const lockedSettingsSchema = once(() =>
  z.strictObject(
    Object.fromEntries(
      LOCKABLE_SETTINGS.map((name) => [name, z.optional<z.ZodMiniType>(settingsSchema.shape[name].def.innerType)]),
    ) as unknown as { [S in LockableSetting]: z.ZodMiniOptional<z.ZodMiniType<SettingsValues[S]>> },
  ),
);

export const policySchema = once(() =>
  z.strictObject({
    backendUrl: z
      .optional(
        z
          .string()
          .check(z.refine((text) => readBackendUrl(text, false).ok, 'expected https://HOST without credentials')),
      )
      .check(z.describe('The MP backend of every user. Nobody can choose another one, and --backend-url is refused.')),
    developerMode: z
      .optional(z.boolean())
      .check(
        z.describe('False: --dev, and with it folders of developers and addresses on private networks, is refused.'),
      ),
    allowedMiniPrograms: z
      .optional(z.array(appId()).check(z.maxLength(MAX_ENTRIES)))
      .check(
        z.describe(
          'App ids. Others can be neither added nor opened, and are not fetched for. Preinstalled ones are allowed.',
        ),
      ),
    preinstalledMiniPrograms: z
      .optional(z.array(appId()).check(z.maxLength(MAX_ENTRIES)))
      .check(
        z.describe('App ids of mini-programs that are added for every user as soon as the backend can be reached.'),
      ),
    privateHosts: z
      .optional(z.array(privateHost()).check(z.maxLength(MAX_ENTRIES)))
      .check(
        z.describe(
          'Hosts that may have addresses on private networks, such as "intranet.example.com" or "*.corp.example.com". A mini-program reaches those of its service domains.',
        ),
      ),
    signInIssuers: z
      .optional(
        z
          .array(z.string().check(z.refine((text) => URL.parse(text)?.protocol === 'https:', 'expected https://HOST')))
          .check(z.maxLength(MAX_ENTRIES)),
      )
      .check(
        z.describe(
          'Issuers of OpenID providers, exactly as they call themselves, that a backend may send users to besides those of its own site.',
        ),
      ),
    updates: z
      .optional(z.boolean())
      .check(z.describe('False: the application never looks for new versions of itself; somebody else installs them.')),
    logLevel: z
      .optional(z.enum(LOG_LEVELS))
      .check(z.describe('What the log files may hold: "off" (none is kept), "problems" or "events".')),
    settings: z
      .optional(lockedSettingsSchema())
      .check(z.describe('Settings, by their names in settings.json, that have one value for every user.')),
  }),
);

export type PolicyValues = z.infer<ReturnType<typeof policySchema>>;
export type PolicyName = keyof PolicyValues;
