/** Full fine-tuning: every weight of the model is trained, and the result is a model. */

import { join } from 'node:path';
import { copyFile, writeFileAtomic } from '../formats/atomic.ts';
import { readTensor } from '../formats/readTensor.ts';
import { renderConfig } from '../formats/renderConfig.ts';
import { floatSource, writeSafetensors } from '../formats/safetensors.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { linear } from '../nn/linear.ts';
import { float32 } from '../runtime/session.ts';
import type { Method } from './method.ts';
import { modelWeights } from './modelWeights.ts';
import { fullBuckets, parameterInput } from './parameters.ts';

export const full: Method = {
  words: {
    what: 'full fine-tuning',
    summary: 'full fine-tuning of every weight',
    lighter: 'Train an adapter instead: --method lora.',
  },
  dropout: 0,
  graphKey: 'full',
  alike: true,
  adapted: () => [],
  buckets: fullBuckets,
  replaced: fullBuckets,

  start:
    async ({ tensors }) =>
    (name) =>
      readTensor(tensors.get(name) as TensorInfo),

  bind: (g, model, values) =>
    modelWeights(g, model, values, (_, weight, bias) => (x) => linear(g, x, weight, bias)),

  variant: ({ tensors }, values) => ({
    weights: Object.fromEntries(
      [...values].map(([name, numbers]) => [
        parameterInput(name),
        float32(numbers, (tensors.get(name) as TensorInfo).shape),
      ]),
    ),
  }),

  save(folder, { folder: base, tensors }, values) {
    const sources = [...values].map(([name, numbers]) =>
      floatSource(name, (tensors.get(name) as TensorInfo).shape, numbers),
    );
    writeSafetensors(join(folder, 'model.safetensors'), sources);
    const { dtype: _, torch_dtype: __, ...kept } = base.config;
    writeFileAtomic(join(folder, 'config.json'), renderConfig({ ...kept, dtype: 'float32' }));
    for (const name of base.extraFiles) copyFile(name, base.path, folder);
  },

  card: { use: 'A complete model: load it with transformers.', frontMatter: [] },
};
