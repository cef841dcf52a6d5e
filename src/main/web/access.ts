/** Decides who may talk to the browser host: a one-time token becomes a cookie, and Host and Origin must be ours. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** At most this many browsers are let in before the host must be restarted. */
const maxSessions = 64;

function secret(): string {
  return randomBytes(32).toString('base64url');
}

export class Access {
  readonly #hosts: readonly string[];
  readonly #cookieName: string;
  // Looking a secret of 256 random bits up in a set leaks no usable timing.
  readonly #sessions = new Set<string>();
  #token = secret();

  constructor(port: number) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    // Cookies do not tell ports apart, so that two studios on one machine need two names.
    this.#cookieName = `lowrank-${port}`;
  }

  /** The token that lets the next browser in, once. */
  get token(): string {
    return this.#token;
  }

  /** Whether the request was meant for this host and, where it says so, comes from one of its own pages. */
  isOurs({ host, origin }: IncomingHttpHeaders): boolean {
    if (!host || !this.#hosts.includes(host)) return false;
    return origin === undefined || origin === `http://${host}`;
  }

  /** The `Set-Cookie` value for the browser that brings the right token; the token is then used up. */
  exchange(token: string): string | undefined {
    const [given, wanted] = [Buffer.from(token), Buffer.from(this.#token)];
    const right = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (!right || this.#sessions.size >= maxSessions) return undefined;
    this.#token = secret();
    const session = secret();
    this.#sessions.add(session);
    return `${this.#cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether the request carries the cookie of a browser that was let in. */
  knows({ cookie }: IncomingHttpHeaders): boolean {
    const prefix = `${this.#cookieName}=`;
    const session = cookie?.split('; ').find((pair) => pair.startsWith(prefix));
    return session !== undefined && this.#sessions.has(session.slice(prefix.length));
  }
}
