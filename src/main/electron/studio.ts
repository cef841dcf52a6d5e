/** The studio on a desktop: one window over the services, a tray while training goes on without it, and a quiet end. */
import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { Services } from '../../shared/api.ts';
import type { MenuEntry } from '../../shared/records/app.ts';
import { resourcePath } from '../services/home/resources.ts';
import { routeInArguments, routeOfLink } from './deepLink.ts';
import { watchRuns } from './desktopSignals.ts';
import { setMenu } from './menu.ts';
import { showTray } from './tray.ts';
import { openWindow } from './window.ts';

export interface StudioOptions {
  readonly services: Services;
  /** Folder with the built bundles. */
  readonly built: string;
  /** Where the window's place is remembered. */
  readonly stateFile: string;
}

export class Studio {
  readonly #options: StudioOptions;
  readonly #training: () => readonly string[];
  #window: BrowserWindow | undefined;
  #hideTray: (() => void) | undefined;
  #closing = false;

  constructor(options: StudioOptions) {
    this.#options = options;
    this.#training = watchRuns(options.services, {
      window: () => this.#window,
      showRun: (id) => this.show(`/runs/${id}`),
    });
    this.#setMenu([]);
    app.on('second-instance', (_event, args) => this.show(routeInArguments(args)));
    app.on('open-url', (event, link) => {
      event.preventDefault();
      this.show(routeOfLink(link));
    });
    app.on('activate', () => this.show());
    app.on('window-all-closed', () => void this.#windowClosed());
    app.on('before-quit', (event) => this.#quit(event));
  }

  /** Brings the window to the front, opened anew where it was closed. @param route the page to show; undefined: as it is */
  show(route?: string): void {
    this.#hideTray?.();
    this.#hideTray = undefined;
    if (!this.#window) {
      const { built, stateFile } = this.#options;
      const window = openWindow(this.#servicesWithMenu(), {
        preload: join(built, 'preload/index.cjs'),
        stateFile,
        route: route ?? '/',
      });
      window.once('closed', () => {
        this.#window = undefined;
      });
      this.#window = window;
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
    // The page's own router follows the address, so that nothing on it is lost.
    if (route) void this.#window.webContents.executeJavaScript(`location.hash = ${JSON.stringify(route)}`);
  }

  #setMenu(entries: readonly MenuEntry[]): void {
    setMenu(entries, (route) => this.show(route));
  }

  /** The page knows what there is to go to; the menu stays when its window closes. */
  #servicesWithMenu(): Services {
    const { services } = this.#options;
    const methods = {
      ...services.methods,
      'app.setMenu': async (entries: readonly MenuEntry[]) => this.#setMenu(entries),
    };
    return { ...services, methods };
  }

  /** With no run going on there is nothing to stay for; a Mac's programs stay all the same. */
  async #windowClosed(): Promise<void> {
    const { keepTraining } = await this.#options.services.methods['settings.get'](undefined);
    if (this.#closing || this.#window) return;
    const training = this.#training().length > 0;
    if (training && keepTraining)
      this.#hideTray ??= showTray({
        icon: resourcePath('icons/tray.png'),
        show: () => this.show(),
        quit: () => app.quit(),
        pauseAndQuit: () => void this.#pause().finally(() => app.quit()),
      });
    // Whoever wants nothing to go on is obeyed by the services as they close.
    else if (training || process.platform !== 'darwin') app.quit();
  }

  /** Asks what trains to save and pause, which it does also after this program's end. */
  async #pause(): Promise<void> {
    const { methods } = this.#options.services;
    await Promise.allSettled(this.#training().map((id) => methods['runs.pause']({ id })));
  }

  /** Runs that shall not go on are paused, jobs cleaned up, and only then does the program end. */
  #quit(event: Electron.Event): void {
    if (this.#closing) return;
    this.#closing = true;
    event.preventDefault();
    void this.#options.services.close().finally(() => app.exit());
  }
}
