/** Who may use the endpoint: keys of 256 random bits, told once and kept as hashes. */

import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { endpointKeys, writeEndpointKeys } from '../../store/endpointKeys.ts';
import type { Store } from '../../store/store.ts';
import { enteredName } from '../library/entries.ts';

/** So much randomness cannot be guessed, so that no slow hash is needed, and comparing hashes tells nothing by its time. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** The keys there are, oldest first, without what is kept of them. */
export function keysOf(store: Store): { name: string; createdAt: number }[] {
  return endpointKeys(store).map(({ name, createdAt }) => ({ name, createdAt }));
}

/** Makes a key. @returns the key, which nobody is told again @throws AppError `exists` for a name that is taken */
export function addKey(store: Store, name: string): string {
  const entered = enteredName('A key', name);
  const key = `lr-${randomBytes(32).toString('base64url')}`;
  store.transaction(() => {
    const keys = endpointKeys(store);
    if (keys.some((each) => each.name === entered))
      throw new AppError(
        'exists',
        say`there is a key "${entered}" already`,
        say`Choose another name, or remove it first.`,
      );
    writeEndpointKeys(store, [...keys, { name: entered, hash: hashOf(key), createdAt: Date.now() }]);
  });
  return key;
}

/** Lets nobody in with this key any more. @throws AppError `not-found` */
export function removeKey(store: Store, name: string): void {
  store.transaction(() => {
    const keys = endpointKeys(store);
    const left = keys.filter((each) => each.name !== name);
    if (left.length === keys.length)
      throw new AppError('not-found', say`there is no key "${name}"`, say`Look at the list again.`);
    writeEndpointKeys(store, left);
  });
}

/** The name of the key that somebody shows; undefined: it is none of ours. */
export function keyName(store: Store, key: string): string | undefined {
  const hash = hashOf(key);
  return endpointKeys(store).find((each) => each.hash === hash)?.name;
}
