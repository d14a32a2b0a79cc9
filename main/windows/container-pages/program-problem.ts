/** What a mini-program's window says when it cannot show the mini-program. */
import type { ErrorCode } from '../../../preload/contract/errors.ts';
import type { LocalizedText, MessageKey } from '../../../preload/contract/messages/index.ts';

export type ProblemKind =
  'failed' | 'offline' | 'unreachable' | 'missing' | 'page-missing' | 'not-allowed' | 'crashed' | 'hanging' | 'blocked';

export interface Problem {
  readonly kind: ProblemKind;
  /** What was reported, technical and in English; may be empty. */
  readonly message: string;
  /** The same in the catalogs, when they have it. */
  readonly text?: LocalizedText;
}

export type ProblemAction = 'retry' | 'reload' | 'start' | 'launcher' | 'wait' | 'close';

/** What the buttons do and are called, the most helpful first. */
export const PROBLEM_ACTIONS: { readonly [K in ProblemKind]: readonly ProblemAction[] } = {
  failed: ['retry', 'close'],
  offline: ['retry', 'close'],
  unreachable: ['retry', 'close'],
  missing: ['launcher', 'retry', 'close'],
  'page-missing': ['start', 'close'],
  'not-allowed': ['launcher', 'retry', 'close'],
  crashed: ['reload', 'close'],
  hanging: ['wait', 'reload', 'close'],
  blocked: ['close'],
};

export function problemTexts(kind: ProblemKind): Readonly<Record<'title' | 'what' | 'advice', MessageKey>> {
  return { title: `pages.${kind}.title`, what: `pages.${kind}.what`, advice: `pages.${kind}.do` };
}

/** What failed on the way to a page. `isOnline`: whether the computer has a network at all. */
export function problemOfError(code: ErrorCode, isOnline: boolean): ProblemKind {
  switch (code) {
    case 'offline':
      return 'offline';
    case 'backend-unreachable':
    case 'package-unreachable':
    case 'network-error':
    case 'timeout':
      return isOnline ? 'unreachable' : 'offline';
    case 'not-found':
      return 'missing';
    case 'denied':
      return 'not-allowed';
    default:
      return 'failed';
  }
}
