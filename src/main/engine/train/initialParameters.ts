/** What training starts from: fresh adapters, an adapter made earlier, or the model's own weights. */

import type { FirstValues } from '../adapters/method.ts';
import { readAdapter } from '../formats/peft.ts';
import { Random } from '../runtime/random.ts';
import type { Prepared } from './prepare.ts';

/** Gives each parameter's first values by name; to be asked in the plan's order. */
export function initialParameters({
  config,
  model,
  method,
}: Pick<Prepared, 'config' | 'model' | 'method'>): FirstValues {
  const init = config.init === undefined ? undefined : readAdapter(config.init);
  return method.start(model, new Random(config.seed), init);
}
