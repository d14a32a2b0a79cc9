/**
 * Every text that a user reads, by language and domain, for those who need all languages at once. A new domain: a file
 * in each language's folder, and a line in each folder's index.
 */
import { en } from './en/index.ts';
import { fa } from './fa/index.ts';
import type { Catalogs } from './format.ts';
import type { English } from './index.ts';
import { zhHans } from './zh-Hans/index.ts';

export const CATALOGS: Catalogs<English> = { en, 'zh-Hans': zhHans, fa };
