/** The studio's window: a sandboxed page that can neither leave, nor open others, nor ask for permissions. */
import { app, BrowserWindow, type Session, shell } from 'electron';
import type { Services } from '../../shared/api.ts';
import { watchPage } from './crashDialogs.ts';
import { withDialogs } from './dialogs.ts';
import { serveWindow } from './ipc.ts';
import { studioOrigin } from './protocol.ts';
import { recallWindow, rememberWindow } from './windowState.ts';

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

export interface WindowOptions {
  /** Absolute path of the built preload script. */
  readonly preload: string;
  /** Where the window's place is remembered. */
  readonly stateFile: string;
  /** The page it opens with, such as `/runs`. */
  readonly route: string;
}

/** Opens the window where it was last. */
export function openWindow(services: Services, { preload, stateFile, route }: WindowOptions): BrowserWindow {
  const state = recallWindow(stateFile);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...state?.bounds,
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
  if (state?.maximized) window.maximize();
  rememberWindow(window, stateFile);
  serveWindow(window.webContents, withDialogs(services, window));
  watchPage(window);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${studioOrigin}/#${route}`);
  return window;
}
