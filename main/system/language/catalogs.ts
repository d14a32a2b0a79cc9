/** The texts of one language, loaded when it is spoken: each of the others is a file of its own beside the main bundle. */
import { en } from '../../../preload/contract/messages/en/index.ts';
import type { LoadedCatalogs } from '../../../preload/contract/messages/format.ts';
import type { English } from '../../../preload/contract/messages/index.ts';
import type { Language } from '../../../preload/contract/messages/languages.ts';

export interface CatalogSource {
  /** Those that are there. */
  loaded(): LoadedCatalogs<English>;
  has(language: Language): boolean;
  /** Rejects when its file cannot be read. */
  load(language: Language): Promise<void>;
}

export function createCatalogSource(): CatalogSource {
  let loaded: LoadedCatalogs<English> = { en };
  return {
    loaded: () => loaded,
    has: (language) => loaded[language] !== undefined,
    async load(language) {
      switch (language) {
        case 'en':
          return;
        case 'zh-Hans':
          loaded = {
            ...loaded,
            'zh-Hans': (await import('../../../preload/contract/messages/zh-Hans/index.ts')).zhHans,
          };
          return;
        case 'fa':
          loaded = { ...loaded, fa: (await import('../../../preload/contract/messages/fa/index.ts')).fa };
          return;
      }
    },
  };
}
