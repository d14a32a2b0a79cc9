/**
 * Under which name this copy is delivered: `build/brand.json`, or the file that the bundle was made with. Nothing else
 * of the product names it. build/brand/brand-schema.ts has read it before: here it is only typed.
 */
import file from '../../build/brand.json' with { type: 'json' };

/** What the product knows of `build/brand.json`; docs/branding.md explains each. */
export interface Brand {
  readonly name: string;
  /** a-z, digits and `-`: names files, variables and the scheme of the container's own pages. */
  readonly id: string;
  /** Of the application, in reverse domain notation. */
  readonly appId: string;
  /** Of links that open mini-programs, without the colon. */
  readonly scheme: string;
  readonly linkHost: string;
  /** `https:`, without a trailing slash; `null`: every user chooses one. */
  readonly backendUrl: string | null;
  /** With it a mini-program gets `cdnUrl`. */
  readonly cdnPermission: string;
}

export const BRAND: Brand = file;

/** What servers see of the container: `Larder/1.2.3`. */
export function userAgent(version: string): string {
  return `${BRAND.name.replaceAll(/[^\w.~-]/g, '') || BRAND.id}/${version}`;
}

/** Of an environment variable of this product: `LARDER_DEMO` for `DEMO`. */
export function variableName(what: string): string {
  return `${BRAND.id.toUpperCase().replaceAll('-', '_')}_${what}`;
}
