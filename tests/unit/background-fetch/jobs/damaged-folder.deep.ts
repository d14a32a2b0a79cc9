import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer, type LocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const FILE = contentOf(11, 300_000);
const UPLOAD = Buffer.from('what is sent');

/** `/whole` answers at once; `/half` only its first half while `isHeld`. */
async function startServer(): Promise<{ server: LocalServer; release(): void }> {
  let isHeld = true;
  const server = await startLocalServer((incoming, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
    incoming.resume();
    if (start >= FILE.byteLength)
      return void response.writeHead(416, { ...OPEN, 'content-range': `bytes */${FILE.byteLength}` }).end();
    const range = start > 0 ? { 'content-range': `bytes ${start}-${FILE.byteLength - 1}/${FILE.byteLength}` } : {};
    response.writeHead(start > 0 ? 206 : 200, {
      ...OPEN,
      etag: '"1"',
      'content-length': FILE.byteLength - start,
      ...range,
    });
    if (incoming.url === '/half' && isHeld) response.write(FILE.subarray(0, FILE.byteLength / 2));
    else response.end(FILE.subarray(start));
  });
  return { server, release: () => void (isHeld = false) };
}

/** What a hand, a virus scanner or a dying disk may do to a file; `other` is a file of the other fetch. */
const DAMAGES: Readonly<Record<string, (file: string, other: string) => void>> = {
  emptied: (file) => writeFileSync(file, ''),
  'cut in half': (file) =>
    writeFileSync(file, readFileSync(file).subarray(0, Math.floor(readFileSync(file).byteLength / 2))),
  'filled with zeros': (file) => writeFileSync(file, Buffer.alloc(readFileSync(file).byteLength)),
  'longer than it was': (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('\nmore')])),
  'JSON of another kind': (file) => writeFileSync(file, '[]\n'),
  gone: (file) => rmSync(file),
  'swapped for that of another fetch': (file, other) => cpSync(other, file),
  'a folder': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
};

describe('the files of a fetch that were damaged by hand', () => {
  it.each(Object.keys(DAMAGES))(
    'never keep the engine from its start, nor another fetch from its end, when one is %s',
    async (damage) => {
      const { server, release } = await startServer();
      const pristine = createTemporaryFolder();
      const ports = [Number(new URL(server.url).port)];
      const first = await startEngine({ folder: pristine, ports, limits: { stallTimeoutMs: 60_000 } });
      const requests = [
        request(`${server.url}/whole`),
        request(`${server.url}/half`),
        request(`${server.url}/whole`, { method: 'POST', body: new Uint8Array(UPLOAD) }),
      ];
      const damaged = await register(first.manager, requests, {}, 'damaged');
      const sound = await register(first.manager, requests, {}, 'sound');
      await until(() =>
        first.manager.downloads
          .list()
          .every(
            ({ recordsDone, registration }) => recordsDone === 2 && registration.downloaded === FILE.byteLength * 2.5,
          ),
      );
      await first.manager.dispose();
      release();

      const names = readdirSync(path.join(pristine, 'background-fetch', damaged));
      expect(names.toSorted()).toEqual([
        'body-0-0',
        'body-1-0',
        'body-2-0',
        'journal.jsonl',
        'request-2',
        'state.json',
      ]);
      for (const name of names) {
        const folder = createTemporaryFolder();
        cpSync(pristine, folder, { recursive: true });
        const root = path.join(folder, 'background-fetch');
        DAMAGES[damage]!(path.join(root, damaged, name), path.join(root, sound, name));
        const { manager, events } = await startEngine({ folder, ports });
        const outcome = (): unknown => events.find(({ event }) => event.registration.id === 'sound');
        await until(
          () => outcome() !== undefined && manager.downloads.list().every(({ settledAt }) => settledAt !== null),
        );
        expect(outcome(), name).toMatchObject({ event: { kind: 'success' }, bodies: [FILE, FILE, FILE] });
        // The other one has ended, one way or the other, and is told at most once.
        expect(events.filter(({ event }) => event.registration.id === 'damaged').length, name).toBeLessThanOrEqual(1);
        await manager.dispose();
      }
    },
  );
});
