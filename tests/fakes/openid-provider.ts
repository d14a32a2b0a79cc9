/**
 * An OpenID provider on loopback, oidc-provider itself: everybody who comes is signed in as the same user and agrees.
 * Tests may bend single answers on their way out, which is what a wrong or hostile provider looks like.
 */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

export type Json = Record<string, unknown>;

/** What a test changes of an answer; `null` leaves it. */
export interface Bends {
  discovery(document: Json): Json | null;
  /** Of the token endpoint, errors too. */
  tokens(answer: Json): Json | null;
  keys(answer: Json): Json | null;
  /** ms before any answer of the token endpoint. */
  tokenDelayMs: number;
  /** Where the browser is sent at the end. */
  redirect(to: URL): URL | null;
  /** The whole answer to a path, in place of the provider's. */
  instead: Readonly<Record<string, (response: ServerResponse) => void>>;
}

export interface OpenIdProvider {
  readonly issuer: string;
  readonly bends: Partial<Bends>;
  /** `METHOD path`, in order. */
  readonly requests: string[];
  /** Bodies of POST requests to `path`, in order. */
  bodies(path: string): readonly URLSearchParams[];
  /** An ID token of this provider with other claims, signed by its key or by another one. */
  forge(idToken: string, claims: Json, signedBy?: 'own' | 'other' | 'nobody'): string;
  /** What the user's browser does with an address: follows redirects, keeps cookies. Answers the last response. */
  browse(url: string): Promise<BrowserVisit>;
  close(): Promise<void>;
}

export interface BrowserVisit {
  readonly status: number;
  readonly text: string;
  /** Every address, in order. */
  readonly visited: readonly string[];
}

export interface OpenIdProviderOptions {
  readonly clientId?: string;
  /** s. */
  readonly accessTokenLifetime?: number;
  readonly configuration?: Configuration;
}

const MAX_REDIRECTS = 20;
const USER = { accountId: 'user-1', name: 'Mara Quill' };
const keys = { own: rsaKey(), other: rsaKey() };

function rsaKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

export async function startOpenIdProvider(options: OpenIdProviderOptions = {}): Promise<OpenIdProvider> {
  const { clientId = 'larder', accessTokenLifetime = 3600 } = options;
  const bends: Partial<Bends> = {};
  const requests: string[] = [];
  const bodies: { readonly path: string; readonly body: URLSearchParams }[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider = withoutWords(
    () =>
      new Provider(issuer, {
        clients: [
          {
            client_id: clientId,
            application_type: 'native',
            token_endpoint_auth_method: 'none',
            redirect_uris: ['http://127.0.0.1/callback'],
            grant_types: ['authorization_code', 'refresh_token'],
            response_types: ['code'],
          },
        ],
        jwks: { keys: [{ ...keys.own.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'own' } as never] },
        cookies: { keys: ['one', 'two'] },
        claims: { openid: ['sub'], profile: ['name'] },
        scopes: ['openid', 'offline_access', 'profile'],
        findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, name: USER.name }) }),
        interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
        features: { devInteractions: { enabled: false }, revocation: { enabled: true, allowedPolicy: () => true } },
        pkce: { required: () => true },
        rotateRefreshToken: true,
        ttl: {
          AccessToken: accessTokenLifetime,
          RefreshToken: 14 * 24 * 3600,
          Session: 3600,
          Grant: 3600,
          Interaction: 600,
          IdToken: 3600,
          AuthorizationCode: 60,
        },
        ...options.configuration,
      }),
  );
  const callback = provider.callback();

  const agree = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login')
      return provider.interactionFinished(request, response, { login: { accountId: USER.accountId } });
    const grant =
      (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
      new provider.Grant({ accountId: USER.accountId, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    await provider.interactionFinished(
      request,
      response,
      { consent: { grantId: await grant.save() } },
      { mergeWithLastSubmission: true },
    );
  };

  handle = (request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    requests.push(`${request.method} ${path}`);
    if (request.method === 'POST') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => bodies.push({ path, body: new URLSearchParams(Buffer.concat(parts).toString()) }));
    }
    const instead = bends.instead?.[path];
    if (instead) return instead(response);
    if (path.startsWith('/interaction/')) return void agree(request, response);
    bendAnswer(path, response);
    void callback(request, response);
  };

  function bendAnswer(path: string, response: ServerResponse): void {
    const bend = { '/.well-known/openid-configuration': bends.discovery, '/token': bends.tokens, '/jwks': bends.keys }[
      path
    ];
    const delayMs = path === '/token' ? (bends.tokenDelayMs ?? 0) : 0;
    const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
    const location = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      location(name, name.toLowerCase() === 'location' ? bendRedirect(String(value)) : value);
    response.end = ((body?: unknown) => {
      const bent = bend && body ? bend(JSON.parse(String(body)) as Json) : null;
      const sent = bent ? JSON.stringify(bent) : body;
      if (bent) response.setHeader('content-length', Buffer.byteLength(String(sent)));
      setTimeout(() => end(sent), delayMs);
      return response;
    }) as ServerResponse['end'];
  }

  function bendRedirect(to: string): string {
    const url = URL.parse(to);
    return (url?.searchParams.has('state') && bends.redirect?.(url)?.href) || to;
  }

  return {
    issuer,
    bends,
    requests,
    bodies: (path) => bodies.filter((each) => each.path === path).map(({ body }) => body),
    forge(idToken, claims, signedBy = 'own') {
      const [header = '', payload = ''] = idToken.split('.').map((part) => Buffer.from(part, 'base64url').toString());
      const all = { ...(JSON.parse(payload) as Json), ...claims };
      const head = signedBy === 'nobody' ? { alg: 'none' } : (JSON.parse(header) as Json);
      const signed = [head, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      if (signedBy === 'nobody') return `${signed}.`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(keys[signedBy]).toString('base64url')}`;
    },
    async browse(start) {
      const cookies = new Map<string, string>();
      const visited: string[] = [];
      let url = start;
      for (let hops = 0; hops < MAX_REDIRECTS; hops += 1) {
        visited.push(url);
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
          if (value === '') cookies.delete(name);
          else cookies.set(name, value);
        }
        const next = response.headers.get('location');
        if (next === null) return { status: response.status, text: await response.text(), visited };
        await response.arrayBuffer();
        url = new URL(next, url).href;
      }
      throw new Error('Too many redirects');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** oidc-provider says at the start that it is not set up for production. */
function withoutWords<T>(work: () => T): T {
  const { info, warn } = console;
  console.info = () => {};
  console.warn = () => {};
  try {
    return work();
  } finally {
    Object.assign(console, { info, warn });
  }
}
