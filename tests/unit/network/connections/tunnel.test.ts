/** Proxies that keep a tunnel waiting: whoever gives it up is answered at once, and nothing of it stays open. */
import net, { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTunnel } from '../../../../main/network/connections/tunnel.ts';

const TARGET = { host: 'api.example', port: 443 };
const GIVEN_UP = new Error('given up');

/** What is sent after each thing that the client says, until there is no more: then the proxy is silent. */
interface SilentProxy {
  readonly address: string;
  /** Resolves when it has said all it says. */
  readonly isSilent: Promise<void>;
  /** Resolves when its only connection is closed. */
  readonly isLeft: Promise<void>;
}

async function startProxy(says: readonly string[]): Promise<SilentProxy> {
  const silent = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = net.createServer((socket) => {
    const rest = [...says];
    if (rest.length === 0) silent.resolve();
    socket.on('error', () => {});
    socket.on('close', left.resolve);
    socket.on('data', () => {
      const next = rest.shift();
      if (next !== undefined) socket.write(Buffer.from(next, 'latin1'), () => rest.length === 0 && silent.resolve());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    isSilent: silent.promise,
    isLeft: left.promise,
  };
}

describe('a tunnel that is given up', () => {
  it.each([
    ['http', 'takes the connection', []],
    ['http', 'has said half a head', ['HTTP/1.1 200']],
    ['socks4', 'takes the connection', []],
    ['socks4', 'has said half an answer', ['\0\x5a']],
    ['socks5h', 'takes the connection', []],
    ['socks5h', 'wants no sign-in', ['\x05\0']],
    ['socks5h', 'has said half an answer', ['\x05\0', '\x05\0\0']],
  ])('%s: is closed when the proxy %s and says no more', async (scheme, _state, says) => {
    const proxy = await startProxy(says);
    const giveUp = new AbortController();
    const tunnel = openTunnel(new URL(`${scheme}://${proxy.address}`), TARGET, giveUp.signal);
    const outcome = tunnel.catch((error: unknown) => error);
    await proxy.isSilent;
    giveUp.abort(GIVEN_UP);
    const error = await outcome;
    expect([error, (error as Error).cause]).toContain(GIVEN_UP);
    await proxy.isLeft;
  });

  it.each(['http', 'socks4', 'socks5h'])('%s: is not begun when nobody wants it any more', async (scheme) => {
    const proxy = await startProxy([]);
    const tunnel = openTunnel(new URL(`${scheme}://${proxy.address}`), TARGET, AbortSignal.abort(GIVEN_UP));
    const error = await tunnel.catch((failure: unknown) => failure);
    expect([error, (error as Error).cause]).toContain(GIVEN_UP);
  });
});

describe('a tunnel by SOCKS', () => {
  it.each([
    ['socks4', ['\0\x5a\0\0\0\0\0\0']],
    ['socks5h', ['\x05\0', '\x05\0\0\x01\0\0\0\0\0\0']],
  ])('%s: leads to the target when the proxy says yes', async (scheme, says) => {
    const proxy = await startProxy([...says, 'hello']);
    const socket = await openTunnel(new URL(`${scheme}://${proxy.address}`), TARGET, new AbortController().signal);
    const said = new Promise<string>((resolve) => socket.once('data', (data: Buffer) => resolve(data.toString())));
    socket.write('hi');
    expect(await said).toBe('hello');
    socket.destroy();
    await proxy.isLeft;
  });

  it.each([
    ['socks4', ['\0\x5b\0\0\0\0\0\0'], /it says/],
    ['socks5h', ['\x05\0', '\x05\x02\0\x01\0\0\0\0\0\0'], /it says/],
    ['socks5h', ['\x05\xff'], /sign-in that is not supported/],
  ])('%s: says what the proxy refused', async (scheme, says, message) => {
    const proxy = await startProxy(says);
    const tunnel = openTunnel(new URL(`${scheme}://${proxy.address}`), TARGET, new AbortController().signal);
    await expect(tunnel).rejects.toThrow(message);
    await proxy.isLeft;
  });

  it.each(['socks4', 'socks5h'])('%s: says that nobody is there', async (scheme) => {
    const tunnel = openTunnel(new URL(`${scheme}://127.0.0.1:1`), TARGET, new AbortController().signal);
    await expect(tunnel).rejects.toThrow(/it refuses connections/);
  });
});
