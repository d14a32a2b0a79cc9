/** Reads a started process: JSON events from standard output, text from standard error. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LarderEvent, LarderEventName } from '../../main/log/event-log.ts';
import type { EventOf } from './running-larder.ts';

export interface ProcessOutput {
  readonly events: LarderEvent[];
  standardError(): string;
  event<E extends LarderEventName>(name: E, matches?: (event: EventOf<E>) => boolean): Promise<EventOf<E>>;
  /** Resolves with the exit code, or `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
}

const WAIT_MS = 55_000;

export function readProcess(child: ChildProcess): ProcessOutput {
  const events: LarderEvent[] = [];
  const waiting = new Set<() => void>();
  let errorText = '';
  const wake = (): void => waiting.forEach((check) => check());

  child.stderr?.on('data', (chunk: Buffer) => (errorText += chunk.toString('utf8')));
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      events.push(JSON.parse(line) as LarderEvent);
      wake();
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });

  return {
    events,
    standardError: () => errorText,
    exited,
    event<E extends LarderEventName>(
      name: E,
      matches: (event: EventOf<E>) => boolean = () => true,
    ): Promise<EventOf<E>> {
      return new Promise((resolve, reject) => {
        const check = (): void => {
          const found = events.find(
            (event): event is EventOf<E> => event.event === name && matches(event as EventOf<E>),
          );
          if (!found) return;
          finish();
          resolve(found);
        };
        const fail = (state: string): void => {
          finish();
          reject(
            new Error(
              `No "${name}" event: ${state}. Seen: ${events.map(({ event }) => event).join(', ')}\n${errorText}`,
            ),
          );
        };
        const timer = setTimeout(() => fail(`none within ${WAIT_MS} ms`), WAIT_MS);
        const finish = (): void => {
          clearTimeout(timer);
          waiting.delete(check);
        };
        waiting.add(check);
        void exited.then((code) => {
          check();
          if (waiting.has(check)) fail(`the process exited with ${code}`);
        });
        check();
      });
    },
  };
}
