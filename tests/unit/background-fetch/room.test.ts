/** Fetches that need more than the quota: the user is asked before the first byte, and the answer counts. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentOf } from '../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { APP_ID, newFetch, register, request, startEngine, type Engine, type EngineOptions } from './engine.ts';
import { until } from '../../fakes/until.ts';

const OPEN = { 'access-control-allow-origin': '*' };
const FILE = contentOf(3, 300_000);
const QUOTA_BYTES = 100_000;

interface Bench extends Engine {
  readonly url: string;
  readonly room: { quotaBytes: number; mayAsk: boolean };
  readonly asked: string[];
  /** Of the server: one for each answer that began. */
  readonly answers: ServerResponse[];
}

async function openBench(change: Partial<EngineOptions> = {}, mayAsk = true): Promise<Bench> {
  const answers: ServerResponse[] = [];
  const server = await startLocalServer((_incoming, response) => {
    answers.push(response);
    response.writeHead(200, { ...OPEN, 'content-length': FILE.byteLength }).end(FILE);
  });
  const room = { quotaBytes: QUOTA_BYTES, mayAsk };
  const folder = createTemporaryFolder();
  const engine = await startEngine({ folder, ports: [Number(new URL(server.url).port)], room, ...change });
  const asked: string[] = [];
  onTestFinished(engine.manager.downloads.onRoomNeeded((appId) => asked.push(appId)));
  return { ...engine, url: `${server.url}/file`, room, asked, answers };
}

const overview = ({ manager }: Engine) => manager.downloads.list()[0]!;

describe.each([
  ['its page has announced it', { downloadTotal: FILE.byteLength }, 0],
  ['its server announces it', {}, 1],
])('more than the quota, when %s', (_when, options, requestsBefore) => {
  it('is asked about once before the first byte, and goes on when the user allows it', async () => {
    const bench = await openBench();
    const uuid = await register(bench.manager, [request(bench.url)], options);
    await until(() => overview(bench).state === 'waiting-for-room');
    expect(bench.asked).toEqual([APP_ID]);
    expect(overview(bench)).toMatchObject({ neededRoom: FILE.byteLength });
    expect(bench.manager.downloads.neededBytes(APP_ID)).toBeGreaterThanOrEqual(FILE.byteLength);
    expect(bench.manager.registrations.snapshot(APP_ID, uuid)).toMatchObject({ downloaded: 0, result: '' });
    expect(bench.answers).toHaveLength(requestsBefore);

    bench.room.quotaBytes = 2 * FILE.byteLength;
    await bench.manager.downloads.roomChanged();
    await until(() => bench.events.length >= 1);
    expect(bench.events[0]!.event).toMatchObject({ kind: 'success', registration: { downloaded: FILE.byteLength } });
    expect(FILE.equals(bench.events[0]!.bodies[0] as Buffer)).toBe(true);
    expect(bench.asked).toEqual([APP_ID]);
    const standstills = bench.log.filter(({ event }) => /paused|resumed/.test(event));
    expect(standstills).toMatchObject([
      { event: 'background-fetch-paused', why: 'room', uuid },
      { event: 'background-fetch-resumed', why: 'room', uuid },
    ]);
    // A question is nobody's failure.
    expect(bench.log.filter(({ event }) => event === 'background-fetch-record-failed')).toEqual([]);
  });

  it('fails as one that is too large when the user refuses it, and nobody is asked again', async () => {
    const bench = await openBench();
    await register(bench.manager, [request(bench.url)], options);
    await until(() => overview(bench).state === 'waiting-for-room');
    bench.room.mayAsk = false;
    await bench.manager.downloads.roomChanged();
    await until(() => bench.events.length >= 1);
    expect(bench.events[0]!.event).toMatchObject({
      kind: 'fail',
      registration: { failureReason: 'quota-exceeded', downloaded: 0 },
    });
    const again = await bench.manager.registrations.register(APP_ID, newFetch([request(bench.url)], options, 'again'));
    if (again.ok) await until(() => bench.events.length >= 2);
    else expect(again.error.name).toBe('QuotaExceededError');
    expect(bench.asked).toEqual([APP_ID]);
  });

  it('waits on while other answers do not concern it, and can be cancelled', async () => {
    const bench = await openBench();
    const uuid = await register(bench.manager, [request(bench.url)], options);
    await until(() => overview(bench).state === 'waiting-for-room');
    bench.room.quotaBytes += 1;
    await bench.manager.downloads.roomChanged();
    expect(overview(bench).state).toBe('waiting-for-room');
    expect(await bench.manager.downloads.abort(APP_ID, uuid)).toBe(true);
    await until(() => bench.events.length >= 1);
    expect(bench.events[0]!.event.kind).toBe('abort');
    expect(bench.manager.downloads.list()[0]).toMatchObject({ neededRoom: null });
  });

  it('is refused without a question when the disk has no room either', async () => {
    const bench = await openBench({ freeBytes: FILE.byteLength });
    const outcome = await bench.manager.registrations.register(APP_ID, newFetch([request(bench.url)], options));
    if (!outcome.ok) expect(outcome.error.name).toBe('QuotaExceededError');
    else {
      await until(() => bench.events.length >= 1);
      expect(bench.events[0]!.event.registration.failureReason).toBe('quota-exceeded');
    }
    expect(bench.asked).toEqual([]);
  });
});

describe('a question about room', () => {
  it('is one for several files that fit one by one and not together, and all arrive when it is allowed', async () => {
    const bench = await openBench();
    bench.room.quotaBytes = 2.5 * FILE.byteLength;
    const uuid = await register(
      bench.manager,
      ['a', 'b', 'c'].map((name) => request(`${bench.url}/${name}`)),
    );
    await until(() => overview(bench).state === 'waiting-for-room');
    expect(bench.manager.downloads.neededBytes(APP_ID)).toBeGreaterThanOrEqual(3 * FILE.byteLength);
    expect(bench.manager.registrations.snapshot(APP_ID, uuid)).toMatchObject({ result: '' });
    bench.room.quotaBytes = 4 * FILE.byteLength;
    await bench.manager.downloads.roomChanged();
    await until(() => bench.events.length >= 1);
    expect(bench.events[0]!.event.kind).toBe('success');
    for (const body of bench.events[0]!.bodies) expect(FILE.equals(body as Buffer)).toBe(true);
    expect(bench.asked).toEqual([APP_ID]);
  });

  it('is asked again at the next start when Larder ended before the answer', async () => {
    const folder = createTemporaryFolder();
    const first = await openBench({ folder });
    await register(first.manager, [request(first.url)], { downloadTotal: FILE.byteLength });
    await first.manager.dispose();
    const room = { quotaBytes: QUOTA_BYTES, mayAsk: true };
    const port = Number(new URL(first.url).port);
    const second = await startEngine({ folder, ports: [port], room, isStopped: true });
    const asked: string[] = [];
    onTestFinished(second.manager.downloads.onRoomNeeded((appId) => asked.push(appId)));
    second.manager.start();
    expect(asked).toEqual([APP_ID]);
    room.quotaBytes = 2 * FILE.byteLength;
    await second.manager.downloads.roomChanged();
    await until(() => second.events.length >= 1);
    expect(second.events[0]!.event.kind).toBe('success');
  });

  it('is none for what is to be sent, or sent again: that is refused, or fails', async () => {
    const bench = await openBench();
    const upload = request(bench.url, { method: 'POST', body: new Uint8Array(QUOTA_BYTES + 1) });
    const outcome = await bench.manager.registrations.register(APP_ID, newFetch([upload]));
    expect(outcome.ok ? '' : outcome.error.name).toBe('QuotaExceededError');
    await register(bench.manager, [request(bench.url, { method: 'POST', body: new Uint8Array(1) })], {}, 'answer');
    await until(() => bench.events.length >= 1);
    expect(bench.events[0]!.event.registration.failureReason).toBe('quota-exceeded');
    expect(bench.asked).toEqual([]);
  });

  it('holds up no other fetch of the mini-program', async () => {
    const bench = await openBench();
    await register(bench.manager, [request(bench.url)], { downloadTotal: FILE.byteLength }, 'large');
    const server = await startLocalServer((_incoming, response) => response.writeHead(200, OPEN).end('small'));
    await bench.manager.dispose();
    const both = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(bench.url).port), Number(new URL(server.url).port)],
      room: bench.room,
    });
    await register(both.manager, [request(bench.url)], { downloadTotal: FILE.byteLength }, 'large');
    await register(both.manager, [request(server.url)], {}, 'small');
    await until(() => both.events.length >= 1);
    expect(both.events[0]!.event.registration.id).toBe('small');
  });
});

describe('a quota that becomes smaller', () => {
  it('fails what grows beyond it with quota-exceeded, told once, and deletes nothing else', async () => {
    let rest = (): void => {};
    const server = await startLocalServer((incoming, response) => {
      if (incoming.url === '/kept') return void response.writeHead(200, OPEN).end(FILE);
      response.writeHead(200, OPEN).write(FILE.subarray(0, 100_000));
      rest = () => void response.end(FILE.subarray(100_000));
    });
    const room = { quotaBytes: 10 * FILE.byteLength, mayAsk: true };
    const held = Promise.withResolvers<'delivered'>();
    const engine = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      room,
      deliver: ({ registration }) => (registration.id === 'kept' ? held.promise : Promise.resolve('delivered')),
    });
    const { manager } = engine;
    await register(manager, [request(`${server.url}/kept`)], {}, 'kept');
    await until(() => engine.events.length >= 1);
    const running = await register(manager, [request(`${server.url}/slow`)], {}, 'slow');
    await until(() => manager.registrations.snapshot(APP_ID, running)?.downloaded === 100_000);
    room.quotaBytes = 200_000;
    await manager.downloads.roomChanged();
    expect(manager.registrations.snapshot(APP_ID, running)).toMatchObject({ result: '' });
    rest();
    await until(() => engine.events.length >= 2);
    expect(engine.events[1]!.event).toMatchObject({
      kind: 'fail',
      registration: { id: 'slow', failureReason: 'quota-exceeded' },
    });
    const told = engine.log.filter(({ event }) => event === 'background-fetch-record-failed');
    expect(told).toHaveLength(1);
    // The other one is still read by its worker.
    expect(FILE.equals(engine.events[0]!.bodies[0] as Buffer)).toBe(true);
    expect(manager.downloads.usedBytes(APP_ID)).toBeGreaterThanOrEqual(FILE.byteLength);
    held.resolve('delivered');
    await until(() => manager.downloads.usedBytes(APP_ID) === 0);
  });
});
