import { describe, expect, it, vi } from 'vitest';
import type { FetchVerdict } from '../../../main/data-fetch/periodic/sweep.ts';
import { createEventLog } from '../../../main/log/event-log.ts';
import { periodicStateOf } from '../../../main/models/periodic-state.ts';
import type { MiniProgramState } from '../../../main/models/state-schema.ts';
import { APP_ID, stateOf } from '../../fakes/opening.ts';

vi.mock('electron', async () => {
  const { createIdleElectron } = await import('../../fakes/idle-electron.ts');
  return createIdleElectron({ folder: '/', isOnline: true });
});
const { fetchNow } = await import('../../../main/composition/fetch-now.ts');

interface Situation {
  readonly state?: MiniProgramState | undefined;
  readonly isAllowed?: boolean;
  readonly isEnabled?: boolean;
  readonly isSafe?: boolean;
  readonly verdict?: FetchVerdict;
  readonly others?: readonly { readonly appId: string; readonly name: string }[];
}

async function run(given: Situation): Promise<{ ok: boolean; out: string[]; error: string[]; requests: number }> {
  const { isAllowed = true, isEnabled = true, isSafe = false, verdict = { ok: true } } = given;
  const state = 'state' in given ? given.state : stateOf();
  const events = createEventLog({ now: () => 1 });
  const out: string[] = [];
  const error: string[] = [];
  let requests = 0;
  const ok = await fetchNow(
    APP_ID,
    { out: (line) => out.push(line), error: (line) => error.push(line) },
    {
      store: { get: () => state, list: () => given.others ?? [] },
      settings: { get: () => ({ periodicFetchEnabled: isEnabled }) as never },
      policies: { isAllowed: () => isAllowed },
      safeMode: { isOn: isSafe },
      events,
      scheduler: {
        fetchNow(appId) {
          requests += 1;
          events.emit('periodic-started', { appId, host: 'dev.example' });
          events.emit('periodic-started', { appId: 'other', host: 'dev.example' });
          events.emit('page-loaded', { appId, ms: 1 });
          return Promise.resolve(verdict);
        },
      },
    },
  );
  events.emit('problem', { appId: APP_ID, message: 'later' });
  return { ok, out, error, requests };
}

describe('fetchNow', () => {
  it('prints the events of its own fetch and nothing else', async () => {
    expect(await run({})).toEqual({
      ok: true,
      out: [`{"event":"periodic-started","at":1,"appId":"${APP_ID}","host":"dev.example"}`],
      error: [],
      requests: 1,
    });
  });

  const switchedOff = stateOf();
  const others = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ appId: `dev${index}`, name: `Other ${index}` }));
  it.each<[Situation, RegExp]>([
    [{ state: undefined }, /it is not among the mini-programs of this data folder; open it once \(--open\)$/],
    [{ state: undefined, others: others(1) }, /\(--open\)\. There is dev0 \(Other 0\)$/],
    [{ state: undefined, others: others(7) }, /There are dev0 \(Other 0\), .*, dev4 \(Other 4\) and 2 more$/],
    [{ isAllowed: false }, /the administrator of this computer does not allow it$/],
    [{ isEnabled: false }, /background fetch is switched off in Settings$/],
    [
      { state: { ...switchedOff, periodic: { ...periodicStateOf(switchedOff), enabled: false } } },
      /background fetch is switched off for it in Settings$/,
    ],
    [{ isSafe: true }, /safe mode, which fetches nothing$/],
  ])('requests nothing when it is not allowed: %j', async (situation, sentence) => {
    const { ok, out, error, requests } = await run(situation);
    expect({ ok, out, requests }).toEqual({ ok: false, out: [], requests: 0 });
    expect(error).toEqual([expect.stringMatching(sentence)]);
  });

  it.each<[FetchVerdict, string]>([
    [
      { ok: false, errCode: 'bad-status', message: 'dev.example answered 503' },
      'dev.example answered 503 (bad-status)',
    ],
    [
      { ok: false, errCode: 'no-token' },
      'it has no token; it sets one when it runs, with bn.setBackgroundFetchToken() (no-token)',
    ],
    [{ ok: false, errCode: 'not-configured' }, 'its details name no backgroundFetchUrl (not-configured)'],
    [{ ok: false, errCode: 'internal' }, 'it failed (internal)'],
  ])('says why it failed: %j', async (verdict, sentence) => {
    const { ok, error } = await run({ verdict });
    expect(ok).toBe(false);
    expect(error).toEqual([`larder: cannot fetch for ${APP_ID}: ${sentence}`]);
  });
});
