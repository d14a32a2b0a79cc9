/**
 * The answer of `GET {backend}/bapi/mp/v1/app/{appId}/details`, parsed. Unknown
 * fields are dropped. An optional field may also be `null`, as many servers write "absent".
 * Parsing a parsed value again gives the same value: the state file keeps it.
 */
import { BRAND } from '../../preload/contract/brand.ts';
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';
import { BN_LIMITS } from '../../preload/contract/bn-limits.ts';
import { isAppId } from './app-id.ts';
import { cleanText, displayName } from './display-name.ts';
import { localizedTextsSchema, spelledTexts, textIn } from './localized-texts.ts';
import { spelled, spelledList } from './spellings.ts';

const MUST_BE_DOMAIN = 'must be a string or an object with a "domain"';

const serviceDomainSchema = once(() =>
  z.union(
    [
      z.object({
        domain: z.string().check(z.minLength(1), z.maxLength(260)),
        certificates: z.pipe(
          z.nullish(
            z
              .array(z.string().check(z.regex(/^sha256\/[0-9A-Za-z+/]{43}=$/, 'must be "sha256/<base64 SPKI>"')))
              .check(z.maxLength(50)),
          ),
          z.transform((pins) => pins ?? []),
        ),
      }),
      z.pipe(
        z.string().check(z.minLength(1), z.maxLength(260)),
        z.transform((domain) => ({ domain, certificates: [] as string[] })),
      ),
    ],
    { error: (issue) => (isRecord(issue.input) ? undefined : MUST_BE_DOMAIN) },
  ),
);

/** Requests beside `preFetchUrl` for the pages that a start may open; `page-rules.ts` says which of them are made. */
const preFetchRuleSchema = once(() =>
  z.object({
    key: z.string().check(z.minLength(1), z.maxLength(BN_LIMITS.keyLength)),
    /** A URLPattern pathname. */
    page: z.string().check(z.minLength(1), z.maxLength(256)),
    /** A template, as `preFetchUrl`. */
    url: z.string().check(z.minLength(1), z.maxLength(4096)),
  }),
);

const developmentSettingsSchema = once(() =>
  z.object({
    preFetchUrl: z.nullish(z.string().check(z.maxLength(4096))),
    backgroundFetchUrl: z.nullish(z.string().check(z.maxLength(4096))),
    preFetchRules: z.nullish(z.array(preFetchRuleSchema()).check(z.maxLength(100))),
    installFetchUrl: z.nullish(z.string().check(z.maxLength(4096))),
    /** Of each body; `bodyLimitOf` says what counts. */
    maxBytes: z.nullish(z.int().check(z.positive())),
  }),
);

export const detailsSchema = once(() =>
  z.object({
    appId: z.string().check(z.refine(isAppId, 'must be 1 to 48 characters of base62')),
    name: z.pipe(z.string().check(z.minLength(1), z.maxLength(200)), z.transform(displayName)),
    description: z.pipe(
      z.nullish(z.string().check(z.maxLength(2000))),
      z.transform((text) => cleanText(text ?? '', 2000)),
    ),
    /** By language, for whoever reads it. */
    names: z.nullish(localizedTextsSchema(200, displayName)),
    descriptions: z.nullish(localizedTextsSchema(2000, (text) => cleanText(text, 2000))),
    iconUrl: z.nullish(z.string().check(z.maxLength(2048))),
    version: z.string().check(z.minLength(1), z.maxLength(64)),
    /** Signatures of object stores make it long. */
    packageUrl: z.string().check(z.minLength(1), z.maxLength(8192)),
    packageSha256: z.pipe(
      z.string().check(z.regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')),
      z.transform((hex) => hex.toLowerCase()),
    ),
    packageSize: z.nullish(z.int().check(z.positive())),
    permissions: z.pipe(
      z.nullish(z.array(z.string().check(z.maxLength(200))).check(z.maxLength(200))),
      z.transform((names) => names ?? []),
    ),
    serviceDomains: z.array(serviceDomainSchema()).check(z.maxLength(200)),
    developmentSettings: z.pipe(
      z.nullish(developmentSettingsSchema()),
      z.transform((settings): z.infer<ReturnType<typeof developmentSettingsSchema>> => settings ?? {}),
    ),
  }),
);

/** Before `detailsSchema`: what a backend or `details.json` says, in one spelling. `base`: where it is from. */
export function spelledDetails(answer: unknown, base?: URL): unknown {
  return spelled(withDomains(answer), {
    description: 'optional',
    names: spelledTexts,
    descriptions: spelledTexts,
    iconUrl: 'optional',
    packageSize: 'count',
    packageUrl: (address) =>
      base && typeof address === 'string' && address.trim() !== ''
        ? (URL.parse(address, base)?.href ?? address)
        : address,
    permissions: 'list',
    serviceDomains(value) {
      const domains = spelledList(value) ?? [];
      return Array.isArray(domains) ? domains.map(spelledDomain) : domains;
    },
    packageSha256: (digest) => (typeof digest === 'string' ? bareDigest(digest) : digest),
    developmentSettings: (settings) =>
      settings === '' || (Array.isArray(settings) && settings.length === 0)
        ? undefined
        : spelled(settings, {
            preFetchUrl: 'optional',
            backgroundFetchUrl: 'optional',
            preFetchRules: 'list',
            installFetchUrl: 'optional',
            maxBytes: 'count',
          }),
  });
}

/** Without any it may talk to nobody. */
function withDomains(answer: unknown): unknown {
  return isRecord(answer) ? { serviceDomains: null, ...(answer as object) } : answer;
}

function spelledDomain(domain: unknown): unknown {
  if (typeof domain === 'string') return domain.trim();
  return spelled(domain, { domain: (name) => (typeof name === 'string' ? name.trim() : name) });
}

/** As tools print it: with the name of the algorithm before it, or of the file behind it, with colons, or in Base64. */
function bareDigest(text: string): string {
  const base64 = /^(?:sha-?256[-:=])?([0-9a-z+/_-]{43}=?)$/i.exec(text.trim())?.[1];
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('hex');
  if (/^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i.test(text.trim())) return text.trim().replaceAll(':', '');
  return /^(?:sha-?256[:=-])?\s*([0-9a-f]{64})(?:\s.*)?$/is.exec(text.trim())?.[1] ?? text;
}

export type Details = z.infer<ReturnType<typeof detailsSchema>>;

/** What `details` are called, and say of themselves, for whoever reads `locale`. */
export function shownTexts(
  details: Pick<Details, 'name' | 'description' | 'names' | 'descriptions'>,
  locale: string,
): { readonly name: string; readonly description: string } {
  return {
    name: textIn(locale, details.names, details.name),
    description: textIn(locale, details.descriptions, details.description),
  };
}

/** One entry of `preFetchRules`. */
export type PreFetchRule = z.infer<ReturnType<typeof preFetchRuleSchema>>;

/** One entry of `serviceDomains`: a host, `host:port` or `*.host`, and its SPKI pins. */
export type ServiceDomain = Details['serviceDomains'][number];

/** The permission that lets a template use `{cdnUrl}`. */
export const CDN_PERMISSION = BRAND.cdnPermission;

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
