/** The menu bar: the system's usual entries, and the studio's pages under the usual keys. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

/** @param go shows a page by its route, such as `/runs` */
export function setMenu(go: (route: string) => void): void {
  const page = (label: string, route: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => go(route),
    ...(accelerator && { accelerator }),
  });
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: 'appMenu' } as const] : []),
      {
        label: 'File',
        submenu: [
          page('New run', '/new', 'CmdOrCtrl+N'),
          { type: 'separator' },
          page('Settings', '/settings', 'CmdOrCtrl+,'),
          { type: 'separator' },
          mac ? { role: 'close' } : { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'Go',
        submenu: [
          page('Home', '/', 'CmdOrCtrl+1'),
          page('Runs', '/runs', 'CmdOrCtrl+2'),
          page('Adapters', '/adapters', 'CmdOrCtrl+3'),
          page('Models', '/models', 'CmdOrCtrl+4'),
          page('Datasets', '/datasets', 'CmdOrCtrl+5'),
          page('Playground', '/playground', 'CmdOrCtrl+6'),
          page('Exports', '/exports', 'CmdOrCtrl+7'),
        ],
      },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  );
}
