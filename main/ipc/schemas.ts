/** One zod tuple per channel. A channel of the contract without one does not compile. */
import { z } from 'zod';
import type { InvokeArgs, InvokeChannel } from '../../preload/contract/channels.ts';
import { isAppId } from '../catalog/app-id.ts';

const YEAR_MS = 366 * 86_400_000;

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
  'launcher:get-activity': z.tuple([]),
  'launcher:clear-activity': z.tuple([]),
  'launcher:save-activity': z.tuple([]),
  'launcher:copy-as-curl': z.tuple([z.string().min(1).max(100)]),
  'launcher:set-background': z.tuple([
    z.strictObject({
      enabled: z.boolean().optional(),
      notOnBattery: z.boolean().optional(),
      dailyAtMinutes: z.number().int().min(0).max(1439).optional(),
      startWithSystem: z.boolean().optional(),
    }),
  ]),
  'launcher:set-background-allowed': z.tuple([appId, z.boolean()]),
  'launcher:dev-sweep': z.tuple([]),
  'launcher:dev-pre-fetch': z.tuple([appId]),
  'launcher:dev-move-clock': z.tuple([z.number().int().min(-YEAR_MS).max(YEAR_MS)]),
  'launcher:dev-drop-data': z.tuple([appId]),
};
