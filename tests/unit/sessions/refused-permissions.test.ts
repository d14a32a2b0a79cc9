import type { Session } from 'electron';
import { expect, it } from 'vitest';
import { createDeveloperLines } from '../../../main/log/developer-lines.ts';
import type { LarderEvent } from '../../../main/log/event-log.ts';
import { createPolicyProofs } from '../../../main/sessions/policy/policy-proof.ts';
import { applySessionPolicy } from '../../../main/sessions/policy/session-policy.ts';
import { createRefusedPermissions } from '../../../main/sessions/refused-permissions.ts';

type Handlers = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;
type RequestHandler = NonNullable<Parameters<Handlers['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Handlers['setPermissionCheckHandler']>[0]>;

/** The session of a mini-program, as far as permissions go, and the lines of its developer. */
function setUp(dev = true) {
  let request: RequestHandler | null = null;
  let check: CheckHandler | null = null;
  const session = {
    setPermissionRequestHandler: (handler: RequestHandler) => void (request = handler),
    setPermissionCheckHandler: (handler: CheckHandler) => void (check = handler),
    setDevicePermissionHandler: () => {},
    setSpellCheckerEnabled: () => {},
    on: () => {},
    webRequest: { onBeforeRequest: () => {} },
    protocol: { handle: () => {} },
  } as unknown as Session;
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const developerLines = createDeveloperLines({ info: say, warning: say, error: say });
  const tell = createRefusedPermissions({
    emit: (event, fields) => developerLines.note({ event, at: 0, ...fields } as LarderEvent),
  });
  applySessionPolicy(session, {
    origin: 'mp://abc',
    dev,
    pagesFolder: '',
    workerInterfacesPath: '',
    readIcon: () => Promise.resolve(null),
    isPageAddress: () => false,
    policyProofs: Promise.resolve(createPolicyProofs(Buffer.alloc(32))),
    onPermissionRefused: (permission) => tell('abc', permission),
    openBody: () => null,
    fence: {
      resolveSystemProxy: () => Promise.resolve('DIRECT'),
      openGate: () => Promise.reject(new Error('no gate')),
      condition: () => 'as-it-is',
    } as unknown as Parameters<typeof applySessionPolicy>[1]['fence'],
  });
  const ask = (permission: string, details: Record<string, unknown> = {}): boolean => {
    let granted = false;
    const answer = (isGranted: boolean): void => void (granted = isGranted);
    request!(null as never, permission as never, answer, details as never);
    return granted;
  };
  return { lines, ask, check: (permission: string) => check!(null, permission as never, '', {} as never) };
}

const line = (name: string): string => `abc: the page asked for "${name}", which no mini-program is given`;

it.each<[permission: string, details: Record<string, unknown>, names: string[]]>([
  ['geolocation', {}, ['geolocation']],
  ['notifications', {}, ['notifications']],
  ['clipboard-read', {}, ['clipboard-read']],
  ['media', { mediaTypes: ['video'] }, ['camera']],
  ['media', { mediaTypes: ['audio'] }, ['microphone']],
  ['media', { mediaTypes: ['video', 'audio'] }, ['camera', 'microphone']],
  ['media', {}, ['media']],
  ['display-capture', { mediaTypes: ['video'] }, ['display-capture']],
  ['midi', {}, ['midi']],
  ['pointerLock', {}, ['pointerLock']],
  ['fileSystem', { filePath: '/secret' }, ['fileSystem']],
  ['openExternal', { externalURL: 'https://secret.example/' }, ['openExternal']],
  ['unknown', {}, ['unknown']],
])('a refused request for %s %j is a line, and the next ones are none', (permission, details, names) => {
  const { lines, ask } = setUp();
  expect([ask(permission, details), ask(permission, details)]).toEqual([false, false]);
  expect(lines).toEqual(names.map(line));
});

it.each(['fullscreen', 'clipboard-sanitized-write', 'local-network-access'])(
  '%s is given and not told',
  (permission) => {
    const { lines, ask, check } = setUp();
    expect([ask(permission), check(permission)]).toEqual([true, true]);
    expect(lines).toEqual([]);
  },
);

it.each(['hid', 'serial', 'usb'])('%s is refused by its check, which is told', (permission) => {
  const { lines, check } = setUp();
  expect([check(permission), check(permission)]).toEqual([false, false]);
  expect(lines).toEqual([line(permission)]);
});

it.each(['notifications', 'geolocation', 'media', 'background-sync'])(
  'looking whether %s is allowed is not asking for it',
  (permission) => {
    const { lines, check } = setUp();
    expect(check(permission)).toBe(false);
    expect(lines).toEqual([]);
  },
);
