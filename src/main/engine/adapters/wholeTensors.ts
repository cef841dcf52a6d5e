/** Tensors that stand whole in place of the model's, beside an adapter: embeddings, head, norms and biases, trained or brought. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import { isMeantBy } from '../formats/peft.ts';
import type { AdapterConfig } from '../formats/peftConfig.ts';
import type { TensorIndex, TensorInfo } from '../formats/tensor.ts';
import { headName, weightsOf } from '../models/decoder.ts';
import { readModelConfig } from '../models/registry.ts';
import type { LinearLayer } from '../nn/weights.ts';

const untiedModels = new WeakMap<BaseModel, BaseModel>();

/** The model with embeddings and head told apart, both still the same numbers of its files; as it is where they are apart. */
export function untied(model: BaseModel): BaseModel {
  const known = untiedModels.get(model) ?? withOwnHead(model);
  untiedModels.set(model, known);
  return known;
}

function withOwnHead(model: BaseModel): BaseModel {
  const { folder } = model;
  const config = { ...folder.config, tie_word_embeddings: false };
  const architecture = readModelConfig(config, folder.path);
  const [shared, own] = [headName(model), headName(architecture)];
  if (own === shared) return model;
  const head = { ...(model.tensors.get(shared) as TensorInfo), name: own };
  const withHead = (tensors: TensorIndex): TensorIndex =>
    tensors.has(shared) ? new Map([...tensors, [own, head]]) : tensors;
  const shards = folder.shards.map((shard) => ({ ...shard, tensors: withHead(shard.tensors) }));
  const { linear, tensors } = weightsOf(architecture);
  const all = withHead(model.tensors);
  return {
    ...model,
    ...architecture,
    folder: { ...folder, config, shards, weights: withHead(folder.weights) },
    tensors: new Map([...tensors.keys()].map((name) => [name, all.get(name) as TensorInfo])),
    linear,
  };
}

/**
 * The model in which each of `names` is a tensor of its own. What is tied is not any more once either end is another's:
 * as in PEFT, a head of its own leaves the embeddings alone, and embeddings of their own the head.
 */
export function modelWith(model: BaseModel, names: Iterable<string>): BaseModel {
  const own = untied(model);
  const ends = [headName(model), headName(own)];
  return own !== model && [...names].some((name) => ends.includes(name)) ? own : model;
}

/** The module a tensor belongs to: "lm_head" of "lm_head.weight". */
function moduleOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

/** What a config says of whole tensors. */
export type WholeSettings = Pick<AdapterConfig, 'modulesToSave' | 'bias'>;

/** The tensors that are trained whole, by name in the model's order. @param adapted the layers that get an adapter */
export function wholeTensors(
  { tensors }: BaseModel,
  { modulesToSave, bias }: WholeSettings,
  adapted: readonly LinearLayer[],
): readonly string[] {
  const layers = new Set(adapted.map(({ path }) => path));
  const isBias = (name: string) =>
    name.endsWith('.bias') && (bias === 'all' || (bias === 'lora_only' && layers.has(moduleOf(name))));
  const isSaved = (name: string) => modulesToSave?.some((each) => isMeantBy(moduleOf(name), each)) ?? false;
  return [...tensors.keys()].filter((name) => isSaved(name) || isBias(name));
}

/**
 * Names of modules from a comma-separated list; null for none.
 * @throws AppError `bad-config` for a name that no module has
 */
export function parseModulesToSave(model: BaseModel, text: string): readonly string[] | null {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  const modules = [...new Set([...untied(model).tensors.keys()].map(moduleOf))];
  const unknown = names.find((name) => !modules.some((module) => isMeantBy(module, name)));
  if (unknown !== undefined) {
    const known = [...new Set(modules.map((module) => module.slice(module.lastIndexOf('.') + 1)))];
    throw new AppError(
      'bad-config',
      say`unknown module to save ${JSON.stringify(unknown)}; known: ${known.join(', ')}`,
      say`Name some of these, separated by commas.`,
    );
  }
  const turned = [...model.tensors.values()].find(
    (info) => info.transposed && names.some((name) => isMeantBy(moduleOf(info.name), name)),
  );
  if (turned)
    throw new AppError(
      'unsupported',
      say`${turned.name} cannot be trained whole: this family stores it turned`,
      say`Train it with an adapter.`,
    );
  return names.length > 0 ? names : null;
}

/** The model as a run with these settings trains it. @throws AppError `bad-config` */
export function trainedModel(
  model: BaseModel,
  { modulesToSave: text }: { readonly modulesToSave: string },
): BaseModel {
  const modulesToSave = parseModulesToSave(model, text);
  if (modulesToSave === null) return model;
  return modelWith(model, wholeTensors(untied(model), { modulesToSave, bias: 'none' }, []));
}
