/** Faults planted where they come from in earnest: in what onnxruntime returns or throws. */

import ort from 'onnxruntime-node';
import { vi } from 'vitest';

type Outputs = Record<string, { readonly data: Float32Array }>;

/** The `run`th pass of its kind, from 1; 0 and -1 are those of the dry run; throws, or changes what was computed. */
export type Fault = (run: number, outputs: Outputs) => void;

/** What passes there are: with gradients, or the loss alone. */
export interface Faults {
  readonly gradient?: Fault;
  readonly loss?: Fault;
}

/** Until vitest's mocks are restored, every session passes what it computes by `faults`. */
export function plant(faults: Faults): void {
  const runs = { gradient: -2, loss: -1 };
  const create = ort.InferenceSession.create as unknown as (
    ...given: unknown[]
  ) => Promise<ort.InferenceSession>;
  vi.spyOn(ort.InferenceSession, 'create').mockImplementation(async (...given: unknown[]) => {
    const session = await create(...given);
    const run = session.run.bind(session);
    session.run = async (feeds: ort.InferenceSession.FeedsType) => {
      const outputs = (await run(feeds)) as unknown as Outputs;
      if (!('loss' in outputs)) return outputs as never;
      const kind = Object.keys(outputs).every((name) => /^(loss|figure\.)/.test(name)) ? 'loss' : 'gradient';
      faults[kind]?.(++runs[kind], outputs);
      return outputs as never;
    };
    return session;
  });
}
