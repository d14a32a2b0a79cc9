/** From a template and its arguments to the URL that may be requested, for both kinds of fetch. */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { SentArguments } from '../../../preload/contract/bn.ts';
import { CDN_PERMISSION, type Details } from '../../models/details-schema.ts';
import { AppError } from '../../support/errors.ts';
import { appendArguments, collectArguments, templateValues, type ArgumentSource } from './arguments.ts';
import { domainMessage, matchServiceDomain } from '../../network/rules/service-domains.ts';
import { expandTemplate, type OwnNames } from './templates.ts';

export interface UrlRequest {
  /** `preFetchUrl` or `backgroundFetchUrl`; nothing there is `not-configured`. */
  readonly template: string | null | undefined;
  readonly details: Pick<Details, 'permissions' | 'serviceDomains'>;
  readonly source: ArgumentSource;
  /** The container's setting. */
  readonly cdnUrl: string | null;
  readonly dev: boolean;
  /** Names that only this template has; their values are shown by name. */
  readonly ownNames?: OwnNames;
}

export type UrlOutcome =
  | {
      readonly ok: true;
      readonly url: URL;
      /** `url` as it may be shown: `TOKEN` and `CODE` stand for the values. */
      readonly shownUrl: URL;
      readonly sent: SentArguments;
    }
  | {
      readonly ok: false;
      readonly code: BnErrorCode;
      readonly message: string;
      /** Where it would have gone, as far as it can be shown; `null`: no address is set. */
      readonly shownUrl: URL | null;
    };

/** A template that is no URL, not even with names in braces. */
export const NO_ADDRESS = new URL('about:invalid');

/** Codes: `not-configured`, `template-error`, `denied`, `domain-not-allowed`. */
export function buildRequestUrl({
  template,
  details,
  source,
  cdnUrl,
  dev,
  ownNames = () => undefined,
}: UrlRequest): UrlOutcome {
  if (!template) {
    return {
      ok: false,
      code: 'not-configured',
      message: 'The mini-program’s details name no URL for this kind of fetch',
      shownUrl: null,
    };
  }
  const sent = collectArguments(source);
  try {
    const permitted = details.permissions.includes(CDN_PERMISSION);
    const expand = (values: SentArguments, own: OwnNames): URL => {
      const { url: expanded, used } = expandTemplate(template, templateValues(values, cdnUrl), { permitted }, own);
      return appendArguments(expanded, values, used);
    };
    const expandShown = (): URL =>
      expand(withPlaceholders(sent), (name) => (ownNames(name) === undefined ? undefined : name));
    const url = expand(sent, ownNames);
    if (matchServiceDomain(url, details.serviceDomains, { dev }) === null) {
      return { ok: false, code: 'domain-not-allowed', message: domainMessage(url, dev), shownUrl: expandShown() };
    }
    return { ok: true, url, shownUrl: expandShown(), sent };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      ok: false,
      code: error.code as BnErrorCode,
      message: error.message,
      shownUrl: URL.parse(template) ?? NO_ADDRESS,
    };
  }
}

/** Neither placeholder can make a template fail that the value did not: they are no dots and no controls. */
function withPlaceholders(sent: SentArguments): SentArguments {
  return { ...sent, ...(sent.token ? { token: 'TOKEN' } : {}), ...(sent.code ? { code: 'CODE' } : {}) };
}
