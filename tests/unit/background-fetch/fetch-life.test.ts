import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startLocalServer, type Handler } from '../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import {
  APP_ID,
  newFetch,
  READER,
  readRecord,
  register,
  request,
  SCOPE,
  startEngine,
  type EngineOptions,
} from './engine.ts';
import { until } from '../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const say =
  (text: string): Handler =>
  (_request, response) =>
    void response.writeHead(200, OPEN).end(text);

async function start(handler: Handler, options: Partial<EngineOptions> = {}) {
  const server = await startLocalServer(handler);
  const folder = createTemporaryFolder();
  const engineOptions = { folder, ports: [Number(new URL(server.url).port)], ...options };
  return { server, engineOptions, ...(await startEngine(engineOptions)) };
}

describe('abort() (draft 6.4.2)', () => {
  it('is true once, and what was complete can still be read when the event comes', async () => {
    const { manager, events, server } = await start((incoming, response) => {
      if (incoming.url === '/done') response.writeHead(200, { ...OPEN, 'content-length': 9 }).end('all there');
    });
    const uuid = await register(manager, [request(`${server.url}/done`), request(`${server.url}/never`)]);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.downloaded === 9);
    expect([await manager.registrations.abort(APP_ID, uuid), await manager.registrations.abort(APP_ID, uuid)]).toEqual([
      true,
      false,
    ]);
    await until(() => events.length >= 1);
    expect(events[0]).toMatchObject({
      event: { kind: 'abort', registration: { result: 'failure', failureReason: 'aborted' } },
    });
    expect(events[0]!.bodies).toEqual([Buffer.from('all there'), 'aborted']);
  });

  it('is false when another mini-program asks', async () => {
    const { manager, server } = await start(() => {});
    const uuid = await register(manager, [request(server.url)]);
    expect(await manager.registrations.abort('xyz', uuid)).toBe(false);
  });
});

describe('before the start', () => {
  it('nothing is transferred, asked for or delivered, whatever the user does', async () => {
    let asked = 0;
    const { manager, events, server } = await start(
      (incoming, response) => {
        asked += 1;
        say('it')(incoming, response);
      },
      { isStopped: true },
    );
    const uuid = await register(manager, [request(server.url)], { icons: [{ src: `${server.url}/icon.png` }] });
    const other = await register(manager, [request(server.url)], {}, 'other');
    expect(await manager.downloads.resume(APP_ID, other)).toBe(false);
    await manager.downloads.pauseAll();
    await manager.downloads.resumeAll();
    expect(await manager.downloads.click(APP_ID, other)).toBe(true);
    expect(await manager.downloads.abort(APP_ID, uuid)).toBe(true);
    manager.deliverNow();
    manager.downloads.list();
    // What would be on its way has arrived by then, too.
    await fetch(server.url);
    expect({ asked, events }).toEqual({ asked: 1, events: [] });
    manager.start();
    await until(() => events.length >= 3);
    expect(events.map(({ event }) => event.kind).toSorted()).toEqual(['abort', 'click', 'success']);
  });
});

describe('records', () => {
  it('can be read while they still arrive', async () => {
    let finish = (): void => {};
    const { manager, server } = await start((_request, response) => {
      response.writeHead(200, { ...OPEN, 'x-hidden': '1', 'content-type': 'audio/mpeg' });
      response.write('first ');
      finish = () => response.end('second');
    });
    const uuid = await register(manager, [request(server.url)]);
    const { signal } = new AbortController();
    expect(await manager.registrations.response(APP_ID, uuid, 0, signal)).toMatchObject({
      kind: 'response',
      response: {
        url: `${server.url}/`,
        status: 200,
        type: 'cors',
        headers: expect.arrayContaining([['content-type', 'audio/mpeg']]),
      },
    });
    const reader = manager.registrations.openBody(READER, APP_ID, uuid, 0)!;
    const first = await manager.registrations.body(READER, reader, 0, signal);
    expect(first.kind === 'bytes' && Buffer.from(first.bytes).toString()).toBe('first ');
    const rest = manager.registrations.body(READER, reader, 6, signal);
    finish();
    expect(await rest).toMatchObject({ kind: 'bytes' });
    expect(await manager.registrations.body(READER, reader, 12, signal)).toEqual({ kind: 'end' });
  });

  it('are found by ignoreSearch and ignoreMethod as the Cache API does', async () => {
    const { manager, server } = await start(() => {});
    const url = `${server.url}/a`;
    const uuid = await register(manager, [
      request(url),
      request(url),
      request(`${url}?id=3`),
      request(url, { method: 'PUT' }),
      request(`${server.url}/slow`),
    ]);
    const count = async (options: object): Promise<number | undefined> => {
      const asked = { url: `${url}#x`, method: 'GET', headers: [] };
      return (await manager.registrations.matchAll(APP_ID, uuid, { request: asked, options }))?.length;
    };
    expect([
      await count({}),
      await count({ ignoreSearch: true }),
      await count({ ignoreMethod: true }),
      await count({ ignoreSearch: true, ignoreMethod: true }),
    ]).toEqual([2, 3, 3, 4]);
    expect(await manager.registrations.matchAll(APP_ID, uuid, { request: null, options: {} })).toHaveLength(5);
    expect(await manager.registrations.matchAll('xyz', uuid, { request: null, options: {} })).toBeNull();
  });

  it('of an answer without CORS headers are shown to nobody', async () => {
    const { manager, events, server } = await start((_request, response) => response.end('secret'));
    await register(manager, [request(server.url)]);
    await until(() => events.length >= 1);
    expect(events[0]).toMatchObject({
      event: { kind: 'fail', registration: { failureReason: 'fetch-error', downloaded: 0 } },
      bodies: ['error'],
    });
  });

  it('fail at once when the host is not a service domain', async () => {
    const { manager, events, server } = await start(say('x'));
    await register(manager, [request(server.url), request('http://127.0.0.1:59999/')]);
    await until(() => events.length >= 1);
    expect(events[0]!.bodies).toEqual([Buffer.from('x'), 'error']);
    expect(events[0]!.event.registration.failureReason).toBe('fetch-error');
  });

  it('of the own origin come from the package', async () => {
    const readOwn = () =>
      Promise.resolve({
        status: 200,
        statusText: 'OK',
        headers: [['x-own', '1'] as const],
        body: Readable.from([Buffer.from('from the package')]),
      });
    const { manager, events, server } = await start(() => {}, { readOwn });
    await register(manager, [request('mp://abc/file.txt')]);
    await until(() => events.length >= 1);
    expect(events[0]!.bodies).toEqual([Buffer.from('from the package')]);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['succeed', 'right', 'success'],
    ['fail', 'wrong', 'failure'],
  ])('with integrity %s when the body is the %s one', async (_what, text, result) => {
    const { manager, events, server } = await start(say(text));
    const integrity = `sha384-${createHash('sha384').update('right').digest('base64')}`;
    await register(manager, [request(server.url, { integrity })]);
    await until(() => events.length >= 1);
    expect(events[0]!.event.registration.result).toBe(result);
    expect(events[0]!.bodies).toEqual([result === 'success' ? Buffer.from('right') : 'error']);
  });
});

describe('uploads', () => {
  it('send the body, count it and ask first when it is not a simple request', async () => {
    const seen: string[] = [];
    const { manager, events, server } = await start((incoming, response) => {
      seen.push(`${incoming.method} ${incoming.headers.origin}`);
      if (incoming.method === 'OPTIONS') {
        response
          .writeHead(204, {
            ...OPEN,
            'access-control-allow-methods': 'PUT',
            'access-control-allow-headers': 'content-type',
          })
          .end();
        return;
      }
      response.writeHead(200, OPEN);
      incoming.pipe(response);
    });
    const body = new Uint8Array(700_000).fill(7);
    await register(manager, [
      request(server.url, {
        method: 'PUT',
        body,
        headers: [
          ['content-type', 'application/json'],
          ['cookie', 'a=b'],
        ],
      }),
    ]);
    await until(() => events.length >= 1);
    expect(events[0]!.event.registration).toMatchObject({
      result: 'success',
      uploadTotal: 700_000,
      uploaded: 700_000,
      downloaded: 700_000,
    });
    expect(Buffer.from(body).equals(events[0]!.bodies[0] as Buffer)).toBe(true);
    expect(seen).toEqual(['OPTIONS mp://abc', 'PUT mp://abc']);
  });

  it('fail when the preflight is refused, and are never repeated when the connection breaks', async () => {
    const seen: string[] = [];
    const { manager, events, server } = await start((incoming, response) => {
      seen.push(incoming.method ?? '');
      if (incoming.method === 'OPTIONS') response.writeHead(200, OPEN).end();
      else incoming.socket.destroy();
    });
    await register(manager, [request(server.url, { method: 'PUT' })], {}, 'put');
    await register(manager, [request(server.url, { method: 'POST', body: new Uint8Array(3) })], {}, 'post');
    await until(() => events.length >= 2);
    expect(events.map(({ event }) => event.registration.failureReason)).toEqual(['fetch-error', 'fetch-error']);
    expect(seen.sort()).toEqual(['OPTIONS', 'POST']);
  });

  it('fail at the next start when Larder ended in their middle', async () => {
    const { manager, server, engineOptions } = await start(() => {});
    await register(manager, [request(server.url, { method: 'POST', body: new Uint8Array(3) })]);
    await until(() => server.requests.length >= 1);
    await manager.dispose();
    const { events } = await startEngine(engineOptions);
    await until(() => events.length >= 1);
    expect(events[0]!.event).toMatchObject({ kind: 'fail', registration: { failureReason: 'fetch-error' } });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a service worker registration that is taken back', () => {
  it('ends its fetches as aborted, takes events that wait off the list, and leaves those of other scopes', async () => {
    const { manager, events, server } = await start(
      (incoming, response) => void (incoming.url === '/ready' ? response.writeHead(200, OPEN).end('x') : undefined),
      { deliver: () => Promise.resolve('retry') },
    );
    const settled = await register(manager, [request(`${server.url}/ready`)], {}, 'settled');
    await until(() => events.length > 0);
    const active = await register(manager, [request(`${server.url}/never`)], {}, 'active');
    const outcome = await manager.registrations.register(APP_ID, {
      ...newFetch([request(`${server.url}/never`)], {}, 'other'),
      scope: `${SCOPE}other/`,
    });
    const other = outcome.ok ? outcome.registration.uuid : '';
    await manager.registrations.abandon(APP_ID, SCOPE);
    await until(() =>
      [settled, active].every((uuid) => manager.registrations.snapshot(APP_ID, uuid)?.recordsAvailable === false),
    );
    expect([settled, active, other].map((uuid) => manager.registrations.snapshot(APP_ID, uuid)?.failureReason)).toEqual(
      ['', 'aborted', ''],
    );
    expect(events.map(({ event }) => event.registration.id)).not.toContain('active');
    expect([
      manager.registrations.getIds(APP_ID, SCOPE),
      manager.registrations.getIds(APP_ID, `${SCOPE}other/`),
    ]).toEqual([[], ['other']]);
  });
});

describe('a fetch whose page has not had its turn', () => {
  it('does not settle, and is found, until it is released or its page takes too long', async () => {
    const { manager, events } = await start(() => {}, {
      readOwn: () =>
        Promise.resolve({ status: 200, statusText: '', headers: [], body: Readable.from([Buffer.from('own')]) }),
    });
    const held = await manager.registrations.register(APP_ID, newFetch([request('mp://abc/x')], {}, 'held'), 60_000);
    const late = await manager.registrations.register(APP_ID, newFetch([request('mp://abc/x')], {}, 'late'), 20);
    if (!held.ok || !late.ok) throw new Error('Refused');
    await until(() => events.length >= 1);
    expect([
      events[0]!.event.registration.id,
      manager.registrations.getIds(APP_ID, SCOPE),
      manager.registrations.snapshot(APP_ID, held.registration.uuid),
    ]).toMatchObject(['late', ['held'], { downloaded: 3, result: '' }]);
    manager.registrations.release('other', held.registration.uuid);
    expect(manager.registrations.getIds(APP_ID, SCOPE)).toEqual(['held']);
    manager.registrations.release(APP_ID, held.registration.uuid);
    await until(() => events.length >= 2);
    expect(manager.registrations.getIds(APP_ID, SCOPE)).toEqual([]);
  });

  it('can be aborted', async () => {
    const { manager, events } = await start(() => {}, {
      readOwn: () =>
        Promise.resolve({ status: 200, statusText: '', headers: [], body: Readable.from([Buffer.from('own')]) }),
    });
    const held = await manager.registrations.register(APP_ID, newFetch([request('mp://abc/x')]), 60_000);
    if (!held.ok) throw new Error('Refused');
    await until(() => manager.registrations.snapshot(APP_ID, held.registration.uuid)?.downloaded === 3);
    expect(await manager.registrations.abort(APP_ID, held.registration.uuid)).toBe(true);
    await until(() => events.length >= 1);
    expect(events[0]!.event.kind).toBe('abort');
  });
});

describe('a server that is not there', () => {
  it('fails its record after a second look when this computer refuses the connection', async () => {
    const { manager, events, server } = await start(() => {}, {
      limits: { attemptsBeforeContact: 1000, retryBaseMs: 20, retryMaxMs: 20 },
    });
    await server.stop();
    await register(manager, [request(server.url)]);
    await until(() => events.length >= 1);
    expect(events[0]!.event).toMatchObject({ kind: 'fail', registration: { failureReason: 'fetch-error' } });
  });
});

describe('pausing', () => {
  it('holds a fetch of GET requests, also over a restart, until it is resumed', async () => {
    const { manager, server, engineOptions } = await start(() => {});
    const uuid = await register(manager, [request(server.url)]);
    expect([await manager.downloads.pause(APP_ID, uuid), await manager.downloads.pause(APP_ID, uuid)]).toEqual([
      true,
      false,
    ]);
    expect(manager.downloads.list()[0]).toMatchObject({ state: 'paused', canPause: true });
    await manager.dispose();
    server.handler = say('later');
    const again = await startEngine(engineOptions);
    expect(again.manager.downloads.list()[0]?.state).toBe('paused');
    await again.manager.downloads.resume(APP_ID, uuid);
    await until(() => again.events.length >= 1);
    expect(again.events[0]!.bodies).toEqual([Buffer.from('later')]);
    expect(again.log.map(({ event }) => event)).toContain('background-fetch-resumed');
  });

  it('is refused when a request must not be repeated', async () => {
    const { manager, server } = await start(() => {});
    const uuid = await register(manager, [request(server.url, { method: 'POST' })]);
    expect(await manager.downloads.pause(APP_ID, uuid)).toBe(false);
  });
});

describe('the network', () => {
  it('is waited for when a fetch starts offline, and when it is lost in the middle', async () => {
    const { manager, events, server, setOnline, log } = await start(
      (_request, response) => void response.writeHead(200, { ...OPEN, 'content-length': 10 }).write('half '),
      { online: { value: false } },
    );
    const uuid = await register(manager, [request(server.url)]);
    expect([manager.downloads.list()[0]?.state, server.requests]).toEqual(['waiting-for-network', []]);
    setOnline(true);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.downloaded === 5);
    setOnline(false);
    await until(() => manager.downloads.list()[0]?.state === 'waiting-for-network');
    server.handler = (incoming, response) =>
      void response
        .writeHead(206, { ...OPEN, 'content-range': 'bytes 5-9/10' })
        .end(incoming.headers.range === 'bytes=5-' ? 'whole' : '?');
    setOnline(true);
    await until(() => events.length >= 1);
    expect(events[0]!.bodies).toEqual([Buffer.from('half whole')]);
    expect(
      log
        .filter(({ event }) => /paused|resumed/.test(event))
        .map((entry) => [entry.event, 'why' in entry && entry.why]),
    ).toEqual([
      ['background-fetch-paused', 'offline'],
      ['background-fetch-resumed', 'online'],
      ['background-fetch-paused', 'offline'],
      ['background-fetch-resumed', 'online'],
    ]);
  });

  it('is waited for while a developer keeps the mini-program from it, and what has come stays', async () => {
    const { manager, events, server, setCutOff, setOnline, log } = await start(
      (_request, response) => void response.writeHead(200, { ...OPEN, 'content-length': 10 }).write('half '),
      { cutOff: new Set([APP_ID]) },
    );
    const states = (): (string | undefined)[] => manager.downloads.list().map(({ state }) => state);
    const uuid = await register(manager, [request(server.url)]);
    // The network itself comes and goes meanwhile.
    setOnline(false);
    setOnline(true);
    expect(states()).toEqual(['switched-off']);
    setOnline(false);
    expect(states(), 'without a network the switch changes nothing').toEqual(['waiting-for-network']);
    setOnline(true);
    setCutOff('other', true);
    expect([states(), server.requests]).toEqual([['switched-off'], []]);
    setCutOff(APP_ID, false);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.downloaded === 5);
    setCutOff(APP_ID, true);
    await until(() => states()[0] === 'switched-off');
    server.handler = (incoming, response) =>
      void response
        .writeHead(206, { ...OPEN, 'content-range': 'bytes 5-9/10' })
        .end(incoming.headers.range === 'bytes=5-' ? 'whole' : '?');
    setCutOff(APP_ID, false);
    await until(() => events.length >= 1);
    expect(events[0]!.bodies).toEqual([Buffer.from('half whole')]);
    expect(log.filter(({ event }) => event === 'background-fetch-record-failed')).toEqual([]);
    expect(
      log.map(({ event }) => event).filter((event) => /paused|resumed/.test(event)),
      'it stood still, whatever the network did meanwhile',
    ).toEqual([
      'background-fetch-paused',
      'background-fetch-resumed',
      'background-fetch-paused',
      'background-fetch-resumed',
    ]);
  });

  it('is not used while the user wants nothing over it, and what has come stays', async () => {
    const [heldBack, online] = [{ value: true }, { value: true }];
    const { manager, events, server, setOnline, log } = await start(
      (_request, response) => void response.writeHead(200, { ...OPEN, 'content-length': 10 }).write('half '),
      { online, heldBack },
    );
    const states = (): (string | undefined)[] => manager.downloads.list().map(({ state }) => state);
    const uuid = await register(manager, [request(server.url)]);
    expect([states(), server.requests]).toEqual([['waiting-for-unmetered'], []]);
    heldBack.value = false;
    setOnline(true);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.downloaded === 5);
    heldBack.value = true;
    setOnline(true);
    await until(() => states()[0] === 'waiting-for-unmetered');
    setOnline(false);
    expect(states()).toEqual(['waiting-for-network']);
    setOnline(true);
    expect(states()).toEqual(['waiting-for-unmetered']);
    server.handler = (incoming, response) =>
      void response
        .writeHead(206, { ...OPEN, 'content-range': 'bytes 5-9/10' })
        .end(incoming.headers.range === 'bytes=5-' ? 'whole' : '?');
    heldBack.value = false;
    setOnline(true);
    await until(() => events.length >= 1);
    expect(events[0]!.bodies).toEqual([Buffer.from('half whole')]);
    const told = log.filter(({ event }) => /paused|resumed/.test(event));
    expect(told.map((entry) => [entry.event, 'why' in entry && entry.why])).toEqual([
      ['background-fetch-paused', 'metered'],
      ['background-fetch-resumed', 'metered'],
      ['background-fetch-paused', 'metered'],
      ['background-fetch-resumed', 'metered'],
    ]);
  });
});

describe('events', () => {
  it('are offered again until they are taken, and the records are there until then', async () => {
    const answers: ('delivered' | 'retry')[] = ['retry', 'retry', 'delivered'];
    const { manager, events, server, log } = await start(say('x'), {
      deliver: () => Promise.resolve(answers.shift() ?? 'delivered'),
    });
    const uuid = await register(manager, [request(server.url)]);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.recordsAvailable === false);
    expect(events).toHaveLength(3);
    expect(new Set(events.map(({ event }) => event.eventId)).size).toBe(1);
    expect(await manager.registrations.matchAll(APP_ID, uuid, { request: null, options: {} })).toBeNull();
    expect(log.at(-1)).toMatchObject({
      event: 'background-fetch-event-delivered',
      type: 'backgroundfetchsuccess',
      attempts: 3,
    });
  });

  it('survive a restart, once, when nobody has taken them', async () => {
    const { manager, server, events, engineOptions } = await start(say('x'), {
      deliver: () => Promise.reject(new Error('no worker')),
    });
    await register(manager, [request(server.url)]);
    // It is offered again within milliseconds.
    await until(() => events.length > 0);
    await manager.dispose();
    const again = await startEngine({ ...engineOptions, deliver: () => Promise.resolve('delivered') });
    await until(() => again.manager.downloads.list()[0]?.registration.recordsAvailable === false);
    expect(again.events.map(({ event }) => event.eventId)).toEqual([events[0]!.event.eventId]);
    await again.manager.dispose();
    const third = await startEngine(engineOptions);
    expect(third.manager.downloads.list()).toMatchObject([
      { state: 'settled', registration: { result: 'success', downloaded: 1, recordsAvailable: false } },
    ]);
    expect(third.events).toEqual([]);
  });

  it('may change what the user sees once while they are handled, and a click comes after them', async () => {
    const updates: boolean[] = [];
    const { manager, server, events } = await start(say('x'), {
      deliver: async ({ eventId, kind }) => {
        if (kind === 'click') return 'delivered';
        for (const title of ['Ready', 'Again'])
          updates.push(await manager.registrations.updateUi(APP_ID, eventId, { title }));
        return 'delivered';
      },
    });
    const uuid = await register(manager, [request(server.url)]);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.recordsAvailable === false);
    expect([updates, manager.downloads.list()[0]?.title]).toEqual([[true, false], 'Ready']);
    expect(await manager.registrations.updateUi(APP_ID, events[0]!.event.eventId, { title: 'Late' })).toBe(false);
    await manager.downloads.click(APP_ID, uuid);
    await until(() => events.length >= 2);
    expect(events.map(({ event }) => event.kind)).toEqual(['success', 'click']);
  });
});

describe('what is on the disk', () => {
  const folderOf = (root: string, uuid: string): string => path.join(root, 'background-fetch', uuid);

  it('is set aside and the fetch fails when its state is damaged; the others go on', async () => {
    const { manager, server, engineOptions } = await start(() => {});
    const damaged = await register(manager, [request(`${server.url}/1`)], {}, 'damaged');
    await register(manager, [request(`${server.url}/2`)], {}, 'sound');
    await manager.dispose();
    writeFileSync(path.join(folderOf(engineOptions.folder, damaged), 'state.json'), '{"schemaVersion":1,"id');
    server.handler = say('x');
    const { events, problems, setAside } = await startEngine(engineOptions);
    await until(() => events.length >= 2);
    expect(events.map(({ event }) => [event.registration.id, event.kind]).sort()).toEqual([
      ['damaged', 'fail'],
      ['sound', 'success'],
    ]);
    expect([problems.length, setAside.length]).toEqual([1, 1]);
  });

  it('is read up to the damaged line when the journal is damaged', async () => {
    const { manager, server, engineOptions } = await start(
      (_request, response) => void response.writeHead(200, { ...OPEN, 'content-length': 5 }).write('x'),
    );
    const uuid = await register(manager, [request(server.url)]);
    await until(() => manager.registrations.snapshot(APP_ID, uuid)?.downloaded === 1);
    await manager.dispose();
    const journal = path.join(folderOf(engineOptions.folder, uuid), 'journal.jsonl');
    writeFileSync(journal, '{"t":"open","id":"episode","scope":"mp://abc/","title":""}\ngarbage\n');
    server.handler = say('again');
    const { events, setAside } = await startEngine(engineOptions);
    await until(() => events.length >= 1);
    expect([events[0]!.bodies, setAside]).toEqual([[Buffer.from('again')], [journal]]);
  });

  it('is all gone when the mini-program is removed, and only the state when a fetch is history', async () => {
    const { manager, server, engineOptions } = await start(say('x'));
    const uuid = await register(manager, [request(server.url, { method: 'POST', body: new Uint8Array(9) })]);
    await expect.poll(() => readdirSync(folderOf(engineOptions.folder, uuid))).toEqual(['state.json']);
    await manager.removeApp(APP_ID);
    expect([readdirSync(path.join(engineOptions.folder, 'background-fetch')), manager.downloads.list()]).toEqual([
      [],
      [],
    ]);
  });
});

describe('turns', () => {
  it('keep to the limit per host and give a second fetch its share', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const { manager, events, server } = await start(
      (_request, response) => {
        most = Math.max(most, (open += 1));
        waiting.push(() => {
          open -= 1;
          response.writeHead(200, OPEN).end('x');
        });
        // A busy disk takes its time to store the second one: none of the first stalls meanwhile.
      },
      { limits: { stallTimeoutMs: 30_000 } },
    );
    await register(
      manager,
      Array.from({ length: 20 }, (_, index) => request(`${server.url}/large/${index}`)),
      {},
      'large',
    );
    await register(manager, [request(`${server.url}/small`)], {}, 'small');
    await until(() => open === 6);
    waiting.shift()?.();
    await until(() => server.requests.length >= 7);
    expect(server.requests.at(-1)).toBe('/small');
    const answer = setInterval(() => waiting.shift()?.(), 1);
    await until(() => events.length >= 2);
    clearInterval(answer);
    expect(most).toBe(6);
    expect(await readRecord(manager, events[0]!.event.registration.uuid, 0)).toBeDefined();
    expect(manager.registrations.getIds(APP_ID, SCOPE)).toEqual([]);
  });
});
