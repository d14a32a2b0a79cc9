/** Who the user is to the MP backend: what the backend says about it, and what a sign-in left. */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';

/** The OpenID provider that a backend names. */
export const authorizationSchema = once(() =>
  z.object({
    issuer: z.string().check(z.minLength(1), z.maxLength(2048)),
    clientId: z.string().check(z.minLength(1), z.maxLength(1000)),
    scope: z._default(z.string().check(z.maxLength(1000)), 'openid'),
  }),
);

export type Authorization = z.infer<ReturnType<typeof authorizationSchema>>;

/** `GET {backend}/bapi/mp/v1/config`. `null` is "absent"; unknown members are ignored. */
export const configSchema = once(() => z.object({ authorization: z.nullish(authorizationSchema()) }));

/** The last good answer of `GET {backend}/bapi/mp/v1/config`. */
export const keptConfigSchema = once(() =>
  z.object({
    backendUrl: z.string().check(z.maxLength(2048)),
    /** ms since epoch. */
    fetchedAt: z.int().check(z.nonnegative()),
    etag: z.nullable(z.string().check(z.maxLength(1000))),
    lastModified: z.nullable(z.string().check(z.maxLength(1000))),
    /** `null`: nobody signs in there. */
    authorization: z.nullable(authorizationSchema()),
  }),
);

export type KeptConfig = z.infer<ReturnType<typeof keptConfigSchema>>;

/** A sign-in: secret, all of it. It counts for one backend, one issuer and one client. */
export const signInSchema = once(() =>
  z.object({
    backendUrl: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    /** The provider's name for the user, which no other user of it gets. */
    subject: z.string(),
    /** To be shown; `null`: the provider does not say. */
    name: z.nullable(z.string()),
    accessToken: z.string(),
    /** ms since epoch. */
    accessExpiresAt: z.number(),
    /** `null`: when the access token ends, so does the sign-in. */
    refreshToken: z.nullable(z.string()),
    /** Tells the provider whose session ends at the sign-out. */
    idToken: z.string(),
  }),
);

export type SignIn = z.infer<ReturnType<typeof signInSchema>>;

/** Where a sign-in outlives this run. */
export interface KeptSignIn {
  /** `null`: there is none, or none that can be read. Never rejects. */
  load(): Promise<SignIn | null>;
  /** Never rejects: what cannot be kept lasts until the end of this run. */
  save(signIn: SignIn): Promise<void>;
  remove(): Promise<void>;
}
