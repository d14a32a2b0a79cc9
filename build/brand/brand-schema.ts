/** What `build/brand.json` may hold (docs/branding.md), each member with the sentence that a wrong one gets. */
import * as z from 'zod';
import { lookOf } from '../../main/models/display-name.ts';
import { readBackendUrl } from '../../main/network/rules/backend-url.ts';

/** Schemes that mean something on every computer, and the container's own: links of a brand cannot be told from those. */
export const TAKEN_SCHEMES: readonly string[] = [
  ...['http', 'https', 'ws', 'wss', 'ftp', 'ftps', 'sftp', 'file', 'filesystem', 'data', 'blob', 'about', 'javascript'],
  ...['view-source', 'chrome', 'chrome-extension', 'chrome-error', 'chrome-untrusted', 'devtools', 'isolated-app'],
  ...['mailto', 'tel', 'sms', 'smsto', 'callto', 'facetime', 'sip', 'sips', 'geo', 'maps', 'intent', 'market'],
  ...['ssh', 'git', 'ldap', 'ldaps', 'irc', 'ircs', 'news', 'nntp', 'nfs', 'smb', 'telnet', 'urn', 'magnet', 'webcal'],
  ...['shell', 'search-ms', 'ms-settings', 'res', 'vbscript', 'jar', 'cid', 'mid', 'x-apple', 'applescript', 'mp'],
];

/** Characters that file systems, installers, desktop entries or message formats take for their own. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*{}#%$&;]/u;
/** Names of devices: Windows opens no file of that name. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
/** Of words in the product that a name of the brand would read as. */
const NAME_LIMIT = 40;

const oneLine = (limit: number) =>
  z
    .string()
    .min(1, 'is empty')
    .max(limit, `is longer than ${limit} characters`)
    .refine((text) => text.trim() === text && text.trim() !== '', 'begins or ends with a space, or is nothing else')
    .refine((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text), 'has a control character');

const schemeText = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/, 'must be 2 to 32 of a-z, 0-9 and -, with a letter first')
  .refine((scheme) => !TAKEN_SCHEMES.includes(scheme), 'is taken: links of that kind belong to others');

const httpsAddress = (what: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).username === '',
      `must be ${what} that begins with https:, without credentials`,
    );

export const brandSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: oneLine(NAME_LIMIT)
      .refine((name) => !NOT_IN_NAMES.test(name), 'has a character that no file may have in its name')
      .refine((name) => !DEVICES.test(name) && !name.endsWith('.'), 'can be the name of no file on Windows')
      .refine((name) => [...lookOf(name)].length >= 2, 'must have two letters or digits')
      .describe('What people call it: windows, menus, texts and installers.'),
    id: schemeText
      .refine((id) => !DEVICES.test(id), 'can be the name of no file on Windows')
      .describe('Names the program, its data folder, environment variables and own pages. Never change it later.'),
    appId: z
      .string()
      .regex(
        /^[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*){1,9}$/,
        'must be a reverse domain of two parts or more, such as com.example.pantry',
      )
      .max(100, 'is longer than 100 characters')
      .describe('By what Windows and macOS know it. Never change it later.'),
    publisher: oneLine(80).describe('In installers and their copyright line.'),
    description: oneLine(200).describe('One line, in packages.'),
    homepage: httpsAddress('an address').nullish().describe('The page about it; LARDER_HOMEPAGE wins.'),
    scheme: schemeText.describe('Of links that open mini-programs.'),
    linkHost: z
      .string()
      .regex(
        /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
        'must be a host name in small letters, without scheme, port and path',
      )
      .describe('The host in those links: scheme://linkHost/mp/app?appId=…'),
    backendUrl: z
      .string()
      .refine(
        (text) => readBackendUrl(text, false).ok,
        'must be an https: address without credentials (http: on this computer only)',
      )
      .nullish()
      .describe('The backend as long as nobody chose another; LARDER_BACKEND_URL wins.'),
    cdnPermission: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{2,63}$/, 'must be 3 to 64 of A-Z, 0-9 and _, with a letter first')
      .describe('The permission with which mini-programs get `cdnUrl`.'),
    icons: z.string().min(1, 'is empty').describe('The folder of the pictures, seen from this file.'),
  })
  .refine(({ id, scheme }) => id !== scheme, {
    path: ['scheme'],
    message: 'must differ from id, which is the scheme of own pages',
  });

export type BrandFile = z.infer<typeof brandSchema>;
