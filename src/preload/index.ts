/** Bridges the wire into the page, as text on one fixed channel: the page gets nothing else of Electron. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../shared/channel.ts';

const bridge: Bridge = {
  send: (text) => ipcRenderer.send('api', text),
  onMessage: (listener) => {
    ipcRenderer.on('api', (_event, text: string) => listener(text));
  },
};

contextBridge.exposeInMainWorld('api', bridge);
