/** A two-way line for text messages, so that the wire knows neither Electron's IPC nor WebSockets. */

/** With which a host closes the WebSocket of a browser that has signed out, in whichever of its tabs. */
export const signedOutCode = 4401;

/** One end of a line. */
export interface Channel {
  send(text: string): void;
  onMessage(listener: (text: string) => void): void;
  /** The line broke; a line that reconnects by itself reports this each time. */
  onClose(listener: () => void): void;
  close(): void;
}

/**
 * What Electron's preload gives a window as `window.api`: a line that lives as long as the page, and the paths of files
 * the user dropped or picked. `Dropped` is the page's `File`, which this folder knows nothing of.
 */
export interface Bridge<Dropped = never> extends Pick<Channel, 'send' | 'onMessage'> {
  /** Absolute; empty for a file that was made in the page. */
  pathOfFile(file: Dropped): string;
}

/** A channel over anything that can send text; its owner reports what arrives and when it ends. */
export class Line implements Channel {
  readonly #transport: Pick<Channel, 'send' | 'close'>;
  readonly #messageListeners: ((text: string) => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];

  constructor(transport: Pick<Channel, 'send' | 'close'>) {
    this.#transport = transport;
  }

  send(text: string): void {
    this.#transport.send(text);
  }

  close(): void {
    this.#transport.close();
  }

  onMessage(listener: (text: string) => void): void {
    this.#messageListeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  /** A message has arrived. */
  deliver(text: string): void {
    for (const listener of this.#messageListeners) listener(text);
  }

  /** The line broke or was closed. */
  closed(): void {
    for (const listener of this.#closeListeners) listener();
  }
}
