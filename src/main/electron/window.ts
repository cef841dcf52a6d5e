/** The studio's window: a sandboxed page that can neither leave, nor open others, nor ask for permissions. */
import { app, BrowserWindow, type Session, shell } from 'electron';
import type { Services } from '../../shared/api.ts';
import { serveWindow } from './ipc.ts';
import { studioOrigin } from './protocol.ts';

/** Refuses every permission a page can ask for. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Keeps every page where it is; links out go to the user's browser, and only over https. */
export function confinePages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (URL.parse(url)?.protocol === 'https:') void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** Opens the window. @param preload absolute path of the built preload script */
export function openWindow(services: Services, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Lowrank Studio',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  serveWindow(window.webContents, services);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${studioOrigin}/`);
  return window;
}
