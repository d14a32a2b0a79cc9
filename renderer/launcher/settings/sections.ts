/** The parts of the Settings page, in their order; each can be named in the page's address. */
import type { MessageKey } from '../../../preload/contract/messages/index.ts';

export const SECTIONS = [
  { id: 'general', key: 'settings.general' },
  { id: 'background', key: 'settings.background' },
  { id: 'downloads', key: 'settings.downloads' },
  { id: 'programs', key: 'settings.programs' },
  { id: 'backend', key: 'settings.backend' },
  { id: 'tokens', key: 'settings.privacy' },
  { id: 'storage', key: 'settings.storage' },
  { id: 'updates', key: 'updates.title' },
] as const satisfies readonly { readonly id: string; readonly key: MessageKey }[];

export type SectionId = (typeof SECTIONS)[number]['id'];

/** The address of a part. An app id stands behind a slash, so that it never looks like one. */
export function sectionHref(id: SectionId): string {
  return `#settings:${id}`;
}
