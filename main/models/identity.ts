/** Who the user is to the MP backend: what the backend says about it, and what a sign-in left. */
import * as z from 'zod';

/** The OpenID provider that a backend names. */
export const authorizationSchema = z.object({
  issuer: z.string().min(1).max(2048),
  clientId: z.string().min(1).max(1000),
  scope: z.string().max(1000).default('openid'),
});

export type Authorization = z.infer<typeof authorizationSchema>;

/** `GET {backend}/bapi/mp/v1/config`. `null` is "absent"; unknown members are ignored. */
export const configSchema = z.object({ authorization: authorizationSchema.nullish() });

/** The last good answer of `GET {backend}/bapi/mp/v1/config`. */
export const keptConfigSchema = z.object({
  backendUrl: z.string().max(2048),
  /** ms since epoch. */
  fetchedAt: z.number().int().nonnegative(),
  etag: z.string().max(1000).nullable(),
  lastModified: z.string().max(1000).nullable(),
  /** `null`: nobody signs in there. */
  authorization: authorizationSchema.nullable(),
});

export type KeptConfig = z.infer<typeof keptConfigSchema>;

/** A sign-in: secret, all of it. It counts for one backend, one issuer and one client. */
export const signInSchema = z.object({
  backendUrl: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  /** The provider's name for the user, which no other user of it gets. */
  subject: z.string(),
  /** To be shown; `null`: the provider does not say. */
  name: z.string().nullable(),
  accessToken: z.string(),
  /** ms since epoch. */
  accessExpiresAt: z.number(),
  /** `null`: when the access token ends, so does the sign-in. */
  refreshToken: z.string().nullable(),
  /** Tells the provider whose session ends at the sign-out. */
  idToken: z.string(),
});

export type SignIn = z.infer<typeof signInSchema>;

/** Where a sign-in outlives this run. */
export interface KeptSignIn {
  /** `null`: there is none, or none that can be read. Never rejects. */
  load(): Promise<SignIn | null>;
  /** Never rejects: what cannot be kept lasts until the end of this run. */
  save(signIn: SignIn): Promise<void>;
  remove(): Promise<void>;
}
