/** Variables by name, within those of the blocks around. */

import type { Value } from './values.ts';

export class Scope {
  // a block has few variables, and every round of a loop makes a scope: lists are quicker than a map
  readonly #names: string[] = [];
  readonly #values: Value[] = [];
  readonly #outer: Scope | undefined;

  constructor(outer: Scope | undefined) {
    this.#outer = outer;
  }

  get(name: string): Value | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.#outer) {
      const at = scope.#names.indexOf(name);
      if (at >= 0) return scope.#values[at];
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    const at = this.#names.indexOf(name);
    if (at >= 0) this.#values[at] = value;
    else this.#values[this.#names.push(name) - 1] = value;
  }
}
