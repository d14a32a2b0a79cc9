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
import { createCallGate } from './call-gate.ts';
import { tellRefusedRequests } from './policy/refused-requests.ts';
import { installBn } from './bn/page-layer.ts';

const calls = createCallGate(ipcRenderer);

contextBridge.executeInMainWorld({ func: installBn, args: [createBnBridge(calls)] });
tellRefusedRequests(window, calls);
installBackgroundFetch(contextBridge, calls, 'page');
