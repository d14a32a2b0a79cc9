/**
 * Deep links:
 * `<scheme>://<link host>/mp/app?appId=…&startPagePath=<base64>&startPageQuery=<base64>`.
 */
import { BRAND } from '../../preload/contract/brand.ts';
import type { MessageValues } from '../../preload/contract/messages/format.ts';
import { isAppId } from '../models/app-id.ts';
import type { OpenRequest } from '../models/open-request.ts';
import { AppError } from '../support/errors.ts';

export const DEEP_LINK_PROTOCOL = BRAND.scheme;
const DEEP_LINK_HOST = BRAND.linkHost;
const DEEP_LINK_PATH = '/mp/app';
const MAX_LINK_CHARACTERS = 8192;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads an app id or a deep link. Throws `AppError('bad-link')` with one clear sentence. */
export function parseOpenRequest(input: string): OpenRequest {
  const text = input.trim();
  if (isAppId(text)) return { appId: text };
  return parseDeepLink(text);
}

/** Reads a deep link. Throws `AppError('bad-link')`. */
export function parseDeepLink(link: string): OpenRequest {
  if (link.length > MAX_LINK_CHARACTERS) throw badLink(link, 'tooLong', { limit: MAX_LINK_CHARACTERS });
  if (!URL.canParse(link)) throw badLink(link, 'notALink');
  const url = new URL(link);
  if (url.protocol !== `${DEEP_LINK_PROTOCOL}:`) throw badLink(link, 'foreign', { expected: `${DEEP_LINK_PROTOCOL}:` });
  if (
    url.hostname.toLowerCase() !== DEEP_LINK_HOST ||
    url.pathname.replace(/\/$/, '') !== DEEP_LINK_PATH ||
    url.username ||
    url.port
  ) {
    throw badLink(link, 'foreign', { expected: `${DEEP_LINK_PROTOCOL}://${DEEP_LINK_HOST}${DEEP_LINK_PATH}` });
  }
  const fields = rawQueryFields(link, url.search);
  const appId = fields.get('appId');
  if (!isAppId(appId)) throw badLink(link, appId === undefined ? 'noAppId' : 'badAppId');
  const path = decodeField(link, fields.get('startPagePath'));
  const query = decodeField(link, fields.get('startPageQuery'));
  return {
    appId,
    ...(path ? { path: checkPath(link, path) } : {}),
    ...(query ? { query: query.replace(/^\?/, '') } : {}),
  };
}

/** The link that opens `request`; `parseDeepLink` reads it back. */
export function formatDeepLink(request: OpenRequest): string {
  const field = (name: string, value: string | undefined): string =>
    value ? `&${name}=${Buffer.from(value, 'utf8').toString('base64url')}` : '';
  return `${DEEP_LINK_PROTOCOL}://${DEEP_LINK_HOST}${DEEP_LINK_PATH}?appId=${request.appId}${field('startPagePath', request.path)}${field('startPageQuery', request.query)}`;
}

/** Query fields with `%XX` decoded but `+` kept: it is a digit of base64. */
function rawQueryFields(link: string, search: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const pair of search.slice(1).split('&')) {
    if (!pair) continue;
    const [name = '', ...rest] = pair.split('=');
    try {
      fields.set(decodeURIComponent(name), decodeURIComponent(rest.join('=')));
    } catch {
      throw badLink(link, 'badQuery');
    }
  }
  return fields;
}

/** Base64 or base64url of UTF-8 text is decoded; anything else is taken as it is. */
function decodeField(link: string, value: string | undefined): string | undefined {
  if (!value) return undefined;
  const text = decodeBase64Text(value) ?? value;
  if (hasControlCharacter(text)) throw badLink(link, 'control');
  return text;
}

function decodeBase64Text(value: string): string | null {
  const digits = value
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  if (!/^[\w-]+$/.test(digits) || digits.length % 4 === 1) return null;
  const bytes = Buffer.from(digits, 'base64url');
  if (bytes.toString('base64url') !== digits) return null;
  try {
    const text = utf8.decode(bytes);
    return hasControlCharacter(text) ? null : text;
  } catch {
    return null;
  }
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** A base like the one that the path will have: below an `https:` one, `https:host/page` would be a path too. */
const PATH_BASE = 'mp://package/';

function checkPath(link: string, path: string): string {
  const relative = path.replace(/^\/+/, '');
  // Both ask the parser, which overlooks spaces in front of a scheme.
  const isAddress = URL.canParse(relative);
  const staysBelow = URL.parse(relative, PATH_BASE)?.href.startsWith(PATH_BASE) ?? false;
  const climbs = relative.split(/[/\\]/).includes('..') || /%2e%2e|%2f|%5c/i.test(relative);
  if (isAddress || !staysBelow || climbs || /[\\?#]/.test(relative)) throw badLink(link, 'badPath');
  return isWellEncoded(relative) ? relative : relative.replaceAll('%', '%25');
}

/** In a path that is none, a `%` is the sign itself: people write "100%.html" as they see it. */
function isWellEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

type LinkFault = 'tooLong' | 'notALink' | 'foreign' | 'noAppId' | 'badAppId' | 'badQuery' | 'control' | 'badPath';

function badLink(link: string, fault: LinkFault, values: MessageValues = {}): AppError {
  // The query may hold what the mini-program considers private: only its start is shown.
  const shown = link.split('?')[0]?.slice(0, 80) ?? '';
  return new AppError('bad-link', { key: `problems.link.${fault}`, values: { link: shown, ...values } });
}
