/** One zod tuple per channel. A channel of the contract without one does not compile. */
import * as z from '../support/zod.ts';
import { NETWORK_CONDITIONS } from '../../preload/contract/activity.ts';
import { BN_LIMITS } from '../../preload/contract/bn-limits.ts';
import type { InvokeArgs, InvokeChannel } from '../../preload/contract/channels.ts';
import { REFUSED_REQUEST_LIMITS } from '../../preload/contract/policy.ts';
import { INLINE_BODY_BYTES, UPLOAD_CHUNK_BYTES } from '../../preload/contract/background-fetch.ts';
import { DATA_KINDS } from '../../preload/contract/settings.ts';
import { isAppId } from '../models/app-id.ts';
import { settingsSchema } from '../storage/settings.ts';
import { listOf } from './list-schema.ts';

const YEAR_MS = 366 * 86_400_000;

const appId = () => z.string().check(z.refine(isAppId, 'expected an app id'));
const nothing = () => z.tuple([]);
const download = () => z.tuple([appId(), z.string().check(z.minLength(1), z.maxLength(100))]);

const path = () => z.string().check(z.startsWith('/'), z.maxLength(65_536));
const text = () => z.string().check(z.maxLength(65_536));
const headers = () => listOf(z.tuple([text(), text()]), 1000);
const image = () =>
  z.strictObject({ src: text(), sizes: z.optional(text()), type: z.optional(text()), label: z.optional(text()) });
const images = () => listOf(image(), 100);
const title = () => z.string().check(z.maxLength(10_000));
const fetchId = () => z.string().check(z.maxLength(100_000));
const uuid = () => z.string().check(z.minLength(1), z.maxLength(100));
const index = () => z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
/** `unsigned long long` does not fit a number exactly. */
const bytes = () => z.number().check(z.minimum(0), z.maximum(2 ** 64));
const uploadChunk = () =>
  z
    .instanceof(ArrayBuffer)
    .check(z.refine(({ byteLength }) => byteLength <= UPLOAD_CHUNK_BYTES, 'expected a smaller piece'));
const backgroundFetchRequest = () =>
  z.strictObject({
    url: text(),
    method: text(),
    headers: headers(),
    body: z.nullable(z.union([z.instanceof(ArrayBuffer), z.strictObject({ upload: uuid() })])),
    mode: text(),
    redirect: z.enum(['follow', 'error', 'manual']),
    integrity: text(),
    cache: text(),
    credentials: z.enum(['omit', 'same-origin', 'include']),
    isBlocked: z.boolean(),
  });

function inlineBytesOf(requests: readonly { readonly body: unknown }[]): number {
  return requests.reduce((sum, { body }) => sum + (body instanceof ArrayBuffer ? body.byteLength : 0), 0);
}

/** As in the file of the settings, without its defaults. */
const setting = settingsSchema.shape;

/** Functions: a start calls for few of them. Deep enough to reach the handler, which answers `invalid-argument` with `bn`'s own wording. */
const ARGUMENTS: { readonly [C in InvokeChannel]: () => z.ZodMiniType<InvokeArgs<C>> } = {
  'bn:set-background-fetch-token': () =>
    z.tuple([z.strictObject({ token: z.string().check(z.maxLength(BN_LIMITS.tokenLength)) })]),
  'bn:get-background-fetch-token': nothing,
  'bn:get-background-fetch-data': () =>
    z.tuple([
      z.strictObject({
        fetchType: z.enum(['pre', 'periodic', 'install']),
        key: z.optional(z.string().check(z.minLength(1), z.maxLength(BN_LIMITS.keyLength))),
        timeout: z.optional(z.int().check(z.minimum(0), z.maximum(BN_LIMITS.timeoutMs))),
      }),
    ]),
  'bn:subscribe-background-fetch-data': nothing,
  'bn:tell-refused-request': () =>
    z.tuple([
      z.strictObject({
        host: z
          .string()
          .check(z.maxLength(REFUSED_REQUEST_LIMITS.hostLength), z.regex(/^[^\s/?#@\\]+$/, 'expected a host')),
        directive: z
          .string()
          .check(z.maxLength(REFUSED_REQUEST_LIMITS.directiveLength), z.regex(/^[a-z-]+$/, 'expected a directive')),
      }),
    ]),
  'background-fetch:register': () =>
    z.tuple([
      z.strictObject({
        id: fetchId(),
        scope: path(),
        requests: listOf(backgroundFetchRequest(), 100_000).check(
          z.refine((requests) => inlineBytesOf(requests) <= INLINE_BODY_BYTES, 'expected bodies that went ahead'),
        ),
        title: title(),
        icons: images(),
        downloadTotal: bytes(),
      }),
    ]),
  'background-fetch:known': () => z.tuple([z.strictObject({ uuid: uuid() })]),
  'background-fetch:get': () => z.tuple([z.strictObject({ scope: path(), id: fetchId() })]),
  'background-fetch:get-ids': () => z.tuple([z.strictObject({ scope: path() })]),
  'background-fetch:abort': () => z.tuple([z.strictObject({ uuid: uuid() })]),
  'background-fetch:unregistered': () => z.tuple([z.strictObject({ scope: path() })]),
  'background-fetch:match': () =>
    z.tuple([
      z.strictObject({
        uuid: uuid(),
        request: z.nullable(z.strictObject({ url: text(), method: text(), headers: headers() })),
        options: z.strictObject({ ignoreSearch: z.boolean(), ignoreMethod: z.boolean(), ignoreVary: z.boolean() }),
      }),
    ]),
  'background-fetch:read-request-body': () =>
    z.tuple([z.strictObject({ uuid: uuid(), index: index(), offset: index() })]),
  'background-fetch:read-response': () => z.tuple([z.strictObject({ uuid: uuid(), index: index() })]),
  'background-fetch:read-body': () => z.tuple([z.strictObject({ reader: index(), offset: index() })]),
  'background-fetch:close-bodies': () => z.tuple([z.strictObject({ readers: listOf(index(), 100_000) })]),
  'background-fetch:open-upload': nothing,
  'background-fetch:append-upload': () => z.tuple([z.strictObject({ upload: uuid(), bytes: uploadChunk() })]),
  'background-fetch:cancel-upload': () => z.tuple([z.strictObject({ upload: uuid() })]),
  'background-fetch:update-ui': () =>
    z.tuple([z.strictObject({ eventId: uuid(), title: z.optional(title()), icons: z.optional(images()) })]),
  'background-fetch:worker-ready': nothing,
  'background-fetch:event-handled': () => z.tuple([z.strictObject({ eventId: uuid() })]),
  'background-fetch:open-window': () => z.tuple([z.strictObject({ path: path() })]),
  'launcher:get-downloads': nothing,
  'launcher:download-pause': download,
  'launcher:download-resume': download,
  'launcher:download-abort': download,
  'launcher:download-click': download,
  'launcher:forget-download': download,
  'launcher:clear-downloads': nothing,
  'launcher:set-downloads-allowed': () => z.tuple([appId(), z.boolean()]),
  'launcher:sign-in': nothing,
  'launcher:cancel-sign-in': nothing,
  'launcher:sign-out': nothing,
  'launcher:answer-room': () => z.tuple([appId(), z.enum(['allow', 'refuse', 'forget'])]),
  'launcher:pause-downloads': nothing,
  'launcher:resume-downloads': nothing,
  'launcher:get-settings': nothing,
  'launcher:set-settings': () =>
    z.tuple([
      z.strictObject({
        language: z.optional(setting.language.def.innerType),
        appearance: z.optional(setting.appearance.def.innerType),
        downloadQuotaBytes: z.optional(setting.backgroundFetchQuotaBytes.def.innerType),
        maxPackageBytes: z.optional(setting.maxPackageBytes.def.innerType),
        downloadNotifications: z.optional(z.boolean()),
        downloadBytesPerSecond: z.optional(setting.downloadBytesPerSecond.def.innerType),
        quitWithDownloads: z.optional(setting.quitWithDownloads.def.innerType),
        downloadsFromWorkers: z.optional(setting.downloadsFromWorkers.def.innerType),
        keepTokensWithoutSecretStore: z.optional(z.boolean()),
        cdnUrl: z.optional(setting.cdnUrl.def.innerType),
      }),
    ]),
  'launcher:set-backend': () => z.tuple([z.nullable(z.string().check(z.maxLength(2048)))]),
  'launcher:cancel-set-backend': nothing,
  'launcher:open-data-folder': nothing,
  'launcher:measure-data': nothing,
  'launcher:cancel-measure-data': nothing,
  'launcher:get-mini-program': () => z.tuple([appId()]),
  'launcher:measure-mini-program': () => z.tuple([appId()]),
  'launcher:clear-data': () => z.tuple([appId(), z.enum(DATA_KINDS)]),
  'launcher:get-diagnostics': nothing,
  'launcher:run-diagnostics': nothing,
  'launcher:cancel-diagnostics': nothing,
  'launcher:copy-diagnostics': nothing,
  'launcher:open-log': nothing,
  'launcher:get-updates': nothing,
  'launcher:check-for-updates': nothing,
  'launcher:download-update': nothing,
  'launcher:cancel-update': nothing,
  'launcher:restart-to-update': nothing,
  'launcher:set-update-checks': () => z.tuple([z.boolean()]),
  'launcher:get-about': nothing,
  'launcher:get-third-party-notices': nothing,
  'launcher:open-homepage': nothing,
  'launcher:get-state': nothing,
  'launcher:look-up': () => z.tuple([z.string().check(z.minLength(1), z.maxLength(8192))]),
  'launcher:search-offers': () => z.tuple([z.string().check(z.maxLength(200))]),
  'launcher:install': () => z.tuple([appId()]),
  'launcher:cancel-install': () => z.tuple([appId()]),
  'launcher:open': () => z.tuple([appId()]),
  'launcher:warm-up': () => z.tuple([appId()]),
  'launcher:remove': () => z.tuple([appId()]),
  'launcher:quit': nothing,
  'launcher:dismiss-notice': () => z.tuple([z.string().check(z.minLength(1), z.maxLength(200))]),
  'launcher:act-on-notice': () => z.tuple([z.string().check(z.minLength(1), z.maxLength(200))]),
  'launcher:answer-proxy': () =>
    z.tuple([
      z.string().check(z.minLength(1), z.maxLength(300)),
      // RFC 7617: a colon ends the name.
      z.nullable(
        z.strictObject({
          userName: z.string().check(z.maxLength(500), z.regex(/^[^:]*$/)),
          password: z.string().check(z.maxLength(500)),
        }),
      ),
    ]),
  'launcher:get-activity': nothing,
  'launcher:clear-activity': nothing,
  'launcher:save-activity': nothing,
  'launcher:copy-as-curl': () => z.tuple([z.string().check(z.minLength(1), z.maxLength(100))]),
  'launcher:set-background': () =>
    z.tuple([
      z.strictObject({
        enabled: z.optional(z.boolean()),
        notOnBattery: z.optional(z.boolean()),
        notOnMetered: z.optional(z.boolean()),
        dailyAtMinutes: z.optional(z.int().check(z.minimum(0), z.maximum(1439))),
        startWithSystem: z.optional(z.boolean()),
      }),
    ]),
  'launcher:set-background-allowed': () => z.tuple([appId(), z.boolean()]),
  'launcher:fetch-now': () => z.tuple([appId()]),
  'launcher:dev-sweep': nothing,
  'launcher:dev-pre-fetch': () => z.tuple([appId()]),
  'launcher:dev-move-clock': () => z.tuple([z.int().check(z.minimum(-YEAR_MS), z.maximum(YEAR_MS))]),
  'launcher:dev-drop-data': () => z.tuple([appId()]),
  'launcher:dev-set-network': () => z.tuple([appId(), z.enum(NETWORK_CONDITIONS)]),
};

const built = new Map<InvokeChannel, unknown>();

/** The schema of the arguments of `channel`, a tuple. It is built at the channel's first call. */
export function argumentsSchema<C extends InvokeChannel>(channel: C): z.ZodMiniType<InvokeArgs<C>> {
  const schema = (built.get(channel) as z.ZodMiniType<InvokeArgs<C>> | undefined) ?? ARGUMENTS[channel]();
  built.set(channel, schema);
  return schema;
}
