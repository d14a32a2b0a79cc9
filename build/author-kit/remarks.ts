/**
 * What is right by the documents and still not what an author means: files that are left out and asked for, what
 * the policy refuses, members and entries that do nothing. Remarks, not problems: the package is made.
 */
import { CDN_PERMISSION, type ServiceDomain } from '../../main/models/details-schema.ts';
import { fileChoiceOf, names as namesFile } from '../../main/catalog/folders/development-files.ts';
import { DETAILS_FILE } from '../../main/catalog/folders/open-folder.ts';
import { MANIFEST_FILE, pageOf } from '../../main/catalog/packages/manifest.ts';
import { parseDomainEntry } from '../../main/network/rules/service-domains.ts';
import { decodeJson } from '../../main/support/json-text.ts';
import { decodedPath } from '../../main/catalog/packages/package-files.ts';
import { librarySource, unreachableHosts } from './asked-hosts.ts';
import { misspeltFiles } from './misspelt-files.ts';
import { bareImport, pagePartProblems } from './page-parts.ts';
import { relativeNames } from './relative-names.ts';
import { needSharedMemory } from './shared-memory.ts';
import { foreignSources } from './foreign-sources.ts';
import type { FolderFiles } from './folder-files.ts';

/** Of Larder, of the W3C's MiniApp Manifest and of its Web Application Manifest. */
const MANIFEST_MEMBERS =
  'app_id name name_localized short_name description description_localized version icons window pages start_url spa_fallback charset dir lang platform_version widgets req_permissions color_scheme device_type id scope display display_override orientation theme_color background_color categories screenshots shortcuts related_applications prefer_related_applications share_target protocol_handlers file_handlers launch_handler edge_side_panel iarc_rating_id'.split(
    ' ',
  );
const DETAILS_MEMBERS =
  'appId name names description descriptions iconUrl version packageUrl packageSha256 packageSize permissions serviceDomains developmentSettings files'.split(
    ' ',
  );
/** For editors: docs/author-kit.md. */
const SCHEMA_MEMBER = '$schema';
const SETTINGS_MEMBERS = ['preFetchUrl', 'backgroundFetchUrl', 'preFetchRules', 'installFetchUrl', 'maxBytes'];
const SCRIPT = /\.(?:[cm]?js|es6?|jsm)$/i;
const PAGE = /\.(?:[esx]?html?|xht)$/i;
const STYLE = /\.css$/i;
const EVAL =
  /(?:^|[^\w$.'"]|\b(?:window|self|globalThis)\s*\.\s*)eval\s*\(|\(\s*0\s*,\s*eval\s*\)|\bnew\s+Function\s*\(/;
/** As builders write them for servers that name the coding: games of Unity and Godot, and plugins of bundlers. */
const PRECOMPRESSED = /\.(?:[cm]?js|css|html?|json|wasm|data|mem|pck|svg)\.(?:br|gz|zst)$/i;
/** What is refused or throws, whatever the page does: docs/bn-api.md. Emscripten asks so for input that nobody gives. */
const REFUSED_INTERFACES: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [
    /(?:\b(?:window|self|globalThis)\s*\.\s*|(?:^|[=(,;!?:&|{}]|\breturn)\s*)prompt\s*\((?!\s*["']Input: )/m,
    'uses prompt(), which throws in Larder: ask in the page',
  ],
  [/\.get(?:User|Display)Media\s*\(/, 'asks for the camera, microphone or screen, which Larder does not give'],
  [/\bgeolocation\s*\.\s*(?:getCurrent|watch)Position\b/, 'asks where the computer is, which Larder does not tell'],
  [/\bNotification\s*\.\s*requestPermission\b/, 'asks to show notifications, which Larder does not allow'],
  [/\bnavigator\s*\.\s*(?:usb|bluetooth|serial|hid)\s*\.\s*request/, 'asks for a device, which Larder does not give'],
];
const NO_SHARED_MEMORY =
  'needs threads with shared memory (SharedArrayBuffer, cross-origin isolation), which Larder does not give: build it without threads';
const MAX_LOOKED_THROUGH_BYTES = 4 * 1024 * 1024;

export function remarksOf(folder: FolderFiles, detailsText: string | null): string[] {
  const manifest = objectOf(folder.files[MANIFEST_FILE]);
  const details = objectOf(detailsText);
  return [
    ...filesRemarks(folder),
    ...codeRemarks(folder, details),
    ...choiceRemarks(folder, details),
    ...memberRemarks(MANIFEST_FILE, '', manifest, [SCHEMA_MEMBER, ...MANIFEST_MEMBERS]),
    ...memberRemarks(DETAILS_FILE, '', details, [SCHEMA_MEMBER, ...DETAILS_MEMBERS]),
    ...memberRemarks(DETAILS_FILE, 'developmentSettings.', recordOf(details.developmentSettings), SETTINGS_MEMBERS),
    ...memberRemarks(DETAILS_FILE, 'files.', recordOf(details.files), ['include', 'exclude']),
    ...pageRemarks(folder, manifest),
    ...relativeRemarks(folder, manifest),
    ...domainRemarks(details),
    ...permissionRemarks(details),
  ];
}

function filesRemarks({ files, leftOut }: FolderFiles): string[] {
  const remarks: string[] = [];
  /** Files that are left out, and those that name them. */
  const namedBy = new Map<string, string[]>();
  const maps = Object.entries(files).filter(([name]) => name.endsWith('.map'));
  const bytes = maps.reduce((sum, [, content]) => sum + content.length, 0);
  if (maps.length > 0)
    remarks.push(
      `source maps are part of it (${maps.length}, ${Math.ceil(bytes / 1024)} KiB): "files": {"exclude": ["*.map"]} in ${DETAILS_FILE} leaves them out`,
    );
  const [compressed, ...more] = Object.keys(files).filter((name) => PRECOMPRESSED.test(name));
  if (compressed !== undefined)
    remarks.push(
      `${compressed}${more.length > 0 ? ` and ${more.length} more` : ''}: compressed for a server that says so in Content-Encoding; Larder serves it as it is: build it without compression`,
    );
  for (const [name, content] of Object.entries(files)) {
    const kind = kindOf(name);
    if (kind === null || content.length > MAX_LOOKED_THROUGH_BYTES) continue;
    const text = Buffer.from(content).toString('latin1');
    if (kind !== 'style' && EVAL.test(text))
      remarks.push(`${name}: uses eval or new Function, which does not work in Larder`);
    if (kind !== 'style' && /(?:^|[^\w$.])set(?:Timeout|Interval)\s*\(\s*["'`]/.test(text))
      remarks.push(
        `${name}: gives setTimeout or setInterval a text, which does not work in Larder: give it a function`,
      );
    for (const url of foreignSources(kind, text))
      remarks.push(`${name}: asks for ${url}, which is not in the package and will not be loaded`);
    for (const { named, file } of misspeltFiles(kind, name, text, Object.keys(files)))
      remarks.push(`${name}: names ${named}, and the file is ${file}: Larder minds the case of letters`);
    for (const missing of leftOut)
      if (isNamedIn(text, missing)) namedBy.set(missing, [...(namedBy.get(missing) ?? []), name]);
  }
  for (const [missing, names] of namedBy) {
    const [first = '', ...others] = [...names].sort((a, b) => Number(PAGE.test(b)) - Number(PAGE.test(a)));
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    remarks.push(
      `${first}${more}: names ${missing}, which is not part of it: "files": {"include": ["${missing.replace(/\/$/, '')}"]} in ${DETAILS_FILE} brings it in`,
    );
  }
  return remarks;
}

/** What does not work, or not as it is packed. */
function codeRemarks({ files, leftOut }: FolderFiles, details: Record<string, unknown>): string[] {
  const texts = Object.entries(files).flatMap(([name, content]) => {
    const kind = kindOf(name);
    if (kind === null || content.length > MAX_LOOKED_THROUGH_BYTES) return [];
    return [{ name, kind, text: Buffer.from(content).toString('utf8') }];
  });
  const pages = texts.filter(({ kind }) => kind === 'page').map(({ text }) => text);
  const there = new Set(Object.keys(files).map((name) => name.toLowerCase()));
  // Told elsewhere: what is named in another case, and what is left out.
  const has = (file: string): boolean =>
    there.has(file.toLowerCase()) || leftOut.some((out) => out === file || (out.endsWith('/') && file.startsWith(out)));
  const domains = domainsOf(details);
  const needing = new Set(needSharedMemory(texts.filter(({ kind }) => kind !== 'style')));
  return texts.flatMap(({ name, kind, text }) => {
    const problems = kind === 'page' ? pagePartProblems(name, text, has) : [];
    const imported = kind === 'style' ? null : bareImport(kind, text, pages);
    if (imported !== null)
      problems.push(
        `imports "${imported}", which a browser cannot find: bundle it, or say where it is in an import map`,
      );
    for (const host of unreachableHosts(kind, text, domains))
      problems.push(`asks ${host}, which is not among serviceDomains in ${DETAILS_FILE}`);
    const library = kind === 'script' ? librarySource(text, domains) : null;
    if (library !== null)
      problems.push(`names ${library}: scripts and workers from there are not loaded; put that file into the package`);
    if (kind !== 'style')
      for (const [pattern, problem] of REFUSED_INTERFACES) if (pattern.test(text)) problems.push(problem);
    if (needing.has(name)) problems.push(NO_SHARED_MEMORY);
    return problems.map((problem) => `${name}: ${problem}`);
  });
}

function kindOf(name: string): 'page' | 'script' | 'style' | null {
  return PAGE.test(name) ? 'page' : SCRIPT.test(name) ? 'script' : STYLE.test(name) ? 'style' : null;
}

function domainsOf({ serviceDomains }: Record<string, unknown>): ServiceDomain[] {
  if (!Array.isArray(serviceDomains)) return [];
  return serviceDomains.flatMap((entry: unknown) => {
    const domain = typeof entry === 'string' ? entry : recordOf(entry).domain;
    return typeof domain === 'string' ? [{ domain: domain.trim(), certificates: [] }] : [];
  });
}

/** docsify asks for `README.md` without naming it. */
function isNamedIn(text: string, leftOut: string): boolean {
  if (leftOut.startsWith('.') || leftOut === DETAILS_FILE) return false;
  if (/^readme\.md$/i.test(leftOut) && /docsify/i.test(text)) return true;
  return leftOut.endsWith('/') ? text.includes(leftOut) : new RegExp(`["'/]${escaped(leftOut)}["'?#]`).test(text);
}

function choiceRemarks({ files, leftOut }: FolderFiles, details: Record<string, unknown>): string[] {
  const { include, exclude } = fileChoiceOf(details);
  const there = Object.keys(files);
  const gone = leftOut.map((name) => name.replace(/\/$/, ''));
  return [
    ...include
      .filter((entry) => !there.some((name) => namesFile(entry, name)))
      .map((entry) => nothing('include', entry)),
    ...exclude
      .filter((entry) => !gone.some((name) => namesFile(entry, name)))
      .map((entry) => nothing('exclude', entry)),
  ];
}

function nothing(list: string, entry: string): string {
  return `${DETAILS_FILE}: files.${list}: "${entry}" matches nothing`;
}

function memberRemarks(
  file: string,
  prefix: string,
  value: Record<string, unknown>,
  known: readonly string[],
): string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = known.find((other) => isMisspelt(name, other));
      return `${file}: Larder knows no member "${prefix}${name}"${meant ? `; "${prefix}${meant}" is meant?` : ''}`;
    });
}

function pageRemarks({ files }: FolderFiles, { pages }: Record<string, unknown>): string[] {
  if (!Array.isArray(pages)) return [];
  const hasFile = (name: string): boolean => Object.hasOwn(files, name);
  return pages.flatMap((page, index) =>
    typeof page === 'string' && index > 0 && pageOf(page, hasFile) === null
      ? [`${MANIFEST_FILE}: pages[${index}]: "${page}" matches nothing`]
      : [],
  );
}

function relativeRemarks({ files }: FolderFiles, manifest: Record<string, unknown>): string[] {
  const textsOf = (pattern: RegExp): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(files)
        .filter(([name, { length }]) => pattern.test(name) && length <= MAX_LOOKED_THROUGH_BYTES)
        .map(([name, content]) => [name, Buffer.from(content).toString('utf8')]),
    );
  const has = (name: string): boolean => Object.hasOwn(files, name);
  const start = typeof manifest.start_url === 'string' ? manifest.start_url : '/';
  const startFile = manifest.spa_fallback === true ? pageOf(start, has)?.file : undefined;
  const fallback = startFile === undefined ? null : decodedPath(startFile);
  return relativeNames({ pages: textsOf(PAGE), scripts: textsOf(SCRIPT), has, fallback }).map(
    ({ name, named, lostAt, absolute }) =>
      `${name}: names "${named}" as a file beside the page, and for ${lostAt} there is none: write "${absolute}"${PAGE.test(name) ? ', or build with the base "/"' : ''}`,
  );
}

function domainRemarks({ serviceDomains }: Record<string, unknown>): string[] {
  if (!Array.isArray(serviceDomains)) return [];
  return serviceDomains.flatMap((entry: unknown, index) => {
    const domain = typeof entry === 'string' ? entry : recordOf(entry).domain;
    if (typeof domain !== 'string' || parseDomainEntry(domain.trim())) return [];
    const meant = URL.canParse(domain) ? new URL(domain).host : '';
    return [
      `${DETAILS_FILE}: serviceDomains[${index}]: "${domain}" matches nothing${meant ? `; write "${meant}", a host without a scheme and a path` : ''}`,
    ];
  });
}

function permissionRemarks({ permissions }: Record<string, unknown>): string[] {
  if (!Array.isArray(permissions)) return [];
  return permissions
    .filter((name) => name !== CDN_PERMISSION)
    .map((name) => `${DETAILS_FILE}: Larder knows no permission "${String(name)}"`);
}

/** In case, in signs between words, or by one or two letters. */
function isMisspelt(name: string, known: string): boolean {
  const [a, b] = [name, known].map((text) => text.toLowerCase().replace(/[^a-z]/g, ''));
  return a === b || (known.length > 4 && distance(a ?? '', b ?? '') <= 2);
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

function objectOf(content: Uint8Array | string | undefined | null): Record<string, unknown> {
  const text = typeof content === 'string' ? content : content ? decodeJson(content) : null;
  try {
    return recordOf(JSON.parse((text ?? '{}').replace(/^\uFEFF/, '')));
  } catch {
    // What is wrong with it is a problem that is told with its place.
    return {};
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
