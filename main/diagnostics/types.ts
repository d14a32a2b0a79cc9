/** The parts of a diagnosis. */
import type { DiagnosticCheck, DiagnosticStatus } from '../../preload/contract/diagnostics.ts';
import type { MessageKey } from '../../preload/contract/messages/index.ts';
import type { MessageValues } from '../../preload/contract/messages/format.ts';

export interface Finding {
  readonly status: DiagnosticStatus;
  readonly text: { readonly key: MessageKey; readonly values?: MessageValues };
  readonly hint?: { readonly key: MessageKey; readonly values?: MessageValues };
}

export interface Check {
  readonly id: DiagnosticCheck;
  /** Looks, and changes nothing. May reject: that is a finding too. */
  run(signal: AbortSignal): Promise<Finding> | Finding;
}

export const ok = (key: MessageKey, values: MessageValues = {}): Finding => ({ status: 'ok', text: { key, values } });

export const warning = (key: MessageKey, values: MessageValues, hint: MessageKey): Finding => ({
  status: 'warning',
  text: { key, values },
  hint: { key: hint },
});

export const problem = (key: MessageKey, values: MessageValues, hint: MessageKey): Finding => ({
  status: 'problem',
  text: { key, values },
  hint: { key: hint },
});
