/** What the last thing the user did came to, at the lower end of a page. */
import type { JSX } from 'preact';
import { Message } from './message.tsx';
import type { DisplayText } from './problem-text.tsx';

export interface StatusMessage {
  readonly tone: 'info' | 'error';
  readonly text: DisplayText;
}

/** Both places are always there: screen readers announce what appears in them. */
export function StatusMessageArea({
  message,
  onDismiss,
}: {
  message: StatusMessage | null;
  onDismiss(): void;
}): JSX.Element {
  return (
    <div class="status-message">
      <div role="alert">
        {message?.tone === 'error' && <Message tone="error" text={message.text} onDismiss={onDismiss} />}
      </div>
      <div role="status">
        {message?.tone === 'info' && <Message tone="info" text={message.text} onDismiss={onDismiss} />}
      </div>
    </div>
  );
}
