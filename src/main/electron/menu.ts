/** The menu bar: the system's usual entries, and the pages that the studio's own page names. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuEntry } from '../../shared/records/app.ts';

/** @param go shows a page by its route, such as `/runs` */
export function setMenu(entries: readonly MenuEntry[], go: (route: string) => void): void {
  const pages = (under: MenuEntry['under']): MenuItemConstructorOptions[] =>
    entries
      .filter((entry) => entry.under === under)
      .map(({ label, route, accelerator }) => ({ label, accelerator, click: () => go(route) }));
  const mac = process.platform === 'darwin';
  const separator = { type: 'separator' } as const;
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: 'appMenu' } as const] : []),
      {
        label: 'File',
        submenu: [
          ...pages('file').flatMap((page) => [page, separator]),
          mac ? { role: 'close' } : { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      { label: 'Go', submenu: pages('go') },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          separator,
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  );
}
