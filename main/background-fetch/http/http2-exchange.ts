/** One HTTP exchange as a stream of an HTTP/2 session that is open. */
import type { ClientHttp2Stream, ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import type { HeaderList } from '../types.ts';
import type { ExchangeOutcome, ExchangeRequest, ResponseMessage } from './http-exchange.ts';
import { piecesOf } from './sent-pieces.ts';
import { countPieces } from './session-memory.ts';

/** Of a connection, not of a request: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2 */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** Never rejects. The message waits for whoever gets it, and reads or destroys it. */
export function exchangeOnSession(request: ExchangeRequest, session: ClientHttp2Session): Promise<ExchangeOutcome> {
  const { url, method, headers, body, connection, signal, stallTimeoutMs } = request;
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      connection.release();
      // Before any byte of an answer on a session that was open: the server may have given it up.
      const isStale = connection.wasOpen === true && !signal.aborted && method === 'GET';
      resolve({ kind: 'failed', error, isStale, wasConnected: true });
    };
    let stream: ClientHttp2Stream;
    try {
      stream = session.request(
        {
          ':method': method,
          ':scheme': 'https',
          ':authority': url.host,
          ':path': `${url.pathname}${url.search}`,
          ...Object.fromEntries(headers.filter(([name]) => !CONNECTION_HEADERS.has(name.toLowerCase()))),
          ...(body || method === 'POST' || method === 'PUT' ? { 'content-length': String(body?.bytes ?? 0) } : {}),
        },
        { endStream: body === null, signal },
      );
    } catch (error) {
      fail(error);
      return;
    }
    countPieces(session, stream);
    stream.setTimeout(stallTimeoutMs, () => {
      // Held back by ourselves: that is no stall.
      if (!stream.isPaused()) stream.destroy(Object.assign(new Error('Time is over (stall)'), { code: 'ETIMEDOUT' }));
    });
    stream.on('error', fail);
    stream.once('close', () => {
      connection.release();
      fail(Object.assign(new Error('The connection was closed'), { code: 'ECONNRESET' }));
    });
    stream.once('response', (answered) => {
      resolve({ kind: 'response', message: asMessage(stream, answered), headers: headerList(answered) });
    });
    if (body) void send(stream, body.file, request.onUploaded);
  });
}

/** What the readers of an HTTP/1.1 message look at. */
function asMessage(stream: ClientHttp2Stream, headers: IncomingHttpHeaders): ResponseMessage {
  return Object.assign(stream, { statusCode: Number(headers[':status'] ?? 0), statusMessage: '' });
}

function headerList(headers: IncomingHttpHeaders): HeaderList {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    name.startsWith(':') || value === undefined ? [] : [value].flat().map((one) => [name, String(one)]),
  );
}

async function send(stream: ClientHttp2Stream, file: string, onUploaded: (bytes: number) => void): Promise<void> {
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  try {
    for await (const chunk of piecesOf(file)) {
      if (stream.destroyed) return;
      const written = new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
      await Promise.race([written, closed]);
      onUploaded(chunk.byteLength);
    }
    stream.end();
  } catch (error) {
    stream.destroy(error as Error);
  }
}
