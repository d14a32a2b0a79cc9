/* global setTimeout, fetch, crypto, Blob, Request, Response, indexedDB, caches, clients, registration, addEventListener */
const { contextBridge, ipcRenderer } = require('electron');

const lacking = {
  setTimeout,
  fetch,
  crypto,
  Blob,
  Request,
  Response,
  indexedDB,
  caches,
  clients,
  registration,
  addEventListener,
};
const globals = [
  'setTimeout',
  'fetch',
  'caches',
  'URL',
  'TextEncoder',
  'ReadableStream',
  'AbortController',
  'structuredClone',
  'queueMicrotask',
].filter((name) => name in globalThis);
const outside = 'outside';
let selfContained;
try {
  contextBridge.executeInMainWorld({ func: () => outside });
  selfContained = false;
} catch (error) {
  selfContained = error.message;
}
contextBridge.exposeInMainWorld('workerApi', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  keys: (value) => Object.keys(value),
  isPlain: (value) => Object.getPrototypeOf(value) === Object.prototype,
  realm: { lacking: Object.keys(lacking).filter((name) => lacking[name] !== undefined), globals, selfContained },
});
const length = contextBridge.executeInMainWorld({
  func: (name) => {
    globalThis.installed = [name, typeof globalThis.registration];
    return { length: name.length };
  },
  args: ['before the script'],
});
ipcRenderer.send('worker-started', length);
ipcRenderer.on('to-worker', (_event, ...args) => ipcRenderer.send('from-worker', ...args));
