/**
 * The way of other clients (Playwright) to the host's Chromium. Whoever attaches to a worker that waits for its
 * preload lets it go by that: Chromium asks the first client only. So nobody but the host sees those workers.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

export interface ClientRelay {
  /** `ws://127.0.0.1:port/secret` */
  readonly url: string;
  close(): void;
}

interface Command {
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const FILTERED = 'Target.setAutoAttach';
/** `Target.TargetFilter`; the last four entries are Chromium's own. */
const FILTER = [
  { type: 'service_worker', exclude: true },
  { type: 'shared_worker', exclude: true },
  { type: 'browser', exclude: true },
  { type: 'tab', exclude: true },
  {},
];
/** A picture of a large window is some MiB of Base64. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Serves `target`, the WebSocket of Chromium's browser, on loopback under an address that cannot be guessed. */
export async function startClientRelay(target: string): Promise<ClientRelay> {
  const secret = `/${randomUUID()}`;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    path: secret,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  server.on('connection', (client) => connect(client, target));
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${secret}`,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function connect(client: WebSocket, target: string): void {
  const browser = new WebSocket(target, { perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  const early: string[] = [];
  client.on('message', (data) => {
    const command = filtered(textOf(data));
    if (browser.readyState === WebSocket.OPEN) browser.send(command);
    else early.push(command);
  });
  browser.on('open', () => {
    for (const command of early.splice(0)) browser.send(command);
  });
  browser.on('message', (data) => client.send(textOf(data)));
  for (const [one, other] of [
    [client, browser],
    [browser, client],
  ] as const) {
    one.on('close', () => other.terminate());
    // Its `close` follows.
    one.on('error', () => {});
  }
}

/** Who attaches to all targets attaches to all but these workers. */
function filtered(text: string): string {
  if (!text.includes(FILTERED)) return text;
  const command = JSON.parse(text) as Command;
  if (command.method !== FILTERED) return text;
  return JSON.stringify({ ...command, params: { ...command.params, filter: FILTER } });
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');
}
