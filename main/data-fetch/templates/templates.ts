/**
 * URL templates of a mini-program's details: `{name}` anywhere in path or query.
 * A value never reaches the scheme, the user info, the host or the port, whatever it contains.
 */
import { AppError } from '../../support/errors.ts';

/** Every name a template may use. */
export const TEMPLATE_ARGUMENTS = [
  'appid',
  'token',
  'code',
  'timestamp',
  'path',
  'query',
  'lang',
  'version',
  'cdnUrl',
] as const;

export type TemplateArgument = (typeof TEMPLATE_ARGUMENTS)[number];
/** An absent value expands to nothing. */
export type TemplateValues = Readonly<Partial<Record<TemplateArgument, string>>>;

export interface ExpandedTemplate {
  readonly url: URL;
  /** The arguments the template used: they are not sent again. */
  readonly used: ReadonlySet<TemplateArgument>;
}

/** Names with a point in them, that one template has and others have not; `undefined`: it has no such name. */
export type OwnNames = (name: string) => string | undefined;

/** How `cdnUrl` may be used; see `CDN_PERMISSION`. */
export interface CdnRules {
  readonly permitted: boolean;
}

const AUTHORITY = /^(?<origin>https?:\/\/[^/?#\\{}]+)(?<rest>(?:[/?#\\].*)?)$/iu;
const CDN_AT_START = /^\{cdnUrl\}(?<rest>(?:[/?#\\].*)?)$/u;
const NAME = /^[A-Za-z][A-Za-z0-9_.]*$/;
/** The URL parser drops tabs and line ends, and trims spaces: what is seen would not be what is parsed. */
const CONTROL_OR_SPACE = /[\s\p{Cc}]/u;
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * Expands `template`. Throws `AppError`: `template-error` (the message names what is wrong, and
 * never a value), `denied` (`cdnUrl` without its permission), `not-configured` (`cdnUrl` at the
 * start, and the container has none).
 */
export function expandTemplate(
  template: string,
  values: TemplateValues,
  cdn: CdnRules,
  ownNames: OwnNames = () => undefined,
): ExpandedTemplate {
  if (CONTROL_OR_SPACE.test(template)) throw templateError('it has a space or a control character');
  const used = new Set<TemplateArgument>();
  const { origin, rest } = splitOrigin(template, values, cdn, used);
  const expandText = textExpander(values, cdn, used, ownNames);
  const [beforeFragment = '', fragment = ''] = splitOnce(rest, '#');
  if (/[{}]/.test(fragment)) throw templateError('arguments stand in path or query, not in the fragment');

  const [path = '', query] = splitOnce(beforeFragment, '?');
  const expandedPath = path
    .split(/(?=[/\\])/u)
    .map((segment) => expandSegment(segment, expandText))
    .join('');
  const expandedQuery = query === undefined ? '' : `?${expandText(query)}`;
  const url = URL.parse(`${origin}${expandedPath}${expandedQuery}`);
  // The second opinion: whatever the values were, the host is the one the template (or setting) names.
  if (url === null || url.host !== URL.parse(origin)?.host) throw templateError('it is not a URL');
  return { url, used };
}

/** `encodeURIComponent`, and the five characters it leaves although RFC 3986 reserves them. */
export function percentEncode(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function splitOrigin(
  template: string,
  values: TemplateValues,
  cdn: CdnRules,
  used: Set<TemplateArgument>,
): { origin: string; rest: string } {
  const startsWithCdn = CDN_AT_START.exec(template)?.groups;
  if (startsWithCdn) {
    requireCdnPermission(cdn);
    used.add('cdnUrl');
    const cdnUrl = values.cdnUrl ?? '';
    if (cdnUrl === '') {
      throw new AppError('not-configured', 'Cannot expand the URL template: the container has no CDN address');
    }
    if (CONTROL_OR_SPACE.test(cdnUrl) || /[?#{}]/.test(cdnUrl) || !AUTHORITY.test(cdnUrl)) {
      throw templateError('the container’s CDN address is not a plain URL');
    }
    return { origin: cdnUrl.replace(/\/+$/, ''), rest: startsWithCdn.rest ?? '' };
  }
  const parts = AUTHORITY.exec(template)?.groups;
  if (!parts) {
    throw templateError(
      template.includes('{')
        ? 'arguments stand in path or query only, behind "https://host"'
        : 'it does not start with "https://" and a host',
    );
  }
  return { origin: parts.origin ?? '', rest: parts.rest ?? '' };
}

/** One path segment with its leading slash. A value must not become a step up the path. */
function expandSegment(segment: string, expandText: (text: string) => string): string {
  const expanded = expandText(segment);
  if (expanded !== segment && DOT_SEGMENT.test(expanded.replace(/^[/\\]/, ''))) {
    throw templateError('a value would change the path around it');
  }
  return expanded;
}

/** Expands every name in a text. */
function textExpander(
  values: TemplateValues,
  cdn: CdnRules,
  used: Set<TemplateArgument>,
  ownNames: OwnNames,
): (text: string) => string {
  return (text) => {
    let expanded = '';
    let position = 0;
    while (position < text.length) {
      const open = text.indexOf('{', position);
      const literal = text.slice(position, open < 0 ? undefined : open);
      if (literal.includes('}')) throw templateError('a "}" has no "{"');
      expanded += literal;
      if (open < 0) break;
      const close = text.indexOf('}', open);
      if (close < 0) throw templateError('a "{" has no "}"');
      const name = text.slice(open + 1, close);
      expanded += percentEncode(ownNames(name) ?? valueOf(name, values, cdn, used));
      position = close + 1;
    }
    return expanded;
  };
}

function valueOf(name: string, values: TemplateValues, cdn: CdnRules, used: Set<TemplateArgument>): string {
  if (!NAME.test(name)) throw templateError(`"{${name.slice(0, 40)}}" is not an argument`);
  const known = TEMPLATE_ARGUMENTS.find((argument) => argument === name);
  if (known === undefined) throw templateError(`it uses "${name.slice(0, 40)}", which is not a known argument`);
  if (known === 'cdnUrl') requireCdnPermission(cdn);
  used.add(known);
  return values[known] ?? '';
}

function requireCdnPermission(cdn: CdnRules): void {
  if (!cdn.permitted) {
    throw new AppError(
      'denied',
      'Cannot expand the URL template: "cdnUrl" needs a permission this mini-program does not have',
    );
  }
}

function splitOnce(text: string, separator: string): [string] | [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function templateError(state: string): AppError {
  return new AppError('template-error', `Cannot expand the URL template: ${state}`);
}
