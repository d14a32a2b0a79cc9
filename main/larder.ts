/** Everything that runs once the app is ready, wired by hand. */
import { app, ipcMain, net, safeStorage, session } from 'electron';
