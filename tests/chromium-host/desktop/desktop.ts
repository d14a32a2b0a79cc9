/**
 * What a desktop would show of the product, and what its user would do there: read and done by tests.
 * Each part of the host that a desktop would show offers its state and its actions here.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface DesktopPart {
  /** JSON. */
  state(): unknown;
  /** What the user can do; a thrown error is told to the test. */
  readonly actions?: Readonly<Record<string, (...args: never[]) => unknown>>;
}

/** The body of a request that does something. */
export interface DesktopCall {
  readonly part: string;
  readonly action: string;
  readonly args: readonly unknown[];
}

export class Desktop {
  /** Somebody looks: only then do system notifications exist. */
  readonly isWatched: boolean;
  readonly #parts = new Map<string, DesktopPart>();

  constructor(isWatched: boolean) {
    this.isWatched = isWatched;
  }

  provide(name: string, part: DesktopPart): void {
    this.#parts.set(name, part);
  }

  state(): Record<string, unknown> {
    return Object.fromEntries([...this.#parts].map(([name, part]) => [name, part.state()]));
  }

  async call({ part, action, args }: DesktopCall): Promise<unknown> {
    const actions = this.#parts.get(part)?.actions;
    if (!actions || !Object.hasOwn(actions, action)) throw new Error(`The desktop has no "${part}.${action}".`);
    return actions[action]!(...(args as never[]));
  }
}

/**
 * Serves `desktop` on loopback: GET answers its state, POST a `DesktopCall` does something. `endpointFile`
 * gets the URL, whose path is a secret. It ends with the process.
 */
export async function serveDesktop(desktop: Desktop, endpointFile: string): Promise<Server> {
  const secret = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    const answer = async (): Promise<unknown> =>
      request.method === 'POST'
        ? ((await desktop.call((await json(request)) as DesktopCall)) ?? null)
        : desktop.state();
    if (request.url !== secret) return void response.writeHead(404).end();
    answer().then(
      (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(400).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  writeFileSync(endpointFile, `http://127.0.0.1:${(server.address() as AddressInfo).port}${secret}`);
  return server;
}
