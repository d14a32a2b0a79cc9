/** What is asked of an OpenID provider: the one place that knows the library for it, which is loaded when it is needed. */
import type { Configuration, CustomFetch, TokenEndpointResponse } from 'openid-client';
import type { Authorization, SignIn } from '../models/identity.ts';
import { cleanText, NAME_LIMIT } from '../models/display-name.ts';
import type { Clock } from '../support/clock.ts';
import { isSafeAddress } from './issuer-rules.ts';
import { SignInError, signInError } from './sign-in-error.ts';

export interface ProviderDependencies {
  readonly authorization: Authorization;
  readonly backendUrl: string;
  readonly clock: Clock;
  readonly fetch: CustomFetch;
}

/** A sign-in that waits for the provider's answer. */
export interface StartedSignIn {
  /** For the system's browser. */
  readonly url: URL;
  /** `answer`: the redirect URI with the provider's parameters. Rejects with `SignInError`. */
  finish(answer: URL): Promise<SignIn>;
}

export interface Provider {
  /** Rejects with `SignInError`. */
  begin(redirectUri: string, state: string): Promise<StartedSignIn>;
  /** New tokens for `signIn`; the old refresh token may count no more. Rejects with `SignInError`. */
  renew(signIn: SignIn, refreshToken: string): Promise<SignIn>;
  /** Takes the tokens back, as far as the provider offers it. `endSessionUrl` is for the system's browser. */
  end(signIn: SignIn): Promise<{ readonly endSessionUrl: URL | null }>;
}

/** Providers that do not say how long a token counts. */
const ASSUMED_LIFETIME_S = 3600;
const MAX_LIFETIME_S = 30 * 24 * 3600;
/** s; a computer's clock may be wrong by minutes. */
const CLOCK_TOLERANCE_S = 300;
const MAX_TOKEN_LENGTH = 16_384;
/** What may stand behind `Bearer`: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^[\w.~+/-]+=*$/;

export function createProvider({ authorization, backendUrl, clock, fetch }: ProviderDependencies): Provider {
  const { issuer, clientId } = authorization;
  const scopes = [...new Set(['openid', ...authorization.scope.split(/\s+/).filter(Boolean)])];
  const { protocol } = new URL(issuer);
  let discovered: Promise<Configuration> | null = null;

  const library = () => import('openid-client');

  const discover = async (): Promise<Configuration> => {
    const client = await library();
    const configuration = await client.discovery(
      new URL(issuer),
      clientId,
      { [client.clockTolerance]: CLOCK_TOLERANCE_S },
      client.None(),
      {
        [client.customFetch]: fetch,
        // Where the issuer itself is on this computer; every address is checked before it is asked.
        execute: [client.enableNonRepudiationChecks, ...(protocol === 'http:' ? [client.allowInsecureRequests] : [])],
      },
    );
    const methods: unknown = configuration.serverMetadata().code_challenge_methods_supported;
    if (methods !== undefined && !(Array.isArray(methods) && methods.includes('S256')))
      throw new SignInError('bad-answer', 'it does not offer PKCE with S256');
    return configuration;
  };

  /** Once for all requests, until one of them fails. */
  const configuration = (): Promise<Configuration> => (discovered ??= discover());

  const orTold = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      discovered = null;
      throw signInError(error);
    }
  };

  const forBrowser = (url: URL): URL => {
    if (!isSafeAddress(url, backendUrl)) throw new SignInError('bad-answer', 'it names an address that is not secure');
    return url;
  };

  const tokensOf = (answer: TokenEndpointResponse): Pick<SignIn, 'accessToken' | 'accessExpiresAt'> => {
    const { access_token: accessToken, expires_in: given } = answer;
    if (accessToken.length > MAX_TOKEN_LENGTH || !BEARER.test(accessToken))
      throw new SignInError('bad-answer', 'its access token is none');
    const lifetime = given === undefined || !(given > 0) ? ASSUMED_LIFETIME_S : Math.min(given, MAX_LIFETIME_S);
    return { accessToken, accessExpiresAt: clock.now() + lifetime * 1000 };
  };

  return {
    begin: (redirectUri, state) =>
      orTold(async () => {
        const client = await library();
        const found = await configuration();
        const pkceCodeVerifier = client.randomPKCECodeVerifier();
        const expectedNonce = client.randomNonce();
        const url = client.buildAuthorizationUrl(found, {
          redirect_uri: redirectUri,
          scope: scopes.join(' '),
          code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
          code_challenge_method: 'S256',
          state,
          nonce: expectedNonce,
          // https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess
          ...(scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
        });
        return {
          url: forBrowser(url),
          finish: (answer) =>
            orTold(async () => {
              const checks = { pkceCodeVerifier, expectedNonce, expectedState: state, idTokenExpected: true };
              const tokens = await client.authorizationCodeGrant(found, answer, checks);
              const claims = tokens.claims();
              if (!claims || tokens.id_token === undefined) throw new SignInError('bad-answer', 'it sends no ID token');
              const known = tokensOf(tokens);
              return {
                ...known,
                backendUrl,
                issuer,
                clientId,
                subject: claims.sub,
                name: nameIn(claims) ?? (await askName(found, known.accessToken, claims.sub)),
                refreshToken: tokens.refresh_token ?? null,
                idToken: tokens.id_token,
              };
            }),
        };
      }),
    renew: (signIn, refreshToken) =>
      orTold(async () => {
        const client = await library();
        const tokens = await client.refreshTokenGrant(await configuration(), refreshToken);
        // https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse
        const subject = tokens.claims()?.sub ?? signIn.subject;
        if (subject !== signIn.subject) throw new SignInError('ended', 'it answers for another user');
        return {
          ...signIn,
          ...tokensOf(tokens),
          refreshToken: tokens.refresh_token ?? refreshToken,
          idToken: tokens.id_token ?? signIn.idToken,
        };
      }),
    end: (signIn) =>
      orTold(async () => {
        const client = await library();
        const found = await configuration();
        const { revocation_endpoint, end_session_endpoint } = found.serverMetadata();
        if (revocation_endpoint !== undefined) {
          // The access token goes with the refresh token where there is one: https://www.rfc-editor.org/rfc/rfc7009#section-2.1
          if (signIn.refreshToken !== null) await client.tokenRevocation(found, signIn.refreshToken);
          await client.tokenRevocation(found, signIn.accessToken);
        }
        if (end_session_endpoint === undefined) return { endSessionUrl: null };
        const url = client.buildEndSessionUrl(found, { id_token_hint: signIn.idToken });
        return { endSessionUrl: forBrowser(url) };
      }),
  };

  /** A sign-in without a name is one too. */
  async function askName(found: Configuration, accessToken: string, subject: string): Promise<string | null> {
    if (found.serverMetadata().userinfo_endpoint === undefined) return null;
    const client = await library();
    return nameIn(await client.fetchUserInfo(found, accessToken, subject).catch(() => ({})));
  }
}

function nameIn(claims: object): string | null {
  const { name, preferred_username, email } = claims as Readonly<Record<string, unknown>>;
  for (const candidate of [name, preferred_username, email]) {
    const shown = typeof candidate === 'string' ? cleanText(candidate, NAME_LIMIT) : '';
    if (shown !== '') return shown;
  }
  return null;
}
