/** The password of a host that others can reach: kept as a key derived from it, compared in constant time. */
import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';

const keyBytes = 32;
const shortest = 12;
const longest = 1000;
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** One spelling for what keyboards of different systems compose differently. */
const spelled = (password: string) => password.normalize('NFC');

export class Password {
  readonly #salt = randomBytes(16);
  readonly #key: Buffer;

  /** @throws AppError `bad-config` for a password that is too short, or too long to be one */
  constructor(password: string) {
    const length = [...password].length;
    if (length < shortest || length > longest)
      throw new AppError(
        'bad-config',
        `the password has ${length} characters; expected ${shortest} to ${longest}`,
        'Take several words that do not belong together.',
      );
    this.#key = scryptSync(spelled(password), this.#salt, keyBytes);
  }

  async matches(given: string): Promise<boolean> {
    return timingSafeEqual(await derive(spelled(given), this.#salt, keyBytes), this.#key);
  }
}
