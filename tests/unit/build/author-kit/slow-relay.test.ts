import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startSlowRelay } from '../../../../build/author-kit/check/slow-relay.ts';

const ROUND_TRIP_MS = 20;
const PIECES = 600;

/** A server that sends what it gets back, behind a relay, and a connection to it. */
async function connectFar() {
  const server = net.createServer((socket) => socket.on('error', () => {}).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = await startSlowRelay((server.address() as AddressInfo).port, ROUND_TRIP_MS);
  const client = net.connect(relay.port, '127.0.0.1').setNoDelay(true);
  onTestFinished(async () => {
    client.destroy();
    await relay.close();
    server.close();
  });
  return { client, relay };
}

it('takes a round trip to connect and one for each turn', async () => {
  const { client, relay } = await connectFar();
  const times: number[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const startedAt = performance.now();
    client.write('?');
    await once(client, 'data');
    times.push(performance.now() - startedAt);
  }
  // Timers count whole milliseconds.
  expect(times[0]).toBeGreaterThan(2 * ROUND_TRIP_MS - 3);
  expect(times[1]).toBeGreaterThan(ROUND_TRIP_MS - 3);
  expect([relay.connections(), relay.open()]).toEqual([1, 2]);
  client.destroy();
  await expect.poll(relay.open).toBe(0);
});

it('hands on what was sent in its order, whenever that was', async () => {
  const { client } = await connectFar();
  let received = '';
  client.on('data', (data) => (received += data.toString()));
  let sent = '';
  for (let piece = 0; piece < PIECES; piece += 1) {
    const text = `${piece} `;
    sent += text;
    client.write(text);
    // Pieces of their own, at fractions of a millisecond.
    if (piece % 8 === 0) await delay(1);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => received.length).toBe(sent.length);
  expect(received === sent).toBe(true);
});
