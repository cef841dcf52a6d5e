/** Serves the contract over one WebSocket at a bearable pace, whatever the other end sends or leaves unread. */
import type { WebSocket } from 'ws';
import type { Implementation, Services } from '../../shared/api.ts';
import { Line } from '../../shared/channel.ts';
import { serveApi } from '../../shared/wire.ts';

export interface SocketLimits {
  /** Messages taken at once, and those taken a second after that; more of them wait. */
  readonly burst: number;
  readonly perSecond: number;
  /** Calls that are being answered; more of them wait. */
  readonly calls: number;
  /** Answers and events the other end has not read; with more of them it is cut off, and may connect anew. */
  readonly unreadBytes: number;
  /** Milliseconds without a sign of life, after which one is asked for; as many again, and the other end is gone. */
  readonly idleTimeoutMs: number;
}

/** Far beyond what a page needs, far below what hurts. */
const usual: SocketLimits = {
  burst: 400,
  perSecond: 200,
  calls: 256,
  unreadBytes: 32 << 20,
  idleTimeoutMs: 30_000,
};

/** Serves until the socket closes; closes it on a message that is no call. */
export function serveSocket(client: WebSocket, services: Services, limits: SocketLimits = usual): void {
  const waiting: string[] = [];
  let allowance = limits.burst;
  let refilled = performance.now();
  let calls = 0;
  let later: NodeJS.Timeout | undefined;

  const line = new Line({
    send: (text) => {
      if (client.readyState !== client.OPEN) return;
      if (client.bufferedAmount > limits.unreadBytes) client.terminate();
      else client.send(text);
    },
    close: () => client.close(1008, 'not a call'),
  });

  const refill = () => {
    const now = performance.now();
    allowance = Math.min(limits.burst, allowance + ((now - refilled) / 1000) * limits.perSecond);
    refilled = now;
  };

  /** Takes what may be taken now; while something waits, nothing more is read from the network. */
  const take = () => {
    refill();
    while (
      waiting.length > 0 &&
      allowance >= 1 &&
      calls < limits.calls &&
      client.readyState === client.OPEN
    ) {
      allowance--;
      line.deliver(waiting.shift()!);
    }
    if (waiting.length === 0 || client.readyState !== client.OPEN) return client.resume();
    client.pause();
    if (allowance < 1) later ??= setTimeout(resume, 1000 / limits.perSecond);
  };
  const resume = () => {
    later = undefined;
    take();
  };

  let alive = true;
  const heartbeat = setInterval(() => {
    if (!alive && !client.isPaused) return client.terminate();
    alive = false;
    client.ping();
  }, limits.idleTimeoutMs);

  client.on('pong', () => {
    alive = true;
  });
  client.on('message', (data, isBinary) => {
    alive = true;
    waiting.push(isBinary ? '' : data.toString());
    take();
  });
  client.on('close', () => {
    clearInterval(heartbeat);
    clearTimeout(later);
    waiting.length = 0;
    line.closed();
  });
  client.on('error', () => client.terminate()); // an oversized or malformed frame; 'close' follows
  const counted = counting(
    services.methods,
    () => calls++,
    () => {
      calls--;
      if (waiting.length > 0) take();
    },
  );
  serveApi(line, { ...services, methods: counted });
}

/** The methods, telling when each call begins and ends. */
function counting(methods: Implementation, onBegin: () => void, onEnd: () => void): Implementation {
  const entries = Object.entries(methods as Record<string, (input: unknown) => Promise<unknown>>);
  return Object.fromEntries(
    entries.map(([name, method]) => [
      name,
      async (input: unknown) => {
        onBegin();
        try {
          return await method(input);
        } finally {
          onEnd();
        }
      },
    ]),
  ) as unknown as Implementation;
}
