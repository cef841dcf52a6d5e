/** Starts a server, and says in plain words why it cannot. */
import type { Server } from 'node:http';
import { AppError } from '../../shared/errors.ts';

/** @returns the port @throws AppError `exists` when the port is taken; `bad-config` for an address of another machine */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRNOTAVAIL')
        return reject(
          new AppError('bad-config', `${host} is no address of this machine`, 'Choose another with --host.'),
        );
      const taken = cause.code === 'EADDRINUSE';
      const message = `port ${port}: ${taken ? 'another program is using it' : cause.message}`;
      reject(
        new AppError(taken ? 'exists' : 'network', message, 'Choose another port with --port.', { cause }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
