/** Serves the contract to one window, and only to the page that this program loaded into it. */
import type { IpcMainEvent, WebContents } from 'electron';
import type { Services } from '../../shared/api.ts';
import { Line } from '../../shared/channel.ts';
import { serveApi } from '../../shared/wire.ts';
import { studioOrigin } from './protocol.ts';

/** Answers calls from the window's top frame; a message from any other frame or origin is dropped. */
export function serveWindow(contents: WebContents, services: Services): void {
  let line: Line | undefined;

  const end = () => {
    const ended = line;
    line = undefined;
    ended?.closed();
  };

  const begin = () => {
    const begun = new Line({
      send: (text) => {
        // Answers to a page that is gone must not reach the one that replaced it.
        if (line === begun && !contents.isDestroyed()) contents.send('api', text);
      },
      close: end,
    });
    serveApi(begun, services);
    return begun;
  };

  contents.ipc.on('api', (event: IpcMainEvent, text: unknown) => {
    const ours = event.senderFrame === contents.mainFrame && event.senderFrame.origin === studioOrigin;
    if (!ours || typeof text !== 'string') return;
    line ??= begin();
    line.deliver(text);
  });
  contents.on('did-navigate', end);
  contents.on('destroyed', end);
}
