/** A sentence on a coloured strip, until it is dismissed. */
import type { JSX } from 'preact';
import type { Notice } from '../../../preload/contract/launcher.ts';
import { t } from '../language.ts';
import { Icon } from './icons.tsx';
import { ProblemText, type DisplayText } from './problem-text.tsx';

export interface MessageProps {
  tone: Notice['tone'];
  text: DisplayText;
  action?: { label: string; onChoose(): void } | undefined;
  onDismiss(): void;
}

export function Message({ tone, text, action, onDismiss }: MessageProps): JSX.Element {
  return (
    <div class={`message message-${tone}`}>
      <Icon name={tone === 'info' ? 'info' : 'warning'} />
      <p>
        <span class="visually-hidden">{t(`common.tone.${tone}`)}: </span>
        <ProblemText of={text} />
      </p>
      {action && (
        <button type="button" class="button button-small" onClick={action.onChoose}>
          {action.label}
        </button>
      )}
      <button
        type="button"
        class="button-icon button-icon-small"
        aria-label={t('common.dismiss')}
        title={t('common.dismiss')}
        onClick={onDismiss}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
