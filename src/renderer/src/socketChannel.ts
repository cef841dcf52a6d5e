/** The wire in a browser: a WebSocket to the host the page came from, opened again whenever it breaks. */
import { type Channel, Line, signedOutCode } from '../../shared/channel.ts';

const firstPauseMs = 500;
const longestPauseMs = 8000;

/**
 * Texts sent while the line is down wait for it.
 * @param page the page's own address
 * @param onState told `true` each time the line is up, `false` each time it breaks
 * @param onSignedOut called once the host lets this browser in no more
 */
export function socketChannel(
  page: string,
  onState: (up: boolean) => void,
  onSignedOut: () => void,
): Channel {
  const waiting: string[] = [];
  let pauseMs = firstPauseMs;
  let ended = false;
  let socket: WebSocket;

  const line = new Line({
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else waiting.push(text);
    },
    close: () => {
      ended = true;
      socket.close();
    },
  });

  const open = () => {
    const address = new URL('/api', page);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address);
    socket.onopen = () => {
      pauseMs = firstPauseMs;
      onState(true);
      for (const text of waiting.splice(0)) socket.send(text);
    };
    socket.onmessage = (event) => line.deliver(String(event.data));
    socket.onclose = ({ code }) => {
      waiting.length = 0; // their callers are told that the line broke
      onState(false);
      line.closed();
      if (ended) return;
      if (code === signedOutCode) return onSignedOut();
      setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    };
  };

  open();
  return line;
}
