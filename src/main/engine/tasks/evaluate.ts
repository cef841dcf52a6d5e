/** Measures a model, alone or with an adapter, on a whole dataset. */

import { AppError } from '../../../shared/errors.ts';
import type { TaskContext, TaskInput, TaskOutput } from '../../../shared/tasks.ts';
import { parameterInput } from '../adapters/parameters.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { loadDataset } from '../data/loadDataset.ts';
import { openModelText } from '../data/modelText.ts';
import { readAdapter } from '../formats/peft.ts';
import { type AdapterInputs, loadAdapter } from '../infer/adapter.ts';
import { chooseDevice } from '../runtime/devices.ts';
import { deviceName, item, Session } from '../runtime/session.ts';
import { batchFeeds } from '../train/batchFeeds.ts';
import { evaluate as meanLoss } from '../train/evaluate.ts';
import { chooseMicroTokens, lossChunksFor } from '../train/memory.ts';
import { lossGraph, type TrainingPlan } from '../train/trainingGraph.ts';

/** Tokens of one pass at most: more would keep no device busier. */
const mostTokens = 4096;

/**
 * Mean loss over the supervised tokens of every row that can be used, nothing held out.
 * @throws AppError what opening model, adapter and dataset throws; `not-finite` where the loss is no number; `interrupted`
 */
export async function evaluate(
  { model: modelPath, adapter: adapterPath, data, options, device: setting, threads }: TaskInput<'evaluate'>,
  { signal, onEvent }: TaskContext<'evaluate'>,
): Promise<TaskOutput<'evaluate'>> {
  const model = openBaseModel(modelPath);
  const adapter = adapterPath === null ? {} : loadAdapter(model, readAdapter(adapterPath));
  const maxLength = Math.min(options.maxLength, model.config.maxPositions);
  const text = openModelText(model.folder);
  const dataset = await loadDataset(data, text, { ...options, holdout: 0, maxLength });
  const { device } = await chooseDevice(setting);

  const microTokens = chooseMicroTokens(device, mostTokens, {
    ...{ model, trainable: 0, rank: 0, targets: [], recompute: 'layer', longest: dataset.longest },
  });
  const lossChunks = lossChunksFor(Math.max(microTokens, dataset.longest), model.config.vocabulary);
  const session = await Session.create(lossGraph(planOf(model, adapter, lossChunks)), {
    device,
    folder: model.weightsFolder,
    ...(threads !== null && { threads }),
  });
  const parameters = Object.fromEntries(
    Object.entries(adapter).map(([name, tensor]) => [parameterInput(name), tensor]),
  );
  try {
    let done = 0;
    const lossSum = async (examples: Parameters<typeof batchFeeds>[0]) => {
      const results = await session.run({ ...parameters, ...batchFeeds(examples, lossChunks, 1) });
      done += examples.length;
      onEvent({ share: done / dataset.train.lengths.length });
      return item(results.loss);
    };
    const loss = await meanLoss({ lossSum }, dataset.train, { microTokens, packing: true, signal });
    if (!Number.isFinite(loss)) throw notANumber(modelPath, adapterPath, data);
    return {
      loss,
      tokens: dataset.tokens,
      supervised: dataset.labels,
      rows: dataset.rowsUsed,
      rowsInFile: dataset.rows,
      warnings: [...dataset.warnings],
      device: deviceName(device),
    };
  } finally {
    await session.release();
  }
}

/** The adapter's matrices stand where a run's parameters do; A is scaled already. */
function planOf(model: BaseModel, adapter: AdapterInputs, lossChunks: number): TrainingPlan {
  const parameters = Object.entries(adapter).map(([name, { shape }]) => ({ name, shape }));
  const scaled = { rank: 1, alpha: 1, useRslora: false, dropout: 0, targets: [], loraplusRatio: 1 };
  return { model, lora: scaled, buckets: [{ parameters, rateFactor: 1 }], lossChunks };
}

function notANumber(model: string, adapter: string | null, data: string): AppError {
  return new AppError(
    'not-finite',
    `the loss of ${adapter === null ? model : `${model} with ${adapter}`} on ${data} is not a number`,
    adapter === null
      ? 'The weights are damaged: download the model again.'
      : 'Try it without the adapter: if that works, train the adapter again at a lower learning rate.',
  );
}
