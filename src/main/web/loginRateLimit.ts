/** Slows down whoever guesses passwords: each address for itself, and all of them together. */
import { isIPv6 } from 'node:net';
import { plainAddress } from './address.ts';

/** Failures of one address that cost no pause yet. */
const free = 3;
const longestPauseMs = 300_000;
/** After so long without a failure an address is as good as new. */
const memoryMs = 3_600_000;
const maxPlaces = 1000;
const minuteMs = 60_000;
/** Failures of all addresses together in a minute. */
const perMinute = 20;

interface Place {
  readonly failures: number;
  readonly at: number;
  readonly until: number;
}

export class LoginRateLimit {
  /** In the order of their last attempts. */
  readonly #places = new Map<string, Place>();
  /** When the failures of the last minute were. */
  #recent: readonly number[] = [];

  /**
   * Asks for an attempt. It counts as a failure from now on, so that many at once gain nothing; see {@link right}.
   * @returns milliseconds to wait first; 0: go on
   */
  attempt(address: string, now: number): number {
    const place = placeOf(address);
    const known = this.#places.get(place);
    if (known && now < known.until) return known.until - now;
    this.#recent = this.#recent.filter((at) => now - at < minuteMs);
    if (this.#recent.length >= perMinute) return this.#recent[0]! + minuteMs - now;
    this.#recent = [...this.#recent, now];
    const failures = 1 + (known && now - known.at < memoryMs ? known.failures : 0);
    const pause = failures < free ? 0 : Math.min(1000 * 2 ** (failures - free), longestPauseMs);
    this.#places.delete(place);
    this.#places.set(place, { failures, at: now, until: now + pause });
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= maxPlaces) break;
      this.#places.delete(oldest);
    }
    return 0;
  }

  /** The attempt was none of a guesser. */
  right(address: string): void {
    this.#places.delete(placeOf(address));
    this.#recent = this.#recent.slice(0, -1);
  }
}

/** Who has one IPv6 address has all of its network, 2^64 of them. */
function placeOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [left, right] = plain.split('::').map((half) => half.split(':').filter(Boolean)) as [
    string[],
    string[] | undefined,
  ];
  const zeros = Array(right ? 8 - left.length - right.length : 0).fill('0');
  return [...left, ...zeros, ...(right ?? [])].slice(0, 4).join(':');
}
