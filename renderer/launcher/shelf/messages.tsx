/** What needs to be said above the shelf: notices and failed calls. */
import type { JSX } from 'preact';
import type { Notice } from '../../../preload/contract/launcher.ts';
import { textOf } from '../language.ts';
import { Message } from '../widgets/message.tsx';
import type { Failure } from '../use-launcher.ts';

export interface MessagesProps {
  notices: readonly Notice[];
  failures: readonly Failure[];
  onDismissNotice(id: string): void;
  onNoticeAction(id: string): void;
  onDismissFailure(appId: string): void;
}

/** Failures are announced at once, notices when the reader has time. */
export function Messages({
  notices,
  failures,
  onDismissNotice,
  onNoticeAction,
  onDismissFailure,
}: MessagesProps): JSX.Element {
  return (
    <div class="messages">
      <div role="alert">
        {failures.map((failure) => (
          <Message
            key={failure.appId}
            tone="error"
            text={failure.error}
            onDismiss={() => onDismissFailure(failure.appId)}
          />
        ))}
      </div>
      <div role="status">
        {notices.map((notice) => (
          <Message
            key={notice.id}
            tone={notice.tone}
            text={textOf(notice.text)}
            action={notice.action && { label: textOf(notice.action), onChoose: () => onNoticeAction(notice.id) }}
            onDismiss={() => onDismissNotice(notice.id)}
          />
        ))}
      </div>
    </div>
  );
}
