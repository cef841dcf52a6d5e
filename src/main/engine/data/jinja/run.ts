/** Bounds on a rendering, because templates come from strangers and may never end. */

import { EndlessTemplate } from './faults.ts';

/** Statements, calls and characters (by 256) of one rendering. Real templates take some 30 for a turn. */
const mostSteps = 4_000_000;
/** UTF-16 units of any text a template makes. */
const longestText = 2 ** 26;
const longestList = 2 ** 22;
/** Macros within macros; Python gives up at a similar depth. */
const deepestCall = 150;

/** One rendering's account of what it has used. */
export class Run {
  #steps = 0;
  #depth = 0;

  /** Throws EndlessTemplate where the rendering has gone on for too long. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > mostSteps) throw new EndlessTemplate(`it takes more than ${mostSteps} steps`);
  }

  /** To be asked before a text of that many UTF-16 units is made. */
  textOf(units: number): void {
    this.checkText(units);
    this.spend(units >>> 8);
  }

  /** The same for a text that only grows by a little. */
  checkText(units: number): void {
    if (!(units <= longestText))
      throw new EndlessTemplate(`it makes a text of more than ${longestText} characters`);
  }

  /** To be asked before a list of that many items is made. */
  listOf(items: number): void {
    if (!(items <= longestList))
      throw new EndlessTemplate(`it makes a list of more than ${longestList} items`);
    this.spend(items);
  }

  /** Performs `action` one call deeper. */
  deeper<T>(action: () => T): T {
    if (++this.#depth > deepestCall) throw new EndlessTemplate('its macros call each other without end');
    try {
      return action();
    } finally {
      this.#depth--;
    }
  }
}
