/** The module `protocol` (docs/api/protocol.md): what is registered before ready, and the default session's handlers. */
import type Electron from 'electron';
import { strictObject } from '../electron/strictness.ts';
import type { HostSession } from '../sessions/session.ts';
import type { SchemeHandler } from './scheme-server.ts';
import type { SchemeTranslation } from './scheme-translation.ts';

export function createProtocolModule(
  translation: SchemeTranslation,
  { isReady, protocol }: { isReady(): boolean; protocol(): HostSession['protocol'] },
): object {
  let schemesRegistered = false;
  return strictObject(
    {
      registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]) {
        if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
        // docs: "This method can only be used before the ready event … and can be called only once."
        if (schemesRegistered) throw new Error('protocol.registerSchemesAsPrivileged can only be called once');
        schemesRegistered = true;
        translation.register(schemes);
      },
      handle: (scheme: string, handler: SchemeHandler) => protocol().handle(scheme, handler),
      unhandle: (scheme: string) => protocol().unhandle(scheme),
      isProtocolHandled: (scheme: string) => protocol().isProtocolHandled(scheme),
    },
    'protocol',
  );
}
