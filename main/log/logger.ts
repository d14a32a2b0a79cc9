import { BRAND } from '../../preload/contract/brand.ts';
import { errorMessage } from '../support/errors.ts';

export type LogLevel = 'info' | 'warning' | 'error';

/** Lines for people on standard error. Standard output belongs to `--log-json`. */
export interface Logger {
  info(message: string): void;
  warning(message: string): void;
  error(message: string, error?: unknown): void;
}

/** Writes `<level>: <message>` lines with `write`; an error adds its own message, in development its stack. */
export function createLogger(write: (line: string) => void, options: { stacks?: boolean } = {}): Logger {
  return {
    info: (message) => write(`${BRAND.id}: ${message}`),
    warning: (message) => write(`${BRAND.id}: warning: ${message}`),
    error(message, error) {
      const detail =
        error === undefined
          ? ''
          : ` ${options.stacks && error instanceof Error && error.stack ? error.stack : errorMessage(error)}`;
      write(`${BRAND.id}: error: ${message}${detail}`);
    },
  };
}
