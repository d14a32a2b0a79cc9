/** Uses what needs `ready` too early, then behaves like the fixture app. */
import { app, BrowserWindow, protocol, safeStorage, session } from 'electron';

const messageOf = (call) => {
  try {
    return call();
  } catch (error) {
    return error.message;
  }
};
app.commandLine.appendSwitch('disable-blink-features', 'BackgroundFetch');
globalThis.early = {
  ready: app.isReady(),
  window: messageOf(() => new BrowserWindow()),
  session: messageOf(() => session.defaultSession),
  encrypt: messageOf(() => safeStorage.encryptString('x')),
  backend: safeStorage.getSelectedStorageBackend(),
};
await import('../main.js');
globalThis.early.schemesTwice = messageOf(() => protocol.registerSchemesAsPrivileged([]));
