/** What Activity and the log have of a sign-in: each request by its host and how it went, and nothing that is secret. */
import { expect, it } from 'vitest';
import { CONFIG_INTERVAL_MS } from '../../../main/identity/backend-config.ts';
import { toHar } from '../../../main/launcher/activity/har.ts';
import { setUpSignIn, type SignInParts } from './sign-in-parts.ts';

/** Oldest first: kind, method and path, and how it went. */
const told = ({ activity }: SignInParts): string[] =>
  activity
    .recorded()
    .map(({ entry: { kind, method, outcome }, shownUrl }) => {
      const how = outcome?.ok ? String(outcome.status) : outcome ? outcome.errCode : 'under way';
      return `${kind}: ${method} ${new URL(shownUrl).pathname} ${how}`;
    })
    .reverse();

it('is every request, of the backend and of its provider, for no mini-program', async () => {
  const parts = await setUpSignIn();
  await parts.signIn();
  await parts.until('signed-in');
  parts.clock.ms = 3_600_000;
  await parts.account.freshen();
  await parts.account.signOut();
  expect(told(parts)).toEqual([
    'accounts: GET /bapi/mp/v1/config 200',
    'sign-in: GET /.well-known/openid-configuration 200',
    'sign-in: POST /token 200',
    'sign-in: GET /jwks 200',
    'sign-in: GET /me 200',
    'sign-in: POST /token 200',
    'sign-in: POST /token/revocation 200',
    'sign-in: POST /token/revocation 200',
  ]);
  const entries = parts.activity.entries();
  expect(new Set(entries.map(({ appId, name }) => `${appId} ${name}`))).toEqual(new Set(['null Larder']));
  expect(entries.every(({ bytes, timings }) => bytes > 0 || timings !== null)).toBe(true);
  const logged = parts.events.flatMap((event) => (event.event === 'account-request' ? [event] : []));
  expect(logged.map(({ kind, method, ok }) => `${kind} ${method} ${ok}`)).toEqual(
    entries.map(({ kind, method }) => `${kind} ${method} true`).reverse(),
  );
});

it('has no token, code, state, user or query', async () => {
  const parts = await setUpSignIn();
  const visit = await parts.signIn();
  await parts.until('signed-in');
  const { accessToken, refreshToken, idToken, subject } = parts.disk.signIn!;
  await parts.account.signOut();
  const answer = new URL(visit.visited.at(-1)!).searchParams;
  const secrets = [accessToken, refreshToken!, idToken, subject, answer.get('code')!, answer.get('state')!];
  const text = JSON.stringify([parts.activity.recorded(), toHar(parts.activity.recorded(), '1'), parts.events]);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toContain('?');
});

it.each<[string, (parts: SignInParts) => void | Promise<void>, string, RegExp]>([
  [
    'a backend that fails',
    ({ backend }) => void (backend.handler = (_request, response) => response.writeHead(503).end()),
    'accounts: GET /bapi/mp/v1/config bad-status',
    /it answered 503$/,
  ],
  [
    'a backend that answers nonsense',
    ({ backend }) => void (backend.handler = (_request, response) => response.end('<html>')),
    'accounts: GET /bapi/mp/v1/config backend-bad-answer',
    /its answer is a web page, not JSON$/,
  ],
  [
    'a backend that redirects elsewhere',
    ({ backend }) =>
      void (backend.handler = (_request, response) => response.writeHead(302, { location: 'https://x.example' }).end()),
    'accounts: GET /bapi/mp/v1/config backend-bad-answer',
    /it redirects to another server$/,
  ],
  [
    'a backend that is not there',
    ({ backend }) => backend.stop(),
    'accounts: GET /bapi/mp/v1/config network-error',
    /it refuses connections$/,
  ],
])('says what went wrong with %s', async (_what, bend, line, reason) => {
  const parts = await setUpSignIn();
  await bend(parts);
  parts.clock.ms = CONFIG_INTERVAL_MS + 1000;
  await parts.account.refreshConfig();
  expect(told(parts).at(-1)).toBe(line);
  expect(parts.activity.entries()[0]?.outcome).toMatchObject({ ok: false, message: expect.stringMatching(reason) });
  expect(parts.events.at(-1)).toMatchObject({ event: 'account-request', ok: false });
});

it('has a provider that refuses, and one that is too slow', async () => {
  const parts = await setUpSignIn({ requestMs: 300 });
  await parts.signIn();
  await parts.until('signed-in');
  parts.clock.ms = 3_600_000;
  parts.provider.bends.instead = { '/token': (response) => void response.writeHead(500).end() };
  await parts.account.freshen();
  expect(told(parts).at(-1)).toBe('sign-in: POST /token bad-status');
  parts.provider.bends.instead = { '/token': () => {} };
  parts.clock.ms += 3_600_000;
  await parts.account.freshen();
  expect(told(parts).at(-1)).toBe('sign-in: POST /token timeout');
});
