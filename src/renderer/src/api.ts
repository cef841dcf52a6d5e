/** The renderer's only way out: the contract, over Electron's bridge or, in a browser, over a WebSocket; and its files. */

import { type Bridge, type Channel, Line } from '../../shared/channel.ts';
import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/sentence.ts';
import { connectApi } from '../../shared/wire.ts';
import { socketChannel } from './socketChannel.ts';
import { uploadFile } from './uploadFile.ts';

declare global {
  interface Window {
    /** What Electron's preload exposes; absent in a browser. */
    readonly api?: Bridge<File>;
  }
}

const listeners = new Set<() => void>();
let up = true;

/** Whether main can be reached, in the form `useSyncExternalStore` takes. */
export const connection = {
  isUp: () => up,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Whether the page stands in the studio's own window, on the machine where the files are. */
export const inWindow = window.api !== undefined;

function bridgeChannel(bridge: Bridge<File>): Channel {
  const line = new Line({ send: bridge.send, close: () => {} });
  bridge.onMessage((text) => line.deliver(text));
  return line;
}

function openChannel(): Channel {
  if (window.api) return bridgeChannel(window.api);
  const onState = (state: boolean) => {
    up = state;
    for (const listener of listeners) listener();
  };
  // In another tab: this one goes to the login page too.
  return socketChannel(location.href, onState, () => location.assign('/login'));
}

export const api = connectApi(openChannel());

/**
 * Signs out of a host that asks for a password: its cookie lets nobody in from now on, and its login page is shown.
 * @throws AppError `network`
 */
export async function signOut(): Promise<void> {
  const answer = await fetch('/logout', { method: 'POST' }).catch(() => undefined);
  if (!answer?.ok)
    throw new AppError(
      'network',
      say`The studio did not answer, so this browser is still signed in.`,
      say`Check that the studio is still running, and try again.`,
    );
  location.assign('/login');
}

/**
 * The path under which main can read a dropped or picked file: its own path in the studio's window; in a browser, where
 * paths are not told, the file is uploaded first.
 * @param onProgress told the share that has been uploaded, 0 to 1
 * @throws AppError what main refused it with; `network`; `interrupted`
 */
export async function pathOfFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return window.api ? window.api.pathOfFile(file) : uploadFile(file, onProgress, signal);
}
