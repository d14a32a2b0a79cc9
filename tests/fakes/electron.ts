/**
 * What `electron` is under vitest: nothing. Named exports exist so that modules can be loaded; a test
 * that needs one of them passes its own fake to the code under test. `electron-store` takes an
 * absolute `cwd` and then asks the default export for nothing.
 */
export default {};

export const app = undefined;
export const BrowserWindow = undefined;
export const clipboard = undefined;
export const contextBridge = undefined;
export const dialog = undefined;
export const ipcMain = undefined;
export const ipcRenderer = undefined;
export const Menu = undefined;
export const nativeImage = undefined;
export const nativeTheme = undefined;
export const net = undefined;
export const Notification = undefined;
export const powerMonitor = undefined;
export const protocol = undefined;
export const safeStorage = undefined;
export const screen = undefined;
export const session = undefined;
export const shell = undefined;
export const Tray = undefined;
