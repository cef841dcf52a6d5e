/** Electron's entry: one instance, one window, over the same services as the browser and the command line. */
import { join } from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { declareStudioScheme, serveStudioScheme } from './electron/protocol.ts';
import { confinePages, denyPermissions, openWindow } from './electron/window.ts';
import { createServices } from './services/index.ts';

const built = join(import.meta.dirname, '..');

function start(): void {
  const services = createServices();
  const open = () => openWindow(services, join(built, 'preload/index.cjs'));
  declareStudioScheme();
  confinePages();

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  void app.whenReady().then(() => {
    denyPermissions(session.defaultSession);
    serveStudioScheme(join(built, 'renderer'));
    open();
  });
}

if (app.requestSingleInstanceLock()) start();
else app.quit();
