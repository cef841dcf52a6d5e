/** Measures a model, alone or with an adapter, on a whole dataset. */

import { noteSentence } from '../../../shared/dataNotes.ts';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { TaskContext, TaskInput, TaskOutput } from '../../../shared/tasks.ts';
import { frozen } from '../adapters/adaptedWeights.ts';
import type { AdapterInputs } from '../adapters/kind.ts';
import { usualKind } from '../adapters/kinds.ts';
import { parameterInput } from '../adapters/parameters.ts';
import { modelWith } from '../adapters/wholeTensors.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { loadDataset } from '../data/loadDataset.ts';
import { openModelText } from '../data/modelText.ts';
import { readAdapter } from '../formats/peft.ts';
import { loadAdapter } from '../infer/adapter.ts';
import type { TokenSequence } from '../objectives/packedFeeds.ts';
import { chooseDevice } from '../runtime/devices.ts';
import { memoryNow } from '../runtime/freeResources.ts';
import { deviceName, Session } from '../runtime/session.ts';
import { measureMeans } from '../train/measureMeans.ts';
import { passSizes } from '../train/memory.ts';
import { readSums } from '../train/passSums.ts';
import { usualObjective } from '../train/plan.ts';
import { batchFeeds, type LossParts, lossGraph, type TrainingPlan } from '../train/trainingGraph.ts';

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
  const base = openBaseModel(modelPath);
  const adapter: AdapterInputs =
    adapterPath === null
      ? { kind: usualKind, feeds: {}, whole: {} }
      : loadAdapter(base, readAdapter(adapterPath));
  const model = modelWith(base, Object.keys(adapter.whole));
  const maxLength = Math.min(options.maxLength, model.config.maxPositions);
  const text = openModelText(model.folder);
  const dataset = await loadDataset(data, text, { ...options, holdout: 0, maxLength });
  const { device } = await chooseDevice(setting);

  const { microTokens, ...parts } = passSizes(
    {
      model,
      method: frozen(adapter.kind),
      objective: usualObjective,
      trainable: 0,
      recompute: 'layer',
      longest: dataset.longest,
    },
    { batchTokens: mostTokens },
    { device, freeBytes: memoryNow().freeBytes },
  );
  const session = await Session.create(lossGraph(planOf(model, adapter, parts)), {
    device,
    folder: model.weightsFolder,
    ...(threads !== null && { threads }),
  });
  const parameters = Object.fromEntries(
    Object.entries({ ...adapter.feeds, ...adapter.whole }).map(([name, tensor]) => [
      parameterInput(name),
      tensor,
    ]),
  );
  try {
    let done = 0;
    const measure = async (examples: readonly TokenSequence[]) => {
      const results = await session.run({
        ...parameters,
        ...batchFeeds(usualObjective, examples, parts.lossChunks),
      });
      done += examples.length;
      onEvent({ share: done / dataset.train.lengths.length });
      return readSums(usualObjective, results);
    };
    const options = { microTokens, packing: true, signal };
    const { loss } = await measureMeans({ measure }, usualObjective, dataset.train, options);
    if (!Number.isFinite(loss)) throw notANumber(modelPath, adapterPath, data);
    return {
      loss,
      tokens: dataset.tokens,
      supervised: dataset.labels,
      rows: dataset.rowsUsed,
      rowsInFile: dataset.rows,
      warnings: dataset.notes.map(noteSentence),
      device: deviceName(device),
    };
  } finally {
    await session.release();
  }
}

/** The adapter's tensors stand where a run's parameters do. */
function planOf(model: BaseModel, { kind, feeds, whole }: AdapterInputs, parts: LossParts): TrainingPlan {
  const parameters = Object.entries({ ...feeds, ...whole }).map(([name, { shape }]) => ({ name, shape }));
  return {
    model,
    method: frozen(kind),
    buckets: [{ parameters, rateFactor: 1 }],
    objective: usualObjective,
    ...parts,
  };
}

function notANumber(model: string, adapter: string | null, data: string): AppError {
  return new AppError(
    'not-finite',
    say`the loss of ${adapter === null ? model : `${model} with ${adapter}`} on ${data} is not a number`,
    adapter === null
      ? say`The weights are damaged: download the model again.`
      : say`Try it without the adapter: if that works, train the adapter again at a lower learning rate.`,
  );
}
