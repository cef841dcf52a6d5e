/** Where a statement stands while it is performed. */

import type { Run } from './run.ts';
import { Scope } from './scope.ts';

/** What is written so far, by a template or by one of its macros. */
export interface Output {
  text: string;
}

export class Frame {
  readonly run: Run;
  readonly scope: Scope;
  readonly out: Output;

  constructor(run: Run, scope: Scope, out: Output) {
    this.run = run;
    this.scope = scope;
    this.out = out;
  }

  /** A block whose variables end with it; `out`: where it writes, if not to the same place. */
  inner(out: Output = this.out): Frame {
    return new Frame(this.run, new Scope(this.scope), out);
  }

  /** Throws EndlessTemplate where there is no end to it. */
  write(text: string): void {
    this.run.spend(1);
    this.run.textOf(text.length);
    this.out.text += text;
    this.run.checkText(this.out.text.length);
  }
}
