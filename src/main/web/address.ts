/** Addresses the browser host listens on: which are this machine's own business, and how they are written in a link. */
import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError } from '../../shared/errors.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Whether only programs on this machine reach the address. */
export function isLoopback(address: string): boolean {
  return loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** The address of a name or address. @throws AppError `bad-config` where it has none */
export async function resolveAddress(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    throw new AppError(
      'bad-config',
      `--host ${host}: no such address or name`,
      'Give an address of this machine, or 0.0.0.0 for all of them.',
      { cause },
    );
  }
}

/** Host and port as a browser sends them in `Host`. */
export function authority(address: string, port: number): string {
  return new URL(`http://${isIPv6(address) ? `[${address}]` : address}:${port}`).host;
}

/** The addresses under which a host bound to this one can be opened, as far as this machine knows. */
export function openAddresses(bound: string): readonly string[] {
  if (bound !== '0.0.0.0' && bound !== '::') return [bound];
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  // An address of the link only needs the name of the link behind it, which browsers do not take.
  const usable = all.filter(({ family, scopeid }) => family === 'IPv4' || (bound === '::' && !scopeid));
  return usable.map(({ address }) => address);
}

/** The address as IPv4 where it is one that a socket for both families has written as IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Whether `Host` is one of the names by which people reach this host besides its addresses. */
export function isNamedHost(host: string, names: readonly string[]): boolean {
  const asked = host.replace(/:\d+$/, '').toLowerCase();
  return names.some((name) => name.toLowerCase() === asked);
}

/** What of a request says which host it means. */
export type HostRequest = Pick<IncomingMessage, 'headers' | 'socket'> &
  Partial<Pick<IncomingMessage, 'headersDistinct'>>;

/**
 * Whether a request names this host: by one of its names, or by the address the connection has come in by, so that a name
 * somebody else points here (DNS rebinding) does not count.
 */
export function isOwnHost(
  { headers: { host = '' }, headersDistinct, socket }: HostRequest,
  port: number,
  names: readonly string[],
): boolean {
  // Which of two a proxy has looked at, nobody here knows.
  if ((headersDistinct?.host?.length ?? 1) > 1) return false;
  const address = plainAddress(socket.localAddress ?? '');
  const own = address !== '' && host === authority(address, port);
  const local = isLoopback(address) && host === authority('localhost', port);
  return own || local || isNamedHost(host, names);
}
