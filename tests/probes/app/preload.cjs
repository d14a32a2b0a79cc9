const { contextBridge, ipcRenderer } = require('electron');
const outside = 1;
let closure;
try {
  closure = contextBridge.executeInMainWorld({ func: () => outside });
} catch (error) {
  closure = error.message;
}
contextBridge.exposeInMainWorld('probe', { echo: (value) => ipcRenderer.invoke('echo', value), closure });
