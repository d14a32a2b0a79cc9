import { describe, expect, it } from 'vitest';
import { RENEW_BEFORE_MS } from '../../../main/identity/account.ts';
import { CONFIG_INTERVAL_MS } from '../../../main/identity/backend-config.ts';
import { json } from '../../fakes/local-server.ts';
import { setUpSignIn, type SignInParts } from './sign-in-parts.ts';

const hostOf = (url: string): string => new URL(url).host;

describe('signing in', () => {
  it('asks by RFC 8252: code, S256, state, nonce, an exact redirect to a free port of 127.0.0.1', async () => {
    const { account, provider, browser, until, signIn } = await setUpSignIn();
    expect(account.state()).toEqual({ kind: 'signed-out', provider: hostOf(provider.issuer), problem: null });
    const visit = await signIn();
    expect(visit).toMatchObject({ status: 200, text: 'done' });
    expect(await until('signed-in')).toEqual({
      kind: 'signed-in',
      provider: hostOf(provider.issuer),
      name: 'Mara Quill',
    });
    const asked = Object.fromEntries(new URL(browser.opened[0]!).searchParams);
    expect(asked).toEqual({
      client_id: 'larder',
      response_type: 'code',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      scope: 'openid profile offline_access',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      prompt: 'consent',
    });
    const [body] = provider.bodies('/token');
    expect(body?.get('redirect_uri')).toBe(asked.redirect_uri);
    expect(body?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    expect(new URL(visit.visited.at(-1)!).searchParams.get('iss')).toBe(provider.issuer);
  });

  it('has another state, nonce, verifier and port each time', async () => {
    const parts = await setUpSignIn();
    await parts.signIn();
    await parts.until('signed-in');
    await parts.account.signOut();
    await parts.signIn();
    await parts.until('signed-in');
    const signIns = parts.browser.opened.filter((url) => url.includes('code_challenge='));
    for (const name of ['state', 'nonce', 'code_challenge', 'redirect_uri'])
      expect(new Set(signIns.map((url) => new URL(url).searchParams.get(name))).size).toBe(2);
  });

  it('can be given up, and begun anew', async () => {
    const { account, until, provider } = await setUpSignIn({ browse: () => new Promise(() => {}) });
    await account.signIn();
    await until('signing-in');
    account.cancelSignIn();
    expect(account.state()).toEqual({ kind: 'signed-out', provider: hostOf(provider.issuer), problem: null });
    await account.signIn();
    await account.signIn();
    expect(account.state().kind).toBe('signing-in');
  });

  it('goes on at the next start', async () => {
    const first = await setUpSignIn();
    await first.signIn();
    await first.until('signed-in');
    const second = await first.again();
    expect(await second.until('signed-in')).toMatchObject({ name: 'Mara Quill' });
    expect(second.account.accessToken(second.backend.url)).toBe(first.account.accessToken(first.backend.url));
  });

  it('gives its token to its own backend alone, and nothing of it to what pages are shown', async () => {
    const { account, backend, disk, until, signIn } = await setUpSignIn();
    await signIn();
    const state = JSON.stringify(await until('signed-in'));
    const { accessToken, refreshToken, idToken, subject } = disk.signIn!;
    expect(account.accessToken(backend.url)).toBe(accessToken);
    expect(account.accessToken('http://127.0.0.1:1')).toBeNull();
    for (const secret of [accessToken, refreshToken!, idToken, subject]) expect(state).not.toContain(secret);
  });
});

describe('renewing', () => {
  const signedIn = async (): Promise<SignInParts> => {
    const parts = await setUpSignIn({ provider: { accessTokenLifetime: 600 } });
    await parts.signIn();
    await parts.until('signed-in');
    return parts;
  };

  it('waits until the token is near its end, and keeps the rotated refresh token', async () => {
    const { account, backend, provider, clock, disk } = await signedIn();
    const before = disk.signIn!;
    await account.freshen();
    expect(provider.bodies('/token')).toHaveLength(1);
    clock.ms = 600_000 - RENEW_BEFORE_MS + 1000;
    expect(account.accessToken(backend.url)).toBe(before.accessToken);
    await Promise.all([account.freshen(), account.freshen()]);
    expect(provider.bodies('/token').map((body) => body.get('grant_type'))).toEqual([
      'authorization_code',
      'refresh_token',
    ]);
    const after = disk.signIn!;
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(account.accessToken(backend.url)).toBe(after.accessToken);
    expect(after.accessToken).not.toBe(before.accessToken);
  });

  it('gives nobody a token that has ended, and asks nobody for another one then', async () => {
    const { account, backend, provider, clock } = await signedIn();
    clock.ms = 601_000;
    expect(account.accessToken(backend.url)).toBeNull();
    expect(account.state().kind).toBe('signed-in');
    expect(provider.bodies('/token')).toHaveLength(1);
  });

  it('renews a token that the backend did not take', async () => {
    const { account, backend, disk } = await signedIn();
    const { accessToken } = disk.signIn!;
    account.refused('another');
    expect(account.accessToken(backend.url)).toBe(accessToken);
    account.refused(accessToken);
    expect(account.accessToken(backend.url)).toBeNull();
    await account.freshen();
    expect(account.accessToken(backend.url)).toBe(disk.signIn!.accessToken);
  });

  it('ends the sign-in when a refresh token was used by somebody else', async () => {
    const { account, provider, clock, disk, problems } = await signedIn();
    const stolen = disk.signIn!.refreshToken!;
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: stolen, client_id: 'larder' }),
    });
    expect(answer.status).toBe(200);
    clock.ms = 601_000;
    await account.freshen();
    expect(account.state()).toMatchObject({ kind: 'signed-out', problem: { key: 'account.problem.ended' } });
    expect(disk.signIn).toBeNull();
    expect(problems.join()).toContain('invalid_grant');
    expect(problems.join()).not.toContain(stolen);
  });

  it.each([
    [
      'is not there',
      (parts: SignInParts) => void (parts.provider.bends.instead = { '/token': (response) => response.destroy() }),
    ],
    [
      'is ill',
      (parts: SignInParts) =>
        void (parts.provider.bends.instead = { '/token': (response) => response.writeHead(503).end('later') }),
    ],
  ])('keeps the sign-in while the provider %s, and tries again after a minute', async (_what, break_) => {
    const parts = await signedIn();
    const { account, clock, disk, provider } = parts;
    const before = disk.signIn;
    break_(parts);
    clock.ms = 601_000;
    await account.freshen();
    const asked = (): number => provider.requests.filter((request) => request === 'POST /token').length;
    const failed = asked();
    await account.freshen();
    expect(asked()).toBe(failed);
    expect(disk.signIn).toEqual(before);
    expect(account.state().kind).toBe('signed-in');
    provider.bends.instead = {};
    clock.ms += 61_000;
    await account.freshen();
    expect(account.accessToken(parts.backend.url)).not.toBeNull();
  });

  it('does not take the tokens of another user', async () => {
    const { account, provider, clock, disk } = await signedIn();
    provider.bends.tokens = (answer) => ({
      ...answer,
      id_token: provider.forge(String(answer.id_token), { sub: 'user-2' }),
    });
    clock.ms = 601_000;
    await account.freshen();
    expect(account.state()).toMatchObject({ kind: 'signed-out', problem: { key: 'account.problem.ended' } });
    expect(disk.signIn).toBeNull();
  });

  it('ends a sign-in without a refresh token with its access token', async () => {
    const parts = await setUpSignIn({
      authorization: (issuer) => ({ issuer, clientId: 'larder', scope: 'openid' }),
      provider: { accessTokenLifetime: 600 },
    });
    await parts.signIn();
    await parts.until('signed-in');
    expect(parts.disk.signIn?.refreshToken).toBeNull();
    parts.clock.ms = 601_000;
    expect(parts.account.state().kind).toBe('signed-out');
  });
});

describe('signing out', () => {
  it('forgets, takes the tokens back and ends the session in the browser', async () => {
    const { account, backend, provider, disk, browser, until, signIn } = await setUpSignIn();
    await signIn();
    await until('signed-in');
    const { refreshToken, accessToken, idToken } = disk.signIn!;
    await account.signOut();
    expect(disk.signIn).toBeNull();
    expect(account.accessToken(backend.url)).toBeNull();
    expect(provider.bodies('/token/revocation').map((body) => body.get('token'))).toEqual([refreshToken, accessToken]);
    const end = new URL(browser.opened.at(-1)!);
    expect(end.pathname).toBe('/session/end');
    expect(end.searchParams.get('id_token_hint')).toBe(idToken);
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken!, client_id: 'larder' }),
    });
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('is over here when the provider cannot be told', async () => {
    const { account, provider, disk, problems, until, signIn } = await setUpSignIn();
    await signIn();
    await until('signed-in');
    await provider.close();
    await account.signOut();
    expect(disk.signIn).toBeNull();
    expect(account.state()).toMatchObject({ kind: 'signed-out', problem: null });
    expect(problems.join()).toMatch(/Cannot end the sign-in at "127\.0\.0\.1:\d+": it cannot be reached/);
  });

  it('has the last word when a renewal is under way', async () => {
    const { account, provider, clock, disk, until, signIn } = await setUpSignIn();
    await signIn();
    await until('signed-in');
    provider.bends.tokenDelayMs = 50;
    clock.ms = 3_601_000;
    const renewal = account.freshen();
    await account.signOut();
    await renewal;
    expect(disk.signIn).toBeNull();
    expect(account.state().kind).toBe('signed-out');
  });
});

describe('what the backend says', () => {
  it('is asked every 12 hours, on condition that it has changed, and kept', async () => {
    const { account, backend, clock, disk, provider } = await setUpSignIn();
    const { issuer } = provider;
    backend.handler = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end();
      response.setHeader('etag', '"1"');
      json({ code: '000000', data: { authorization: { issuer, clientId: 'other' } } })(request, response);
    };
    await account.refreshConfig();
    expect(backend.requests).toEqual(['/bapi/mp/v1/config']);
    clock.ms = CONFIG_INTERVAL_MS + 1000;
    await account.refreshConfig();
    expect(disk.config?.authorization).toEqual({ issuer, clientId: 'other', scope: 'openid' });
    clock.ms *= 2;
    await account.refreshConfig();
    expect(backend.requests).toHaveLength(3);
    expect(disk.config).toMatchObject({
      fetchedAt: expect.any(Number),
      etag: '"1"',
      authorization: { clientId: 'other' },
    });
  });

  it.each([
    ['nothing at all', 404, ''],
    ['that it has gone', 410, ''],
    ['no authorization', 200, '{}'],
    ['null', 200, '{"authorization":null,"more":[1]}'],
    ['null in an envelope', 200, '{"code":0,"data":{"authorization":null}}'],
  ])('means no accounts when it is %s', async (_what, status, body) => {
    const parts = await setUpSignIn({ authorization: () => null });
    parts.backend.handler = (_request, response) => response.writeHead(status).end(body);
    parts.clock.ms = CONFIG_INTERVAL_MS + 1000;
    await parts.account.refreshConfig();
    expect(parts.account.state()).toEqual({ kind: 'none' });
    expect(parts.problems).toEqual([]);
    await parts.account.signIn();
    expect(parts.browser.opened).toEqual([]);
  });

  it.each([
    ['a page', 200, '<html>', 'its answer is a web page, not JSON'],
    ['no JSON', 200, 'x', 'its answer is not JSON'],
    [
      'a wrong type',
      200,
      '{"authorization":{"issuer":5,"clientId":"x"}}',
      'its answer has a wrong "authorization.issuer"',
    ],
    [
      'no client',
      200,
      '{"authorization":{"issuer":"https://x.example"}}',
      'its answer has a wrong "authorization.clientId"',
    ],
    ['too much', 200, `{"more":"${'x'.repeat(70_000)}"}`, 'its answer is too large'],
    ['an error', 500, '', 'it answers with the status 500'],
    ['a redirect elsewhere', 302, 'https://elsewhere.example/', 'it redirects to another server'],
  ])('leaves what was known when it is %s', async (_what, status, body, reason) => {
    const { account, backend, clock, problems, disk } = await setUpSignIn();
    const before = disk.config;
    backend.handler = (_request, response) =>
      response.writeHead(status, status === 302 ? { location: body } : {}).end(status === 302 ? '' : body);
    clock.ms = CONFIG_INTERVAL_MS + 1000;
    await account.refreshConfig();
    expect(problems).toEqual([`Cannot read what "${hostOf(backend.url)}" says about signing in: ${reason}`]);
    expect(disk.config).toEqual(before);
    expect(account.state().kind).toBe('signed-out');
    // Not in a loop.
    await account.refreshConfig();
    expect(backend.requests).toHaveLength(2);
  });

  it('makes a sign-in rest when it names another provider, and takes it up again', async () => {
    const { account, backend, clock, disk, provider, until, signIn } = await setUpSignIn();
    await signIn();
    await until('signed-in');
    const renamed = async (clientId: string): Promise<void> => {
      backend.handler = json({ authorization: { issuer: provider.issuer, clientId, scope: 'openid' } });
      clock.ms += CONFIG_INTERVAL_MS + 1000;
      await account.refreshConfig();
    };
    disk.signIn = { ...disk.signIn!, accessExpiresAt: Infinity };
    await renamed('another');
    expect(account.state().kind).toBe('signed-out');
    expect(account.accessToken(backend.url)).toBeNull();
    await renamed('larder');
    expect(account.state().kind).toBe('signed-in');
  });
});
