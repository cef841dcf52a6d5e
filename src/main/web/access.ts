/** Decides who may talk to the browser host: a token or a password becomes a cookie; Host and Origin must be ours. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type HostRequest, isNamedHost, isOwnHost } from './address.ts';

/** At most this many browsers are let in; one more, and the first is forgotten. */
const maxSessions = 64;

function secret(): string {
  return randomBytes(32).toString('base64url');
}

export class Access {
  readonly #port: number;
  readonly #names: readonly string[];
  readonly #cookieName: string;
  // Looking a secret of 256 random bits up in a set leaks no usable timing.
  readonly #sessions = new Set<string>();
  #token = secret();

  /** @param names by which people reach this host besides its addresses, such as that of a proxy before it */
  constructor(port: number, names: readonly string[] = []) {
    this.#port = port;
    this.#names = names;
    // Cookies do not tell ports apart, so that two studios on one machine need two names.
    this.#cookieName = `lowrank-${port}`;
  }

  /** The token that lets the next browser in, once. */
  get token(): string {
    return this.#token;
  }

  /**
   * Whether the request was meant for this host and, where it says so, comes from one of its own pages. Ours is the
   * address the connection has come in by: see {@link isOwnHost}.
   */
  isOurs(request: HostRequest): boolean {
    const { host, origin } = request.headers;
    if (!host) return false;
    if (!isOwnHost(request, this.#port, this.#names)) return false;
    const named = isNamedHost(host, this.#names);
    // Before a named host there may be a proxy that speaks TLS.
    return origin === undefined || origin === `http://${host}` || (named && origin === `https://${host}`);
  }

  /** The `Set-Cookie` value for the browser that brings the right token; the token is then used up. */
  exchange(token: string): string | undefined {
    const [given, wanted] = [Buffer.from(token), Buffer.from(this.#token)];
    const right = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (!right) return undefined;
    this.#token = secret();
    return this.admit();
  }

  /** The `Set-Cookie` value that lets a browser in. @param secure whether it came over TLS */
  admit(secure = false): string {
    const session = secret();
    this.#sessions.add(session);
    for (const oldest of this.#sessions) {
      if (this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(oldest);
    }
    return `${this.#cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  /** Whether the request carries the cookie of a browser that was let in. */
  knows(headers: IncomingHttpHeaders): boolean {
    return this.#sessions.has(this.#sessionOf(headers));
  }

  /** Lets the request's browser in no longer. @returns the `Set-Cookie` value that makes it forget its cookie */
  dismiss(headers: IncomingHttpHeaders): string {
    this.#sessions.delete(this.#sessionOf(headers));
    return `${this.#cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
  }

  /** Empty, as no session is, where the request carries none. */
  #sessionOf({ cookie }: IncomingHttpHeaders): string {
    const prefix = `${this.#cookieName}=`;
    const pair = cookie?.split('; ').find((each) => each.startsWith(prefix));
    return pair?.slice(prefix.length) ?? '';
  }
}
