/**
 * `manifest.json` of a package: members named as in the W3C MiniApp Manifest
 * (https://www.w3.org/TR/miniapp-manifest/), plus `start_url` of the Web App Manifest. Members
 * that Larder does not use are not looked at.
 */
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { localizedTextsSchema, spelledTexts } from '../../models/localized-texts.ts';
import { spelled } from '../../models/spellings.ts';
import { AppError } from '../../support/errors.ts';
import { firstFieldProblem } from '../folders/field-problems.ts';
import { candidatesOf, INDEX_PAGES } from './addresses.ts';
import { decodedPath } from './package-files.ts';
import { mapJson, MAX_DEPTH, type TextPosition } from '../folders/json-position.ts';

export const MANIFEST_FILE = 'manifest.json';

/** `bytes` of the file; `depth` of what is nested in it. */
export const MANIFEST_LIMITS = { bytes: 1024 * 1024, depth: MAX_DEPTH } as const;

function isCharset(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

export const manifestSchema = once(() =>
  z.object({
    app_id: z.string().check(z.minLength(1)),
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    /** As in the Web App Manifest: texts by language. */
    name_localized: z.nullish(localizedTextsSchema(200, (text) => text)),
    description_localized: z.nullish(localizedTextsSchema(2000, (text) => text)),
    short_name: z.nullish(z.string().check(z.maxLength(200))),
    description: z.nullish(z.string().check(z.maxLength(2000))),
    /** The specification has `{name, code}`; a plain string is taken as the name. */
    version: z.nullish(
      z.union(
        [
          z.string().check(z.minLength(1), z.maxLength(64)),
          z.object({
            name: z.string().check(z.minLength(1), z.maxLength(64)),
            code: z.nullish(z.int().check(z.nonnegative())),
          }),
        ],
        {
          error: (issue) =>
            typeof issue.input === 'object' ? undefined : 'must be a string or an object with a "name"',
        },
      ),
    ),
    icons: z.nullish(
      z
        .array(
          z.object({
            src: z.string().check(z.minLength(1), z.maxLength(2048)),
            sizes: z.nullish(z.string().check(z.maxLength(1000))),
            type: z.nullish(z.string().check(z.maxLength(200))),
            label: z.nullish(z.string().check(z.maxLength(1000))),
          }),
        )
        .check(z.maxLength(100)),
    ),
    window: z.nullish(
      z.object({
        background_color: z.nullish(z.string()),
        fullscreen: z.nullish(z.boolean()),
        navigation_bar_title_text: z.nullish(z.string()),
        navigation_bar_background_color: z.nullish(z.string()),
        orientation: z.nullish(z.string()),
        /** Larder's own: the size of the window at first, in pixels that the screen's scale multiplies. */
        width: z.nullish(z.int().check(z.minimum(200), z.maximum(4000))),
        height: z.nullish(z.int().check(z.minimum(200), z.maximum(4000))),
      }),
    ),
    /** Without `start_url`, the first page is the start page. */
    pages: z.nullish(z.array(z.string().check(z.minLength(1), z.maxLength(2048))).check(z.maxLength(5000))),
    start_url: z.nullish(z.string().check(z.minLength(1), z.maxLength(2048))),
    /** Larder's own: navigations to what the package does not have are answered with the start page's file. */
    spa_fallback: z.nullish(z.boolean()),
    /** Larder's own: of texts that are not UTF-8 and do not declare their charset. */
    charset: z.nullish(z.string().check(z.refine(isCharset, 'must be a charset of the Encoding standard'))),
  }),
);

export type Manifest = z.infer<ReturnType<typeof manifestSchema>>;

/** Tells whether the package has a file of that path. */
export type HasFile = (path: string) => boolean;

export type ManifestReading =
  | { readonly ok: true; readonly manifest: Manifest; positionOf(path: readonly PropertyKey[]): TextPosition }
  | {
      readonly ok: false;
      readonly kind: 'not-json' | 'not-valid';
      readonly problem: string;
      readonly position: TextPosition;
    };

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function spelledManifest(value: unknown): unknown {
  const optional = [...['short_name', 'description', 'icons', 'pages', 'start_url', 'spa_fallback', 'charset']];
  return spelled(value, {
    ...Object.fromEntries(optional.map((name) => [name, 'optional' as const])),
    name_localized: spelledTexts,
    description_localized: spelledTexts,
    version: (version) => (isEmptyList(version) ? undefined : spelled(version, { code: 'count' })),
    window: (window) => (isEmptyList(window) ? undefined : spelled(window, { width: 'count', height: 'count' })),
  });
}

/** The manifest in `text`, or what is wrong with it and where. `problem` is the second half of a sentence. */
export function readManifest(text: string): ManifestReading {
  const json = mapJson(text);
  if (!json.ok) return { ok: false, kind: 'not-json', problem: json.problem, position: json.position };
  const parsed = manifestSchema().safeParse(spelledManifest(json.value));
  if (parsed.success) return { ok: true, manifest: parsed.data, positionOf: json.positionOf };
  const { path, text: problem } = firstFieldProblem(parsed.error, 'it');
  return { ok: false, kind: 'not-valid', problem, position: json.positionOf(path) };
}

/** Throws `AppError('package-invalid')` that names the member. */
export function parseManifest(appId: string, text: string): Manifest {
  const reading = readManifest(text);
  if (reading.ok) return reading.manifest;
  const { kind, problem, position } = reading;
  const state =
    kind === 'not-json'
      ? `is not JSON, line ${position.line}, column ${position.column}: ${problem}`
      : `is not valid, ${problem}`;
  throw new AppError('package-invalid', `Cannot install "${appId}": its ${MANIFEST_FILE} ${state}.`);
}

export function versionNameOf(manifest: Manifest): string | null {
  const { version } = manifest;
  return typeof version === 'string' ? version : (version?.name ?? null);
}

export interface StartPage {
  /** Relative to the package, with query and fragment, as the manifest names it; '' is the package's root. */
  readonly address: string;
  /** The file that answers it, percent-encoded like an address. */
  readonly file: string;
}

/**
 * The start page: `start_url`, else the first of `pages` (which may leave out `.html`), else the package's index page.
 * Throws `AppError('package-invalid')` when the package has no such file.
 */
export function startPageOf(appId: string, manifest: Manifest, hasFile: HasFile): StartPage {
  const wanted = wantedStartPage(manifest, hasFile);
  const page = pageOf(wanted, hasFile);
  if (page) return page;
  throw new AppError('package-invalid', `Cannot install "${appId}": its start page "${wanted}" is not in the package.`);
}

function wantedStartPage({ start_url, pages }: Manifest, hasFile: HasFile): string {
  return start_url ?? pages?.[0] ?? INDEX_PAGES.find(hasFile) ?? 'index.html';
}

/** The page that `reference` names, as a manifest does; `null`: the package has no such file. */
export function pageOf(reference: string, hasFile: HasFile): StartPage | null {
  const url = packageUrl(reference);
  if (!url) return null;
  const pathname = url.pathname.replace(/^\/+/, '');
  const candidates = candidatesOf({ pathname, isNavigation: true });
  const found = candidates.find(({ path }) => hasFile(decodedPath(path) ?? ''));
  return found ? { address: `${pathname}${url.search}${url.hash}`, file: found.path } : null;
}

/** The icon that is best shown at 128 pixels, or `null`: one without a file is left out. */
export function iconOf(manifest: Manifest, hasFile: HasFile): string | null {
  const candidates = (manifest.icons ?? []).flatMap(({ src, sizes }) => {
    const url = packageUrl(src);
    const path = url && decodedPath(url.pathname.slice(1));
    return path && hasFile(path) ? [{ path, size: largestSize(sizes ?? '') }] : [];
  });
  const largeEnough = candidates.filter(({ size }) => size >= 128).sort((a, b) => a.size - b.size);
  const smaller = candidates.filter(({ size }) => size < 128).sort((a, b) => b.size - a.size);
  return (largeEnough[0] ?? smaller[0])?.path ?? null;
}

/** `any` is a drawing that fits every size. */
function largestSize(sizes: string): number {
  if (/\bany\b/i.test(sizes)) return 128;
  const sides = sizes.split(/\s+/).map((size) => Number(/^(\d{1,6})x\d{1,6}$/i.exec(size)?.[1] ?? 0));
  return sides.reduce((largest, side) => Math.max(largest, side), 0);
}

const PACKAGE_BASE = 'https://package.invalid/';

/** `null` for an address outside the package. */
function packageUrl(reference: string): URL | null {
  if (!URL.canParse(reference, PACKAGE_BASE)) return null;
  const url = new URL(reference, PACKAGE_BASE);
  return url.href.startsWith(PACKAGE_BASE) ? url : null;
}
