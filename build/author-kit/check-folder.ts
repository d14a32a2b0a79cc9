/**
 * What is wrong with a mini-program's folder, by the container's own rules and with the place: everything
 * at once, for the author to put right in one go.
 */
import { BN_LIMITS } from '../../preload/contract/bn-limits.ts';
import { isAppId } from '../../main/models/app-id.ts';
import { CDN_PERMISSION } from '../../main/models/details-schema.ts';
import type { TextPosition } from '../../main/catalog/folders/json-position.ts';
import {
  iconOf,
  MANIFEST_FILE,
  readManifest,
  startPageOf,
  versionNameOf,
  type Manifest,
} from '../../main/catalog/packages/manifest.ts';
import { DETAILS_FILE, parseFolderDetails, type FolderDetails } from '../../main/catalog/folders/open-folder.ts';
import { fileNameProblems } from '../../main/catalog/packages/package-entries.ts';
import { MAX_RULES, patternProblem, sampleNames } from '../../main/data-fetch/templates/page-rules.ts';
import { buildRequestUrl } from '../../main/data-fetch/templates/request-url.ts';
import type { OwnNames } from '../../main/data-fetch/templates/templates.ts';
import { publicSuffixKind } from '../../main/network/rules/public-suffixes.ts';
import { decodeJson } from '../../main/support/json-text.ts';
import { errorMessage } from '../../main/support/errors.ts';
import type { FolderFiles } from './folder-files.ts';

export interface FolderCheck {
  /** `null` when the manifest cannot be used. */
  readonly manifest: Manifest | null;
  readonly details: FolderDetails;
  /** Reasons not to make a package, a line each: `manifest.json:3:5: …`. */
  readonly problems: readonly string[];
  /** What an author wants to know, and no reason. */
  readonly remarks: readonly string[];
}

const NO_DETAILS: FolderDetails = { serviceDomains: [], permissions: [], developmentSettings: {} };

/** `detailsText`: of `details.json`; `null` when there is none. */
export function checkFolder({ files, others }: FolderFiles, detailsText: string | null): FolderCheck {
  const problems: string[] = [];
  const remarks: string[] = [];
  const names = Object.keys(files);
  fileNameProblems(names).forEach((problem, index) => problem && problems.push(`${names[index]}: ${problem}`));
  for (const name of others)
    problems.push(`${name}: is a link or a special file, and a package holds plain files only`);
  const manifest = checkManifest(files, problems, remarks);
  const details = readDetails(detailsText, problems);
  checkWildcards(details, problems, remarks);
  checkAddresses(details, problems, remarks);
  if (detailsText === null) remarks.push(`there is no ${DETAILS_FILE}: the fields below are not complete`);
  return { manifest, details, problems, remarks };
}

function checkManifest(files: FolderFiles['files'], problems: string[], remarks: string[]): Manifest | null {
  const bytes = files[MANIFEST_FILE];
  if (!bytes) {
    problems.push(`${MANIFEST_FILE}: is missing`);
    return null;
  }
  const text = decodeJson(Buffer.from(bytes));
  if (text === null) {
    problems.push(`${MANIFEST_FILE}: is not text in UTF-8`);
    return null;
  }
  const reading = readManifest(text);
  const at = ({ line, column }: TextPosition): string => `${MANIFEST_FILE}:${line}:${column}:`;
  if (!reading.ok) {
    problems.push(`${at(reading.position)} ${reading.problem}`);
    return null;
  }
  const { manifest, positionOf } = reading;
  const hasFile = (name: string): boolean => Object.hasOwn(files, name);
  if (!isAppId(manifest.app_id))
    problems.push(`${at(positionOf(['app_id']))} app_id must be 1 to 48 letters and digits, without accents`);
  if (versionNameOf(manifest) === null) remarks.push(`${MANIFEST_FILE} has no version; the package is called 0.0.0`);
  try {
    startPageOf(manifest.app_id, manifest, hasFile);
  } catch {
    const [member, wanted] = manifest.start_url
      ? ['start_url', manifest.start_url]
      : ['pages', manifest.pages?.[0] ?? 'index.html'];
    problems.push(
      `${at(positionOf(member === 'pages' ? ['pages', 0] : [member]))} the start page "${wanted}" is not in the folder`,
    );
  }
  (manifest.icons ?? []).forEach(({ src }, index) => {
    if (iconOf({ ...manifest, icons: [{ src }] }, hasFile) === null)
      problems.push(`${at(positionOf(['icons', index, 'src']))} the icon "${src}" is not in the folder`);
  });
  if (!manifest.icons?.length)
    remarks.push(`${MANIFEST_FILE} names no icon; Larder shows the first letter of the name`);
  return manifest;
}

function readDetails(text: string | null, problems: string[]): FolderDetails {
  if (text === null) return NO_DETAILS;
  try {
    return parseFolderDetails(text);
  } catch (error) {
    problems.push(errorMessage(error).replace(/\.$/, ''));
    return NO_DETAILS;
  }
}

/** A wildcard whose names belong to many: nothing of a registry's suffix matches, a provider's reaches strangers. */
function checkWildcards({ serviceDomains }: FolderDetails, problems: string[], remarks: string[]): void {
  for (const { domain } of serviceDomains) {
    const base = domain.startsWith('*.') ? domain.slice(2).replace(/:\d+$/, '').toLowerCase() : null;
    const kind = base === null ? null : publicSuffixKind(base);
    if (kind === 'registry')
      problems.push(
        `${DETAILS_FILE}: serviceDomains: "${domain}" matches nothing: anybody can register a name below it`,
      );
    if (kind === 'service')
      remarks.push(
        `${DETAILS_FILE}: serviceDomains: below "${domain}" stand the servers of strangers, too; name yours`,
      );
  }
}

/** Every address as it would be asked, with made-up arguments. */
function checkAddresses(details: FolderDetails, problems: string[], remarks: string[]): void {
  const { preFetchUrl, backgroundFetchUrl, installFetchUrl, preFetchRules, maxBytes } = details.developmentSettings;
  checkAddress('preFetchUrl', preFetchUrl, details, problems, remarks);
  checkAddress('backgroundFetchUrl', backgroundFetchUrl, details, problems, remarks);
  checkAddress('installFetchUrl', installFetchUrl, details, problems, remarks);
  if (maxBytes && maxBytes > BN_LIMITS.declaredBodyBytes)
    problems.push(`${DETAILS_FILE}: developmentSettings.maxBytes: ${BN_LIMITS.declaredBodyBytes} is the most`);
  const rules = preFetchRules ?? [];
  if (rules.length > MAX_RULES)
    problems.push(`${DETAILS_FILE}: developmentSettings.preFetchRules: only the first ${MAX_RULES} rules count`);
  rules.forEach(({ key, page, url }, index) => {
    const field = `preFetchRules[${index}]`;
    const problem = patternProblem(page);
    if (problem) problems.push(`${DETAILS_FILE}: developmentSettings.${field}.page: ${problem}`);
    if (rules.findIndex((other) => other.key === key) < index)
      problems.push(`${DETAILS_FILE}: developmentSettings.${field}.key: a rule before it has the key "${key}", too`);
    if (!problem) checkAddress(`${field}.url`, url, details, problems, remarks, sampleNames(page));
  });
}

function checkAddress(
  field: string,
  template: string | null | undefined,
  details: FolderDetails,
  problems: string[],
  remarks: string[],
  ownNames?: OwnNames,
): void {
  if (!template || (template.includes('{cdnUrl}') && details.permissions.includes(CDN_PERMISSION))) return;
  const source = { appId: 'x', token: 'x', code: null, timestamp: 0, lang: 'en', version: '1' };
  const own = ownNames ? { ownNames } : {};
  const outcome = (dev: boolean) => buildRequestUrl({ template, details, source, cdnUrl: null, dev, ...own });
  const [released, developed] = [outcome(false), outcome(true)];
  if (!developed.ok) problems.push(`${DETAILS_FILE}: developmentSettings.${field}: ${developed.message}`);
  else if (!released.ok)
    remarks.push(`${DETAILS_FILE}: developmentSettings.${field} works only with --dev: ${released.message}`);
}
