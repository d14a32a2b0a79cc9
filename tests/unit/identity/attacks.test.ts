/** Attacks of RFC 8252 and RFC 9700 that apply to a native client, and providers that answer wrongly. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { SignInProblem } from '../../../main/identity/sign-in-error.ts';
import type { Bends, Json, OpenIdProvider } from '../../fakes/openid-provider.ts';
import { setUpSignIn, type SignInOptions, type SignInParts } from './sign-in-parts.ts';

/** Nobody is signed in, the user is told `problem`, and no secret is in what is told. */
async function expectRefused(parts: SignInParts, problem: SignInProblem): Promise<void> {
  const state = await parts.until('signed-out');
  expect(state.problem).toMatchObject({ key: `account.problem.${problem}` });
  expect(parts.disk.signIn).toBeNull();
  expect(parts.account.accessToken(parts.backend.url)).toBeNull();
  const visit = await parts.browser.visits.at(-1);
  if (visit) expect(visit.text).not.toBe('done');
  for (const sent of [...parts.provider.bodies('/token').map((body) => body.get('code')), ...statesOf(parts)])
    expect(parts.problems.join()).not.toContain(sent ?? 'nothing');
}

const statesOf = ({ browser }: SignInParts): string[] =>
  browser.opened.map((url) => new URL(url).searchParams.get('state') ?? 'nothing');

const changed = (url: URL, change: (parameters: URLSearchParams) => void): URL => {
  const copy = new URL(url);
  change(copy.searchParams);
  return copy;
};

describe('an answer that does not name this sign-in', () => {
  it.each<[string, (parameters: URLSearchParams) => void]>([
    ['another state', (parameters) => parameters.set('state', 'x'.repeat(43))],
    ['an empty state', (parameters) => parameters.set('state', '')],
    ['no state', (parameters) => parameters.delete('state')],
    ['two states', (parameters) => parameters.append('state', 'x')],
    ['the state twice', (parameters) => parameters.append('state', parameters.get('state') ?? '')],
  ])('is no answer with %s, and does not keep the right one from coming', async (_what, change) => {
    const held: URL[] = [];
    const parts = await setUpSignIn();
    parts.provider.bends.redirect = (to) => (held.push(to), changed(to, change));
    expect(await parts.signIn()).toMatchObject({ status: 400, text: '' });
    expect(parts.account.state().kind).toBe('signing-in');
    expect(parts.provider.requests).not.toContain('POST /token');
    expect(await (await fetch(held[0]!)).text()).toBe('done');
    await parts.until('signed-in');
  });
});

describe('the listener', () => {
  const ask = (redirectUri: URL, change: { host?: string; method?: string; path?: string }): Promise<number> =>
    new Promise((resolve, reject) => {
      const { host = redirectUri.host, method = 'GET', path = `${redirectUri.pathname}${redirectUri.search}` } = change;
      const asked = request({ host: '127.0.0.1', port: redirectUri.port, method, path, headers: { host } });
      asked.on('response', (response) => (response.resume(), resolve(response.statusCode ?? 0)));
      asked.on('error', reject);
      asked.end();
    });

  it.each<[string, (redirectUri: URL) => Parameters<typeof ask>[1], number]>([
    ['a name that leads here', ({ port }) => ({ host: `rebound.example:${port}` }), 421],
    ['localhost', ({ port }) => ({ host: `localhost:${port}` }), 421],
    ['another port', () => ({ host: '127.0.0.1:1' }), 421],
    ['another path', ({ search }) => ({ path: `/callback/more${search}` }), 404],
    ['the path in another spelling', ({ search }) => ({ path: `/%63allback${search}` }), 404],
    ['another address', ({ search }) => ({ path: `http://evil.example/callback${search}` }), 404],
    ['a form', () => ({ method: 'POST' }), 405],
    ['HEAD, which would use the code up', () => ({ method: 'HEAD' }), 405],
  ])('takes no answer from %s', async (_what, change, status) => {
    const held: URL[] = [];
    const parts = await setUpSignIn();
    parts.provider.bends.redirect = (to) => (held.push(to), new URL(`${parts.provider.issuer}/held`));
    await parts.signIn();
    const [answer] = held;
    expect(await ask(answer!, change(answer!))).toBe(status);
    expect(parts.account.state().kind).toBe('signing-in');
    expect(parts.provider.requests).not.toContain('POST /token');
  });

  it('is on 127.0.0.1 alone, answers once, and is gone after that', async () => {
    const parts = await setUpSignIn();
    const { visited } = await parts.signIn();
    const answer = visited.at(-1)!;
    await parts.until('signed-in');
    await expect(fetch(answer)).rejects.toThrow('fetch failed');
    expect(parts.provider.bodies('/token')).toHaveLength(1);
  });

  it('takes the first of two answers', async () => {
    const held: URL[] = [];
    const parts = await setUpSignIn();
    parts.provider.bends.redirect = (to) => (held.push(to), new URL(`${parts.provider.issuer}/held`));
    parts.provider.bends.tokenDelayMs = 30;
    await parts.signIn();
    const [first, second] = [fetch(held[0]!), fetch(held[0]!)];
    expect([(await first).status, (await second).status].sort()).toEqual([200, 410]);
    await parts.until('signed-in');
    expect(parts.provider.bodies('/token')).toHaveLength(1);
  });

  it('is gone when the sign-in is given up', async () => {
    const parts = await setUpSignIn({ browse: () => new Promise(() => {}) });
    await parts.account.signIn();
    const redirectUri = new URL(parts.browser.opened[0]!).searchParams.get('redirect_uri')!;
    parts.account.cancelSignIn();
    await expect(fetch(redirectUri)).rejects.toThrow('fetch failed');
  });
});

describe('an answer that is not what it must be', () => {
  it.each<[string, (parameters: URLSearchParams, provider: OpenIdProvider) => void, SignInProblem]>([
    [
      'the issuer of another provider (mix-up)',
      (parameters) => parameters.set('iss', 'https://evil.example'),
      'bad-answer',
    ],
    ['no issuer, though the provider says that it names it', (parameters) => parameters.delete('iss'), 'bad-answer'],
    ['two issuers', (parameters) => parameters.append('iss', 'https://evil.example'), 'bad-answer'],
    ['two codes', (parameters) => parameters.append('code', 'x'), 'bad-answer'],
    ['no code', (parameters) => parameters.delete('code'), 'bad-answer'],
    [
      'an access token, as of the implicit grant',
      (parameters) => (parameters.delete('code'), parameters.set('access_token', 'x')),
      'bad-answer',
    ],
    ['an ID token beside the code', (parameters) => parameters.set('id_token', 'x.y.z'), 'bad-answer'],
    ['a refusal', (parameters) => (parameters.delete('code'), parameters.set('error', 'access_denied')), 'denied'],
    [
      'an error with markup',
      (parameters) => (
        parameters.delete('code'),
        parameters.set('error', '<b>'),
        parameters.set('error_description', 'token=1')
      ),
      'bad-answer',
    ],
  ])('ends the sign-in before a token is asked for: %s', async (_what, change, problem) => {
    const parts = await setUpSignIn();
    parts.provider.bends.redirect = (to) => changed(to, (parameters) => change(parameters, parts.provider));
    await parts.signIn();
    await expectRefused(parts, problem);
    expect(parts.provider.requests).not.toContain('POST /token');
  });

  it('is refused by the provider when its code was made for somebody else (PKCE)', async () => {
    const attacker = new URL(await attackersAnswer());
    const parts = await setUpSignIn();
    parts.provider.bends.redirect = (to) => changed(to, (all) => all.set('code', attacker.searchParams.get('code')!));
    await parts.signIn();
    await expectRefused(parts, 'bad-answer');
    expect(parts.problems.join()).toContain('invalid_grant');
  });

  /** A code that an attacker got for the same client. */
  async function attackersAnswer(): Promise<string> {
    const held: URL[] = [];
    const parts = await setUpSignIn();
    parts.provider.bends.redirect = (to) => (held.push(to), new URL(`${parts.provider.issuer}/held`));
    await parts.signIn();
    parts.account.cancelSignIn();
    return held[0]!.href;
  }
});

describe('an ID token that does not count', () => {
  const now = (): number => Math.floor(Date.now() / 1000);

  it.each<[string, Json, ('own' | 'other' | 'nobody')?]>([
    ['another nonce', { nonce: 'x' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'someone-else' }],
    ['two audiences and nobody it was made for', { aud: ['larder', 'someone-else'] }],
    ['one made for another client', { aud: ['larder', 'someone-else'], azp: 'someone-else' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['one that has ended', { exp: now() - 3600, iat: now() - 7200 }],
    ['one without a subject', { sub: undefined }],
    ['a subject that is a number', { sub: 5 }],
    ['one that counts later', { nbf: now() + 3600 }],
    ['one signed by another key', {}, 'other'],
    ['one signed by nobody', {}, 'nobody'],
  ])('signs nobody in: %s', async (_what, claims, signedBy) => {
    const parts = await setUpSignIn();
    const { provider } = parts;
    provider.bends.tokens = (answer) => ({
      ...answer,
      id_token: provider.forge(String(answer.id_token), claims, signedBy),
    });
    expect((await parts.signIn()).text).toBe('failed');
    await expectRefused(parts, 'bad-answer');
  });

  it('signs nobody in when the keys of the provider are others', async () => {
    const parts = await setUpSignIn();
    parts.provider.bends.keys = () => ({ keys: [] });
    await parts.signIn();
    await expectRefused(parts, 'bad-answer');
  });
});

describe('a provider that answers wrongly', () => {
  type Wrong = Partial<Bends>;
  const silence: Bends['instead'][string] = () => {};
  const isSlow = ({ tokenDelayMs, instead }: Wrong): boolean =>
    tokenDelayMs !== undefined || Object.values(instead ?? {}).includes(silence);
  const text =
    (body: string, type = 'application/json', status = 200): Bends['instead'][string] =>
    (response) =>
      void response.writeHead(status, { 'content-type': type }).end(body);
  const discovery = '/.well-known/openid-configuration';
  const endpoint = (name: string, value: unknown): Wrong => ({ discovery: (all) => ({ ...all, [name]: value }) });
  const tokens = (change: Json): Wrong => ({ tokens: (all) => ({ ...all, ...change }) });

  it.each<[string, Wrong, SignInProblem]>([
    ['another issuer in its discovery', endpoint('issuer', 'https://evil.example'), 'bad-answer'],
    ['no issuer', endpoint('issuer', undefined), 'bad-answer'],
    ['PKCE without S256', endpoint('code_challenge_methods_supported', ['plain']), 'bad-answer'],
    ['PKCE of a wrong type', endpoint('code_challenge_methods_supported', 'S256'), 'bad-answer'],
    ['a file to be opened', endpoint('authorization_endpoint', 'file:///etc/passwd'), 'bad-answer'],
    ['a script to be opened', endpoint('authorization_endpoint', 'javascript:alert(1)'), 'bad-answer'],
    ['another application to be opened', endpoint('authorization_endpoint', 'ms-msdt:/id'), 'bad-answer'],
    [
      'a page without TLS to be opened',
      endpoint('authorization_endpoint', 'http://evil.example/authorize'),
      'bad-answer',
    ],
    ['nothing to be opened', endpoint('authorization_endpoint', undefined), 'bad-answer'],
    ['an endpoint that is no address', endpoint('authorization_endpoint', 7), 'bad-answer'],
    [
      'a redirect of its discovery',
      {
        instead: {
          [discovery]: (response) => void response.writeHead(302, { location: 'https://evil.example' }).end(),
        },
      },
      'bad-answer',
    ],
    ['a web page', { instead: { [discovery]: text('<html>', 'text/html') } }, 'bad-answer'],
    ['a list', { instead: { [discovery]: text('[]') } }, 'bad-answer'],
    ['half of JSON', { instead: { [discovery]: text('{"issuer":') } }, 'bad-answer'],
    ['without end', { instead: { [discovery]: text(`{"x":"${'x'.repeat(600_000)}"}`) } }, 'bad-answer'],
    ['404', { instead: { [discovery]: text('', 'text/plain', 404) } }, 'bad-answer'],
    ['nothing', { instead: { [discovery]: (response) => void response.destroy() } }, 'unreachable'],
    ['never', { instead: { [discovery]: silence } }, 'unreachable'],
  ])('opens no browser: %s', async (_what, wrong, problem) => {
    const parts = await setUpSignIn(isSlow(wrong) ? { requestMs: 300 } : {});
    Object.assign(parts.provider.bends, wrong);
    await parts.account.signIn();
    await expectRefused(parts, problem);
    expect(parts.browser.opened).toEqual([]);
  });

  it.each<[string, Wrong, SignInProblem]>([
    ['a token endpoint without TLS', endpoint('token_endpoint', 'http://evil.example/token'), 'bad-answer'],
    ['a token endpoint in the network', endpoint('token_endpoint', 'http://192.168.1.1/token'), 'bad-answer'],
    [
      'a redirect of the token endpoint',
      {
        instead: {
          '/token': (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/steal' }).end(),
        },
      },
      'bad-answer',
    ],
    ['tokens as a web page', { instead: { '/token': text('{"access_token":"a"}', 'text/html') } }, 'bad-answer'],
    ['an access token of a wrong type', tokens({ access_token: 5 }), 'bad-answer'],
    ['an access token with a line break', tokens({ access_token: 'a\r\nx-more: 1' }), 'bad-answer'],
    ['an empty access token', tokens({ access_token: '' }), 'bad-answer'],
    ['an access token without end', tokens({ access_token: 'a'.repeat(20_000) }), 'bad-answer'],
    ['no access token', tokens({ access_token: undefined }), 'bad-answer'],
    ['a kind of token that nobody knows', tokens({ token_type: 'mac' }), 'bad-answer'],
    ['a lifetime of a wrong type', tokens({ expires_in: 'soon' }), 'bad-answer'],
    ['a refresh token of a wrong type', tokens({ refresh_token: ['x'] }), 'bad-answer'],
    ['no ID token', tokens({ id_token: undefined }), 'bad-answer'],
    ['an ID token that is none', tokens({ id_token: 'x' }), 'bad-answer'],
    ['tokens without end', { instead: { '/token': text(`{"access_token":"${'x'.repeat(600_000)}"}`) } }, 'bad-answer'],
    ['no tokens', { instead: { '/token': (response) => void response.destroy() } }, 'unreachable'],
    ['tokens too late', { tokenDelayMs: 4000 }, 'unreachable'],
  ])('signs nobody in: %s', async (_what, wrong, problem) => {
    const parts = await setUpSignIn(isSlow(wrong) ? { requestMs: 1500 } : {});
    Object.assign(parts.provider.bends, wrong);
    await parts.signIn();
    await expectRefused(parts, problem);
  });

  it('asks for tokens once, whatever becomes of the connection', async () => {
    const parts = await setUpSignIn();
    parts.provider.bends.instead = { '/token': (response) => void response.destroy() };
    await parts.signIn();
    await expectRefused(parts, 'unreachable');
    expect(parts.provider.bodies('/token')).toHaveLength(1);
  });

  it('has the time of a sign-in and no more', async () => {
    const parts = await setUpSignIn({ signInMs: 50, browse: () => new Promise(() => {}) });
    await parts.account.signIn();
    expect((await parts.until('signed-out')).problem).toMatchObject({ key: 'account.problem.timeout' });
  });

  it('is told when the system opens no browser', async () => {
    const parts = await setUpSignIn({
      browse: () => {
        throw new Error('no browser here');
      },
    });
    await parts.account.signIn();
    expect((await parts.until('signed-out')).problem).toMatchObject({ key: 'account.problem.no-browser' });
  });

  it('signs in without a name when that is for another user, or of a wrong type', async () => {
    for (const answer of ['{"sub":"user-2","name":"Eve"}', '{"sub":"user-1","name":["Eve"]}', '<html>']) {
      const parts = await setUpSignIn();
      parts.provider.bends.instead = { '/me': text(answer) };
      await parts.signIn();
      expect(await parts.until('signed-in')).toMatchObject({ name: null });
    }
  });

  it('cannot put what it likes into the name', async () => {
    const parts = await setUpSignIn();
    parts.provider.bends.instead = {
      '/me': text(JSON.stringify({ sub: 'user-1', name: `\u202e${'x'.repeat(500)}\n` })),
    };
    await parts.signIn();
    expect(await parts.until('signed-in')).toMatchObject({ name: 'x'.repeat(100) });
  });
});

describe('an issuer that the backend must not name', () => {
  it.each([
    ['of another site', 'https://login.evil.example'],
    ['without TLS', 'http://login.example.com'],
    ['that is no address', 'login'],
    ['that is a file', 'file:///etc/passwd'],
  ])('is never asked: %s', async (_what, issuer) => {
    const options: SignInOptions = { authorization: () => ({ issuer, clientId: 'larder' }) };
    const parts = await setUpSignIn(options);
    expect(parts.account.state()).toMatchObject({ kind: 'unusable', problem: { key: 'account.problem.issuer' } });
    expect(parts.problems).toEqual([
      `Cannot let users sign in at "${issuer}": it is not an issuer of the backend's site`,
    ]);
    await parts.account.signIn();
    expect(parts.browser.opened).toEqual([]);
    expect(parts.account.state().kind).toBe('unusable');
  });
});
