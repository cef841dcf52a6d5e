/** Two ends of a line in one process, for tests of the wire. */
import { type Channel, Line } from '../../src/shared/channel.ts';

export interface LinePair {
  readonly near: Channel;
  readonly far: Channel;
  /** Breaks the line: both ends hear of it. */
  cut(): void;
  /** What the far end was sent, as text. */
  readonly sent: readonly string[];
}

/** Texts arrive at the other end in order, in a later microtask, until the line is closed from either end. */
export function linePair(): LinePair {
  const sent: string[] = [];
  let open = true;
  const cut = () => {
    if (!open) return;
    open = false;
    near.closed();
    far.closed();
  };
  const carry = (to: () => Line, text: string) => queueMicrotask(() => open && to().deliver(text));
  const near: Line = new Line({
    send: (text) => {
      sent.push(text);
      carry(() => far, text);
    },
    close: cut,
  });
  const far: Line = new Line({ send: (text) => carry(() => near, text), close: cut });
  return { near, far, cut, sent };
}
