/** An ONNX export as onnxruntime runs it, from its own files: logits, answers, and the weights behind them. */

import type { BaseModel } from '../../baseModel.ts';
import { type Companions, declaredEnds } from '../../formats/modelFolder.ts';
import { elementCount } from '../../formats/tensor.ts';
import { argmax } from '../../infer/sample.ts';
import { float32, floats, type HostTensor, int64, Session } from '../../runtime/session.ts';
import type { LogitSource } from '../logitSource.ts';
import type { OnnxType } from './storedWeights.ts';

/**
 * @param file the graph  @param folder its companions, which say where an answer ends
 * @throws AppError `bad-model` where onnxruntime does not load it
 */
export async function openOnnx(
  file: string,
  folder: Companions,
  { config }: BaseModel,
  type: OnnxType,
): Promise<LogitSource> {
  const session = await Session.open(file, { prepacked: type === 'int4' || type === 'int8' });
  const ends = declaredEnds(folder);
  const caches = session.inputs.filter(({ name }) => name.startsWith('past_'));
  const nothing: Cache = Object.fromEntries(caches.map(({ name, shape }) => [name, zeros(shape)]));

  /** Reads `ids` after the tokens of `past`. @param kept of how many logits are wanted, 0 for all */
  const read = async (ids: readonly number[], before: number, past: Cache, kept: number) => {
    const places = ids.map((_, i) => before + i);
    const outputs = await session.run({
      input_ids: int64(ids, [1, ids.length]),
      attention_mask: int64(new Array(before + ids.length).fill(1), [1, before + ids.length]),
      position_ids: int64(places, [1, ids.length]),
      num_logits_to_keep: int64([kept], []),
      ...past,
    });
    const cache = caches.map(({ name }) => [name, outputs[presentOf(name)]] as const);
    return { logits: floats(outputs.logits), cache: Object.fromEntries(cache) as Cache };
  };
  return {
    logits: async (ids) => (await read([...ids], 0, nothing, 0)).logits,
    async answerLength(prompt, most) {
      let [unread, length, past] = [[...prompt], 0, nothing];
      for (let made = 1; made <= Math.min(most, config.maxPositions - prompt.length); made++) {
        const { logits, cache } = await read(unread, length, past, 1);
        length += unread.length;
        [unread, past] = [[argmax(logits)], cache];
        if (ends.includes(unread[0] as number)) return made;
      }
      return null;
    },
    dtype: type,
    release: () => session.release(),
  };
}

type Cache = Readonly<Record<string, HostTensor>>;

/** What it is called after a run. */
function presentOf(name: string): string {
  return name.replace('past_key_values', 'present').replace('past_conv', 'present_conv');
}

/** A cache before any token: of unknown sizes the batch is 1, and the others are 0. */
function zeros(dims: readonly (number | string)[]): HostTensor {
  const shape = dims.map((dim) => (typeof dim === 'number' ? dim : dim === 'batch_size' ? 1 : 0));
  return float32(new Float32Array(elementCount(shape)), shape);
}
