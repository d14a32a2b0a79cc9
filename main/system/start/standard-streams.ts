/** Where log lines and `--log-json` events go. A closed pipe never ends the application. */
import type { LarderEvent } from '../../log/event-log.ts';

export function writeErrorLine(line: string): void {
  writeLine(process.stderr, line);
}

export function writeOutputLine(line: string): void {
  writeLine(process.stdout, line);
}

/** One JSON object a line on standard output. */
export function writeJsonEvent(event: LarderEvent): void {
  writeLine(process.stdout, JSON.stringify(event));
}

/** Keeps EPIPE of a reader that went away from becoming an uncaught exception. */
export function ignoreClosedStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Pipes of Windows are written to when the process is idle. */
export function exitWhenWritten(app: { exit(code: number): void }, code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => app.exit(code)));
}

function writeLine(stream: NodeJS.WriteStream, line: string): void {
  try {
    stream.write(`${line}\n`);
  } catch {
    // Nobody reads any more.
  }
}
