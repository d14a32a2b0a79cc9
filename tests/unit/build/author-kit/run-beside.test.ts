import { describe, expect, it } from 'vitest';
import { runBeside, untilServed } from '../../../../build/author-kit/run-beside.ts';

/** Listens on a port that the system chose and said before; port 0 would not be known here. */
const SERVER = (port: number): string =>
  `"${process.execPath}" -e "require('http').createServer((_, r) => r.writeHead(404).end()).listen(${port}, '127.0.0.1')"`;

const isServed = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('commands that run beside', () => {
  it('are those of --run, and the other arguments stay', () => {
    const beside = runBeside(['dist', '--json']);
    expect([beside.rest, beside.count]).toEqual([['dist', '--json'], 0]);
    beside.end();
  });

  it('are waited for until they answer, whatever they say, and end with what they started', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const beside = runBeside(['dist', `--run=${SERVER(port)}`]);
    try {
      expect([beside.rest, beside.count]).toEqual([['dist'], 1]);
      await untilServed(url);
    } finally {
      beside.end();
    }
    await expect.poll(() => isServed(url), { timeout: 20_000 }).toBe(false);
  });
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
