/** Where log lines and `--log-json` events go. A closed pipe never ends the application. */
import type { LarderEvent } from '../../log/event-log.ts';

export function writeErrorLine(line: string): void {
  writeLine(process.stderr, line);
}

export function writeOutputLine(line: string): void {
  writeWaitingEvents();
  writeLine(process.stdout, line);
}

const waitingEvents: string[] = [];

/**
 * One JSON object a line on standard output, in their order and after the turn that caused them: a pipe is written to at
 * once, which wakes its reader, and what an event tells of, such as data for a page, would wait for that.
 */
export function writeJsonEvent(event: LarderEvent): void {
  if (waitingEvents.push(JSON.stringify(event)) === 1) setImmediate(writeWaitingEvents);
}

function writeWaitingEvents(): void {
  if (waitingEvents.length > 0) writeLine(process.stdout, waitingEvents.splice(0).join('\n'));
}

/** Before anything is written. Keeps EPIPE of a reader that went away from becoming an uncaught exception. */
export function prepareStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('exit', writeWaitingEvents);
}

/** Pipes of Windows are written to when the process is idle. */
export function exitWhenWritten(app: { exit(code: number): void }, code: number): void {
  writeWaitingEvents();
  process.stdout.write('', () => process.stderr.write('', () => app.exit(code)));
}

function writeLine(stream: NodeJS.WriteStream, line: string): void {
  try {
    stream.write(`${line}\n`);
  } catch {
    // Nobody reads any more.
  }
}
