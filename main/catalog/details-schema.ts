/** The answer of `GET {backend}/bapi/mp/v1/app/{appId}/details` (design 2.1), parsed. */
import { z } from 'zod';
import { isAppId } from './app-id.ts';

const serviceDomainSchema = z.union([
  z.string().min(1).transform((domain) => ({ domain, certificates: [] as string[] })),
  z.object({
    domain: z.string().min(1),
    certificates: z
      .array(z.string().regex(/^sha256\/[0-9A-Za-z+/]{43}=$/, 'expected "sha256/<base64 SPKI>"'))
      .default([]),
  }),
]);

export const detailsSchema = z.object({
  appId: z.string().refine(isAppId, 'expected 1 to 48 characters of base62'),
  name: z.string().min(1).max(200),
  description: z.string().max(2000).default(''),
  iconUrl: z.string().max(2048).nullish(),
  version: z.string().min(1).max(64),
  packageUrl: z.string().min(1).max(2048),
  packageSha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'expected 64 hexadecimal digits')
    .transform((hex) => hex.toLowerCase()),
  packageSize: z.number().int().positive().nullish(),
  permissions: z.array(z.string()).default([]),
  serviceDomains: z.array(serviceDomainSchema).max(200),
  developmentSettings: z
    .object({
      preFetchUrl: z.string().max(4096).nullish(),
      backgroundFetchUrl: z.string().max(4096).nullish(),
    })
    .default({}),
});

export type Details = z.infer<typeof detailsSchema>;

/** One entry of `serviceDomains`: a host, `host:port` or `*.host`, and its SPKI pins. */
export type ServiceDomain = Details['serviceDomains'][number];

/** The permission that lets a template use `{cdnUrl}`. */
export const CDN_PERMISSION = 'USE_BINANCE_DYNAMIC_DOMAINS';
