/**
 * The preload of a mini-program's window: gives its page `window.bn` (preload/contract/bn.ts) and the
 * Background Fetch API.
 *
 * The page's own world gets a thin layer instead of an object behind the context bridge: the bridge
 * keeps no identity of functions, throws for values it cannot copy, and strips errors.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { installBackgroundFetch } from './background-fetch/install.ts';
import { createBnBridge } from './bn/bridge.ts';
import { installBn } from './bn/page-layer.ts';

contextBridge.executeInMainWorld({ func: installBn, args: [createBnBridge(ipcRenderer)] });
installBackgroundFetch(contextBridge, ipcRenderer, 'page');
