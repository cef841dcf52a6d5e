/** What a template sees as `loop`, which looks ahead only when asked, as iterators are walked once. */

import { equal } from './compare.ts';
import { TemplateFault } from './faults.ts';
import { iterate, lengthOf } from './iterate.ts';
import type { Run } from './run.ts';
import { Callable, Lazy, Properties, Tuple, Undefined, type Value } from './values.ts';

export class Loop extends Properties {
  readonly typeName = 'LoopContext';
  readonly #over: Value;
  #iterator: Iterator<Value>;
  #ahead: IteratorResult<Value> | undefined;
  #index0 = -1;
  #before: Value | undefined;
  #current: Value | undefined;
  #length: number | undefined;
  #seen: Value | undefined;

  constructor(over: Value) {
    super();
    this.#over = over;
    this.#iterator = iterate(over);
  }

  /** The next item; undefined after the last. */
  next(): Value | undefined {
    const next = this.#peek();
    this.#ahead = undefined;
    if (next.done) return undefined;
    this.#index0++;
    this.#before = this.#current;
    this.#current = next.value;
    return next.value;
  }

  property(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return BigInt(this.#index0 + 1);
      case 'index0':
        return BigInt(this.#index0);
      case 'first':
        return this.#index0 === 0;
      case 'last':
        return this.#peek().done === true;
      case 'length':
        return BigInt(this.#count());
      case 'revindex':
        return BigInt(this.#count() - this.#index0);
      case 'revindex0':
        return BigInt(this.#count() - this.#index0 - 1);
      case 'depth':
        return 1n;
      case 'depth0':
        return 0n;
      case 'previtem':
        return this.#index0 === 0 ? new Undefined('there is no previous item') : this.#before;
      case 'nextitem': {
        const next = this.#peek();
        return next.done ? new Undefined('there is no next item') : next.value;
      }
      case 'cycle':
        return new Callable('cycle', ({ positional }) => this.#cycle(positional));
      case 'changed':
        return new Callable('changed', ({ positional }, run) => this.#changed(new Tuple(positional), run));
    }
    return undefined;
  }

  #peek(): IteratorResult<Value> {
    this.#ahead ??= this.#iterator.next();
    return this.#ahead;
  }

  #count(): number {
    if (this.#length !== undefined) return this.#length;
    const known = this.#over instanceof Lazy ? undefined : lengthOf(this.#over);
    if (known !== undefined) {
      this.#length = known;
      return known;
    }
    const rest: Value[] = [];
    const iterator = this.#iterator;
    if (this.#ahead && !this.#ahead.done) rest.push(this.#ahead.value);
    if (!this.#ahead?.done)
      for (let next = iterator.next(); !next.done; next = iterator.next()) rest.push(next.value);
    this.#ahead = undefined;
    this.#iterator = rest[Symbol.iterator]();
    this.#length = this.#index0 + 1 + rest.length;
    return this.#length;
  }

  #cycle(values: readonly Value[]): Value {
    if (values.length === 0) throw new TemplateFault('no items for cycling given');
    return values[this.#index0 % values.length]!;
  }

  #changed(values: Tuple, run: Run): boolean {
    const same = this.#seen !== undefined && equal(this.#seen, values, run);
    this.#seen = values;
    return !same;
  }
}
