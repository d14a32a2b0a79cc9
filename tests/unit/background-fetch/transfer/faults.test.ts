import { describe, expect, it, onTestFinished } from 'vitest';
import { CHANGED_FILE, FILE, FILE_BYTES, HALF_BYTES } from '../../../fixtures/fault-server/answering.ts';
import { BEHAVIOURS, type BehaviourName } from '../../../fixtures/fault-server/behaviours.ts';
import { RANGE_BEHAVIOURS } from '../../../fixtures/fault-server/range-behaviours.ts';
import { startFaultServer, type FaultServer } from '../../../fixtures/fault-server/server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine, type EngineOptions } from '../engine.ts';
import { until } from '../../../fakes/until.ts';
import type { FailureReason } from '../../../../main/background-fetch/types.ts';

interface Expected {
  /** `success`, or the reason. */
  readonly result: 'success' | FailureReason;
  /** `downloaded` at the end. */
  readonly bytes: number;
  /** What the page reads; `error` when it may not. */
  readonly body: Buffer | string;
}

const done = (body: Buffer = FILE): Expected => ({ result: 'success', bytes: body.byteLength, body });
const badStatus = (text: string): Expected => ({
  result: 'bad-status',
  bytes: Buffer.byteLength(text),
  body: Buffer.from(text),
});
const failed = (bytes: number, result: FailureReason = 'fetch-error'): Expected => ({ result, bytes, body: 'error' });

const PART = 1024 * 1024;

/** Those with tests of their own. */
type SpecialBehaviour = 'half' | 'endless' | 'unavailable-for-days' | keyof typeof RANGE_BEHAVIOURS;

/** What becomes of a new download, and of one that has half the file when the server begins to behave so. */
const TABLE: Readonly<Record<Exclude<BehaviourName, SpecialBehaviour>, readonly [fresh: Expected, resumed: Expected]>> =
  {
    good: [done(), done()],
    'last-modified-only': [done(), done()],
    'weak-etag': [done(), done()],
    'no-validators': [done(), done()],
    'ignores-range': [done(), done()],
    'file-changed': [done(CHANGED_FILE), done(CHANGED_FILE)],
    'file-changed-and-206': [done(CHANGED_FILE), done(CHANGED_FILE)],
    'file-longer-and-206': [done(), done()],
    'file-shorter-and-416': [done(), done()],
    'precondition-failed': [done(), done()],
    'wrong-start': [done(), done()],
    'no-content-range': [done(), done()],
    'malformed-content-range': [done(), done()],
    'length-unlike-range': [done(), done()],
    'more-than-the-range': [done(), done()],
    'total-not-told': [done(), done()],
    'part-not-asked-for': [failed(0), failed(HALF_BYTES)],
    'whole-as-206': [done(), done()],
    'part-by-part': [done(), done()],
    gzip: [done(), done()],
    'gzip-in-parts': [done(), done()],
    'gzip-cut-off': [done(), done()],
    'gzip-malformed': [failed(0), failed(0)],
    'coding-unknown': [done(), done()],
    'cut-off-once': [done(), done()],
    'cut-off-each-time': [done(), done()],
    'cut-off-before-the-body': [failed(0), failed(HALF_BYTES)],
    'cut-off-and-ignores-range': [failed(PART), failed(PART)],
    'stalls-once': [done(), done()],
    'never-answers': [failed(0), failed(HALF_BYTES)],
    drips: [done(), done()],
    'unavailable-once': [done(), done()],
    'too-many-requests-once': [done(), done()],
    'unavailable-always': [badStatus('later'), badStatus('later')],
    'not-found': [badStatus('no such file'), badStatus('no such file')],
    'server-error': [badStatus('oops'), badStatus('oops')],
    'no-content': [done(Buffer.alloc(0)), done(Buffer.alloc(0))],
    'not-modified': [badStatus(''), badStatus('')],
    redirects: [done(), done()],
    'redirects-forever': [failed(0), failed(HALF_BYTES)],
    'redirects-to-unlisted-host': [failed(0), failed(HALF_BYTES)],
    'redirects-to-other-scheme': [failed(0), failed(HALF_BYTES)],
    'not-for-this-origin': [failed(0), failed(HALF_BYTES)],
    'for-another-origin': [failed(0), failed(HALF_BYTES)],
    'length-not-told': [done(), done()],
    'http-1-0': [done(), done()],
    'length-too-long': [failed(FILE_BYTES), failed(FILE_BYTES)],
    'length-too-short': [done(FILE.subarray(0, FILE_BYTES - 1000)), done(FILE.subarray(0, FILE_BYTES - 1000))],
    'two-lengths': [failed(0), failed(HALF_BYTES)],
    'malformed-chunks': [failed(0), failed(0)],
    'not-http': [failed(0), failed(HALF_BYTES)],
    resets: [failed(0), failed(HALF_BYTES)],
    'headers-too-large': [failed(0), failed(HALF_BYTES)],
    'early-hints': [done(), done()],
  };

async function outcomeOf(
  server: FaultServer,
  behaviour: BehaviourName,
  isResumed: boolean,
  options: Partial<EngineOptions> = {},
  downloadTotal = 0,
): Promise<Expected> {
  const folder = createTemporaryFolder();
  // Only who is silent on purpose is given up early: a busy computer is silent for a while, too.
  const isSilent = behaviour === 'stalls-once' || behaviour === 'never-answers' || behaviour === 'drips';
  const limits = { ...(isSilent ? {} : { stallTimeoutMs: 10_000 }), ...options.limits };
  const engineOptions = { folder, ports: [server.port], ...options, limits };
  const url = `http://127.0.0.1:${server.port}/file`;
  if (isResumed) {
    server.setBehaviour('half');
    const { manager } = await startEngine(engineOptions);
    const uuid = await register(manager, [request(url)], { downloadTotal });
    await until(() => manager.registrations.snapshot('abc', uuid)?.downloaded === HALF_BYTES);
    await manager.dispose();
  }
  server.setBehaviour(behaviour);
  const { manager, events } = await startEngine(engineOptions);
  if (!isResumed) await register(manager, [request(url)], { downloadTotal });
  await until(() => events.length > 0);
  const { registration } = events[0]!.event;
  return {
    result: registration.failureReason || 'success',
    bytes: registration.downloaded,
    body: events[0]!.bodies[0] ?? 'none',
  };
}

function summaryOf({ result, bytes, body }: Expected, expected: Expected): unknown {
  const isSame =
    Buffer.isBuffer(body) && Buffer.isBuffer(expected.body) ? body.equals(expected.body) : body === expected.body;
  return {
    result,
    bytes,
    body: isSame ? 'as expected' : Buffer.isBuffer(body) ? `${body.byteLength} other bytes` : body,
  };
}

async function startServer(): Promise<FaultServer> {
  const server = await startFaultServer();
  onTestFinished(() => server.close());
  return server;
}

describe('a download', () => {
  for (const [name, [fresh, resumed]] of Object.entries(TABLE)) {
    it.each([
      ['new', fresh],
      ['resumed', resumed],
    ])(`ends as it must when the server does "${name}" and it is %s`, async (kind, expected) => {
      const outcome = await outcomeOf(await startServer(), name as BehaviourName, kind === 'resumed');
      expect(summaryOf(outcome, expected)).toEqual({
        result: expected.result,
        bytes: expected.bytes,
        body: 'as expected',
      });
    });
  }

  it.each(Object.keys(RANGE_BEHAVIOURS))(
    'is the whole file, unharmed, when it is resumed and the server does "%s"',
    async (name) => {
      const outcome = await outcomeOf(await startServer(), name as BehaviourName, true);
      expect(summaryOf(outcome, done())).toEqual({ result: 'success', bytes: FILE_BYTES, body: 'as expected' });
    },
  );

  it('gets the answer as it is when the server wants days and nothing is there', async () => {
    expect(await outcomeOf(await startServer(), 'unavailable-for-days', false)).toEqual(badStatus('later'));
  });

  it.each([
    ['new', false],
    ['resumed', true],
  ])('stops at its downloadTotal when the server is endless and it is %s', async (_kind, isResumed) => {
    const outcome = await outcomeOf(await startServer(), 'endless', isResumed, {}, FILE_BYTES);
    expect(outcome.result).toBe('download-total-exceeded');
    expect(outcome.bytes).toBeLessThanOrEqual(FILE_BYTES);
    expect(outcome.body).toBe('error');
  });

  it.each([
    ['new', false],
    ['resumed', true],
  ])('stops at the quota when the server is endless and it is %s', async (_kind, isResumed) => {
    // What the fetch keeps besides the body counts, too.
    const quotaBytes = FILE_BYTES + 16 * 1024;
    const outcome = await outcomeOf(await startServer(), 'endless', isResumed, { quotaBytes });
    expect(outcome.result).toBe('quota-exceeded');
    expect(outcome.bytes).toBeLessThanOrEqual(quotaBytes);
  });

  it('has a row in the table when the fault server has a behaviour', () => {
    const special = ['endless', 'half', 'unavailable-for-days', ...Object.keys(RANGE_BEHAVIOURS)];
    expect([...Object.keys(TABLE), ...special].sort()).toEqual(Object.keys(BEHAVIOURS).sort());
  });
});
