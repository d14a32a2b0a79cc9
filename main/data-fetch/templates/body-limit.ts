import { BN_LIMITS } from '../../../preload/contract/bn-limits.ts';
import type { Details } from '../../models/details-schema.ts';

/** The largest body of each fetch of a mini-program, after decompression: what it declares, within what anybody may. */
export function bodyLimitOf({ developmentSettings: { maxBytes } }: Pick<Details, 'developmentSettings'>): number {
  return Math.min(maxBytes ?? BN_LIMITS.bodyBytes, BN_LIMITS.declaredBodyBytes);
}
