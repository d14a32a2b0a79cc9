/** A server of large files that knows how much of them a killed downloader had received. */
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { queuedBytes } from '../fixtures/fault-server/kernel-queue.ts';
import type { FileContent } from './endless-content.ts';

/** What the server has in its own hands at a time: little, so that it knows how far it is. */
const WRITE_BYTES = 32 * 1024;

/** One answer, from the side of the server. */
interface Answer {
  readonly record: number;
  readonly clientPort: number;
  readonly response: ServerResponse;
  /** Where in the file the server is. */
  offset: number;
}

/** `GET /<n>` answers file `n`, whole or from a `Range` on. */
export class DownloadSource {
  port = 0;
  /** Holds everything, so that nothing is sent while somebody counts. */
  isHeld = false;
  /** Called when so many bytes of the files have left. */
  atBytes: { readonly bytes: number; readonly reached: () => void } | null = null;
  /** For each kill, the bytes that were received before it and fetched again after it. */
  readonly fetchedTwice: number[] = [];
  /** For each record, how far it has got. */
  readonly #progress = new Map<number, number>();
  #answers: Answer[] = [];
  /** For each record, how far it had been received when the downloader was killed last. */
  readonly #received = new Map<number, { readonly bytes: number; readonly kill: number }>();
  readonly #files: readonly FileContent[];
  readonly #server = http.createServer((request, response) => this.#answer(request, response));

  constructor(files: readonly FileContent[]) {
    this.#files = files;
  }

  get fileCount(): number {
    return this.#files.length;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The downloader stands still and will be killed: what is still between it and us, it has not received. Linux only. */
  noteKill(): void {
    const queued = queuedBytes(this.port);
    const kill = this.fetchedTwice.push(0) - 1;
    for (const { record, clientPort, response, offset } of this.#answers) {
      const bytes = offset - (queued.get(clientPort) ?? 0) - (response.socket?.writableLength ?? 0);
      this.#received.set(record, { bytes, kill });
      this.#progress.set(record, bytes);
    }
    this.#answers = [];
  }

  #answer(request: http.IncomingMessage, response: ServerResponse): void {
    const record = Number(request.url?.slice(1));
    const file = this.#files[record]!;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const before = this.#received.get(record);
    if (before) this.fetchedTwice[before.kill]! += Math.max(0, before.bytes - start);
    this.#received.delete(record);
    const range = start > 0 ? { 'content-range': `bytes ${start}-${file.byteLength - 1}/${file.byteLength}` } : {};
    response.writeHead(start > 0 ? 206 : 200, {
      'access-control-allow-origin': '*',
      etag: `"${record}"`,
      'content-length': file.byteLength - start,
      ...range,
    });
    response.on('error', () => {});
    const answer: Answer = { record, clientPort: request.socket.remotePort ?? 0, response, offset: start };
    this.#answers.push(answer);
    this.#send(answer, file);
  }

  #send(answer: Answer, file: FileContent): void {
    const { response, offset } = answer;
    if (response.destroyed || this.isHeld) return;
    if (offset === file.byteLength) return void response.end();
    const part = file.subarray(offset, offset + WRITE_BYTES);
    answer.offset += part.byteLength;
    this.#progress.set(answer.record, answer.offset);
    response.write(part, () => setImmediate(() => this.#send(answer, file)));
    if (!this.atBytes) return;
    let sent = 0;
    for (const bytes of this.#progress.values()) sent += bytes;
    if (sent >= this.atBytes.bytes) this.atBytes.reached();
  }
}
