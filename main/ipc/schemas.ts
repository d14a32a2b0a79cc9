/** One zod tuple per channel. A channel of the contract without one does not compile. */
import { z } from 'zod';
import type { InvokeArgs, InvokeChannel } from '../../preload/contract/channels.ts';
import { isAppId } from '../catalog/app-id.ts';

const appId = z.string().refine(isAppId, 'expected an app id');

/** Deep enough to reach the handler, which answers `invalid-argument` with `bn`'s own wording. */
export const ARGUMENT_SCHEMAS: { readonly [C in InvokeChannel]: z.ZodType<InvokeArgs<C>> } = {
  'bn:set-background-fetch-token': z.tuple([z.strictObject({ token: z.string().max(1024) })]),
  'bn:get-background-fetch-token': z.tuple([]),
  'bn:get-background-fetch-data': z.tuple([
    z.strictObject({ fetchType: z.enum(['pre', 'periodic']), timeout: z.number().int().min(0).max(600_000).optional() }),
  ]),
  'bn:subscribe-background-fetch-data': z.tuple([]),
  'launcher:get-state': z.tuple([]),
  'launcher:look-up': z.tuple([z.string().min(1).max(8192)]),
  'launcher:install': z.tuple([appId]),
  'launcher:cancel-install': z.tuple([appId]),
  'launcher:open': z.tuple([appId]),
  'launcher:remove': z.tuple([appId]),
  'launcher:dismiss-notice': z.tuple([z.string().min(1).max(200)]),
};
