/* global document, process, Request */
const { contextBridge, ipcRenderer } = require('electron');

class Point {
  constructor() {
    this.x = 1;
  }
  length() {
    return 1;
  }
}
contextBridge.exposeInMainWorld('api', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  sendNow: (channel) => ipcRenderer.send(channel, document.readyState),
  ipcRenderer,
  point: new Point(),
  nested: {
    list: [1, { deep: true }],
    [Symbol('hidden')]: 1,
    symbol: Symbol('value'),
    get now() {
      return 5;
    },
  },
  date: new Date(5),
  map: new Map([['a', 1]]),
  bytes: new Uint8Array([1, 2, 3]),
  request: new Request('https://example.invalid/'),
  throwCustom: () => {
    throw Object.assign(new TypeError('custom'), { extra: 1 });
  },
  rejectCustom: () => Promise.reject(Object.assign(new TypeError('rejected'), { extra: 1 })),
  identity: (value) => value,
  describe: (value) => ({
    type: typeof value,
    prototype: Object.getPrototypeOf(value)?.constructor?.name,
    keys: Object.keys(value),
  }),
  callBack: (callback) => callback({ from: 'preload' }),
  resolveLater: () => Promise.resolve({ fine: [1] }),
  exposeAgain: () => contextBridge.exposeInMainWorld('api', {}),
  exposeWeakMap: () => contextBridge.exposeInMainWorld('weak', new WeakMap()),
  executeInMainWorld: () =>
    contextBridge.executeInMainWorld({ func: (one, other) => ({ sum: one + other }), args: [1, 2] }),
  missing: () => ipcRenderer.sendSync('x'),
  requireFs: () => require('fs'),
  process: () => ({
    sandboxed: process.sandboxed,
    contextIsolated: process.contextIsolated,
    argv: process.argv,
    platform: process.platform,
    type: process.type,
  }),
});

const messages = [];
ipcRenderer.on('message', (_event, ...args) => messages.push(args));
contextBridge.exposeInMainWorld('messages', { all: () => messages });

ipcRenderer.on('evaluate', async (_event, id, text) => {
  try {
    const value = await (0, eval)(`(async () => { ${text} })()`);
    ipcRenderer.send(`result-${id}`, { value });
  } catch (error) {
    ipcRenderer.send(`result-${id}`, { error: String(error) });
  }
});
