/** In the launcher's frame: that a new version is there, or on its way. Opens "About Larder". */
import type { JSX } from 'preact';
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import { t } from '../language.ts';
import { lineText } from './update-text.ts';

export function UpdateLine({ state, version }: { state: UpdatesState | null; version: string }): JSX.Element {
  const line = state && lineText(state.phase);
  return (
    <a class={line === null ? 'update-line' : 'update-line update-line-waiting'} href="#about" title={t('about.title')}>
      {line ?? t('about.open', { version })}
    </a>
  );
}
