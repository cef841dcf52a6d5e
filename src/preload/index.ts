/** Bridges the wire into the page, as text on one fixed channel, and tells paths of dropped files: the page gets nothing else of Electron. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../shared/channel.ts';

const bridge: Bridge<Parameters<typeof webUtils.getPathForFile>[0]> = {
  send: (text) => ipcRenderer.send('api', text),
  onMessage: (listener) => {
    ipcRenderer.on('api', (_event, text: string) => listener(text));
  },
  pathOfFile: (file) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld('api', bridge);
