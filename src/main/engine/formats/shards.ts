/** Finds a model's weights: one safetensors file, or the shards its index names. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { isJsonObject, type JsonObject, readJsonObject } from './json.ts';
import { openSafetensors } from './safetensors.ts';
import type { TensorIndex } from './tensor.ts';

/** A weight file of a model; `name` is relative to the model's folder. */
export interface Shard {
  readonly name: string;
  readonly tensors: TensorIndex;
}

export const singleName = 'model.safetensors';
export const indexName = 'model.safetensors.index.json';

/**
 * Names of the weight files of a model, sorted: the single file where there is one, as transformers looks for it first,
 * or else whatever its index names, however it is called; none where there is neither.
 * @param has whether there is a file of this name  @param index reads the index  @param place of the index, for messages
 * @throws AppError `bad-model` for an index without places in the same folder
 */
export function weightFiles(
  has: (name: string) => boolean,
  index: () => JsonObject,
  place: string,
): readonly string[] {
  if (has(singleName)) return [singleName];
  return has(indexName) ? [...new Set(weightMap(index(), place).values())].sort() : [];
}

/** The weight files of the model in `folder`, in the order of their names. */
export function openShards(folder: string): readonly Shard[] {
  const index = join(folder, indexName);
  const has = (name: string) => existsSync(join(folder, name));
  const read = () => readJsonObject(index, 'bad-model');
  const names = weightFiles(has, read, index);
  if (names.length === 0) throw weightsMissing(folder);
  const shards = names.map((name) => ({ name, tensors: openShard(folder, name) }));
  if (names[0] === singleName) return shards;
  const expected = weightMap(read(), index);
  for (const shard of shards) refuseDisagreement(shard, expected, index);
  return shards;
}

function weightMap({ weight_map: places }: JsonObject, index: string): ReadonlyMap<string, string> {
  const hint = say`The index is damaged: copy or download it again.`;
  if (!isJsonObject(places) || Object.keys(places).length === 0)
    throw new AppError('bad-model', say`${index} has no weight_map`, hint);
  const map = new Map<string, string>();
  for (const [tensor, shard] of Object.entries(places)) {
    // A name with a separator could point anywhere on the disk.
    if (typeof shard !== 'string' || !/^[^/\\:]+\.safetensors$/.test(shard)) {
      const found = say`${index}: tensor ${tensor} lies in ${JSON.stringify(shard)}`;
      throw new AppError('bad-model', say`${found}, expected a .safetensors file of the same folder`, hint);
    }
    map.set(tensor, shard);
  }
  return map;
}

function openShard(folder: string, name: string): TensorIndex {
  if (existsSync(join(folder, name))) return openSafetensors(join(folder, name));
  const hint = say`Copy or download ${name} into the folder.`;
  throw new AppError('bad-model', say`${folder}: shard ${name}, named by ${indexName}, is missing`, hint);
}

function refuseDisagreement(shard: Shard, expected: ReadonlyMap<string, string>, index: string): void {
  const hint = say`Index and shards come from different versions: copy or download the folder again.`;
  for (const name of shard.tensors.keys()) {
    const claimed = expected.get(name);
    if (claimed === shard.name) continue;
    const place = claimed === undefined ? say`does not list it` : `says ${claimed}`;
    throw new AppError('bad-model', say`${shard.name} holds tensor ${name}, but ${index} ${place}`, hint);
  }
  for (const [name, claimed] of expected) {
    if (claimed !== shard.name || shard.tensors.has(name)) continue;
    throw new AppError(
      'bad-model',
      say`${shard.name} lacks tensor ${name}, which ${index} says it holds`,
      hint,
    );
  }
}

function weightsMissing(folder: string): AppError {
  const files = readdirSync(folder);
  const pickle = files.find((name) => /^(pytorch_model|consolidated|model).*\.(bin|pt|pth|ckpt)$/.test(name));
  if (pickle !== undefined) return pickleRefused(join(folder, pickle), 'AutoModelForCausalLM');
  const gguf = files.find((name) => name.endsWith('.gguf'));
  const hint = gguf
    ? say`Give the file itself: ${join(folder, gguf)}`
    : say`Copy or download the weights into the folder.`;
  return new AppError('bad-model', say`${folder} has neither ${singleName} nor ${indexName}`, hint);
}

/** Refuses weights that exist only as `file`; `loader` is the Python class that converts them. */
export function pickleRefused(file: string, loader: string): AppError {
  return new AppError(
    'unsupported',
    say`${file} is a pickle file, which may run code when it is opened, and there are no safetensors beside it`,
    say`Use a version with safetensors; on a machine with Python, ${loader}.from_pretrained(...) followed by save_pretrained(...) writes one.`,
  );
}
