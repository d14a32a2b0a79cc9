/** Reads the brand that a build is made for. Whatever is wrong with it ends the build with one line. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Brand } from '../../preload/contract/brand.ts';
import { readBackendUrl } from '../../main/network/rules/backend-url.ts';
import { StartError } from '../bootstrap/messages.mjs';
import { checkIcons } from './icon-files.ts';
import { brandSchema, type BrandFile } from './brand-schema.ts';

export const DEFAULT_BRAND_FILE = path.resolve(import.meta.dirname, '..', 'brand.json');

/** A brand with everything that installers need besides what the product knows. */
export interface BuildBrand extends Brand {
  readonly publisher: string;
  readonly description: string;
  readonly homepage: string | null;
  /** Absolute folder. */
  readonly iconsFolder: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `LARDER_BRAND`: another file than build/brand.json; `LARDER_BACKEND_URL` wins over its backend. Throws `StartError`.
 */
export function readBrand(environment: Environment, file = environment['LARDER_BRAND']): BuildBrand {
  const brandFile = file ? path.resolve(file) : DEFAULT_BRAND_FILE;
  const brand = parseBrand(readText(brandFile), brandFile);
  const iconsFolder = path.resolve(path.dirname(brandFile), brand.icons);
  const problem = checkIcons(iconsFolder);
  if (problem !== null) throw new StartError(`Cannot use the icons of the brand "${brand.name}": ${problem}.`);
  const { name, id, appId, scheme, linkHost, cdnPermission, publisher, description } = brand;
  return {
    ...{ name, id, appId, scheme, linkHost, cdnPermission, publisher, description, iconsFolder },
    homepage: brand.homepage ?? null,
    backendUrl: backendOf(environment['LARDER_BACKEND_URL'] || brand.backendUrl),
  };
}

/** `file`: for the message. Throws `StartError`, about the first thing that is wrong. */
export function parseBrand(text: string, file: string): BrandFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new StartError(`Cannot read the brand "${file}": ${error instanceof Error ? error.message : String(error)}.`);
  }
  const reading = brandSchema.safeParse(content);
  if (reading.success) return reading.data;
  const [first] = reading.error.issues;
  const member = first?.path.join('.') ?? '';
  const said = first?.code === 'unrecognized_keys' ? `it does not know ${first.keys.join(', ')}` : '';
  throw new StartError(
    `Cannot use the brand "${file}": ${said || `${member ? `"${member}" ` : ''}${sentenceOf(first, content)}`} (docs/branding.md).`,
  );
}

function sentenceOf(
  issue: { code: string; path: PropertyKey[]; message: string } | undefined,
  content: unknown,
): string {
  if (issue?.code !== 'invalid_type') return issue?.message ?? 'is wrong';
  const [member] = issue.path;
  const isThere = typeof content === 'object' && content !== null && member !== undefined && member in content;
  return isThere || member === undefined ? issue.message.replace(/^Invalid input: /, 'is wrong: ') : 'is missing';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`Cannot read the brand "${file}": ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function backendOf(url: string | null | undefined): string | null {
  if (!url) return null;
  const reading = readBackendUrl(url, false);
  if (!reading.ok)
    throw new StartError(
      'LARDER_BACKEND_URL must be an https: address without credentials (http: on this computer only)',
    );
  return reading.url;
}

/** What the product is told: nothing of where the files lie. */
export function brandForProduct({ name, id, appId, scheme, linkHost, backendUrl, cdnPermission }: Brand): Brand {
  return { name, id, appId, scheme, linkHost, backendUrl, cdnPermission };
}
