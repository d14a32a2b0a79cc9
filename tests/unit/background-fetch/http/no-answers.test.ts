/** What a server sends instead of an answer: the record ends, and does not wait for ever. */
import { createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n';
const INTERIM = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';

it.each<[string, string, { readonly method?: string }]>([
  ['another protocol', SWITCHING, {}],
  ['another protocol, to what must not be sent twice', SWITCHING, { method: 'POST' }],
  ['another protocol, after hints', INTERIM + SWITCHING, {}],
  ['more hints than anybody needs', INTERIM.repeat(1000), {}],
  ['more hints than anybody needs, to what must not be sent twice', INTERIM.repeat(1000), { method: 'POST' }],
  ['hints and an end', INTERIM, {}],
  ['nothing', '', {}],
])('%s', async (_what, answer, change) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.write(answer);
        if (answer === '' || answer === INTERIM) socket.end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { manager, events } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [port],
    // Nothing here is a matter of time.
    limits: { stallTimeoutMs: 600_000 },
  });
  await register(manager, [request(`http://127.0.0.1:${port}/`, change)]);
  await until(() => events.length >= 1);
  expect(events[0]!.event.registration.failureReason).toBe('fetch-error');
  expect(connections).toBeGreaterThan(0);
});
