/** The renderer's only way out: the contract, over Electron's bridge or, in a browser, over a WebSocket. */
import { type Bridge, type Channel, Line } from '../../shared/channel.ts';
import { connectApi } from '../../shared/wire.ts';
import { socketChannel } from './socketChannel.ts';

declare global {
  interface Window {
    /** What Electron's preload exposes; absent in a browser. */
    readonly api?: Bridge;
  }
}

const watchers = new Set<() => void>();
let up = true;

/** Whether main can be reached, in the form `useSyncExternalStore` takes. */
export const connection = {
  isUp: () => up,
  subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};

function bridgeChannel(bridge: Bridge): Channel {
  const line = new Line({ send: bridge.send, close: () => {} });
  bridge.onMessage((text) => line.deliver(text));
  return line;
}

function openChannel(): Channel {
  if (window.api) return bridgeChannel(window.api);
  return socketChannel((state) => {
    up = state;
    for (const watcher of watchers) watcher();
  });
}

export const api = connectApi(openChannel());
