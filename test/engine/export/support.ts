/** What the tests of exports share: bases in other shapes than the golden ones, adapters made to order, and errors. */

import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import type { ExportSource } from '../../../src/main/engine/export/targets.ts';
import { type ModelType, writeModel } from '../../../src/main/engine/export/writeModel.ts';
import {
  type Adapter,
  peftTensorName,
  readAdapter,
  writeAdapter,
} from '../../../src/main/engine/formats/peft.ts';
import type { AdapterConfig } from '../../../src/main/engine/formats/peftConfig.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import { floatSource, storedSource, writeSafetensors } from '../../../src/main/engine/formats/safetensors.ts';
import { AppError, type ErrorCode } from '../../../src/shared/errors.ts';
import { golden } from '../formats/support.ts';

/** Token ids to compare logits on, where a test has no tokenizer. */
export const prompts = [Int32Array.of(1, 81, 213, 287, 262), Int32Array.of(5, 424, 75)];

export const goldenModel = (name = 'llama'): BaseModel => openBaseModel(join(golden, name));
export const goldenAdapter = (name = 'llama'): Adapter => readAdapter(join(golden, name, 'adapter'));

export const goldenSource = (name = 'llama'): Pick<ExportSource, 'model' | 'adapter'> => ({
  model: goldenModel(name),
  adapter: goldenAdapter(name),
});

/** The golden model `name` in another element type, in the new folder `folder`. */
export async function convertedModel(folder: string, dtype: ModelType, name = 'llama'): Promise<BaseModel> {
  mkdirSync(folder);
  await writeModel(folder, goldenModel(name).folder, () => undefined, { dtype });
  return openBaseModel(folder);
}

/** The golden model `name` in two shards, with an index that says more than it must. */
export function shardedModel(folder: string, name = 'llama'): BaseModel {
  const base = goldenModel(name);
  mkdirSync(folder);
  copyFileSync(join(base.folder.path, 'config.json'), join(folder, 'config.json'));
  const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;
  const tensors = [...base.tensors.values()];
  const shardOf = (i: number) => shards[i < tensors.length / 3 ? 0 : 1];
  for (const shard of shards)
    writeSafetensors(
      join(folder, shard),
      tensors.filter((_, i) => shardOf(i) === shard).map((info) => storedSource(info)),
    );
  const index = {
    metadata: { total_size: 4 * base.parameters, total_parameters: base.parameters },
    weight_map: Object.fromEntries(tensors.map(({ name: tensor }, i) => [tensor, shardOf(i)])),
  };
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
  return openBaseModel(folder);
}

/** The golden model `name` with tokenizer, template, generation config, licence and a README beside it. */
export function modelWithCompanions(folder: string, name = 'llama'): BaseModel {
  mkdirSync(folder);
  for (const file of ['config.json', 'model.safetensors'])
    copyFileSync(join(golden, name, file), join(folder, file));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    copyFileSync(join(golden, file), join(folder, file));
  writeFileSync(join(folder, 'generation_config.json'), '{"eos_token_id": 2}');
  writeFileSync(join(folder, 'LICENSE'), 'free');
  writeFileSync(join(folder, 'README.md'), '# A base model');
  return openBaseModel(folder);
}

/**
 * An adapter of our own in the new folder `folder`.
 * @param modules [out, in] and rank by module path  @param value of entry i of all its matrices
 */
export function madeAdapter(
  folder: string,
  modules: Readonly<Record<string, readonly [out: number, input: number, rank: number]>>,
  config: Partial<AdapterConfig>,
  value: (i: number) => number = (i) => Math.sin(i) / 8,
): Adapter {
  mkdirSync(folder);
  const matrix = (name: string, rows: number, columns: number) =>
    floatSource(
      name,
      [rows, columns],
      Float32Array.from({ length: rows * columns }, (_, i) => value(i)),
    );
  const sources = Object.entries(modules).flatMap(([module, [out, input, rank]]) => [
    matrix(peftTensorName(`${module}.lora_A`), rank, input),
    matrix(peftTensorName(`${module}.lora_B`), out, rank),
  ]);
  const { kind, rank, alpha, useRslora, dropout, ...rest } = {
    kind: 'lora' as const,
    rank: 4,
    alpha: 8,
    useRslora: false,
    dropout: 0,
    ...config,
  };
  const targetModules = Object.keys(modules).map((module) => module.split('.').at(-1) as string);
  const patterns = { rankPattern: {}, alphaPattern: {}, baseModel: undefined };
  const whole = { layersToTransform: null, modulesToSave: null, bias: 'none' } as const;
  const settings = { kind, rank, alpha, useRslora, dropout, targetModules, ...patterns, ...whole, ...rest };
  writeAdapter(folder, settings, sources);
  return readAdapter(folder);
}

/** W + scale·B·A of one weight the plain way, in float64. */
export function mergedValues(
  model: BaseModel,
  adapter: Adapter,
  module: string,
  scale: number,
): Float64Array {
  const info = model.tensors.get(`${module}.weight`);
  const low = adapter.modules.get(module)?.parts;
  if (!info || !low) throw new Error(`no ${module}`);
  const [a, b] = [readTensor(low.lora_A), readTensor(low.lora_B)];
  const [rank, width] = low.lora_A.shape as [number, number];
  return Float64Array.from(readTensor(info), (weight, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += (b[row * rank + k] as number) * (a[k * width + column] as number);
    return weight + scale * sum;
  });
}

/** Asserts that `action` fails with this code and text, and that `parent` then holds what it held before. */
export async function expectNothingLeft(
  parent: string,
  action: () => Promise<unknown>,
  code: ErrorCode,
  text: string,
): Promise<void> {
  const before = readdirSync(parent).sort();
  const error = await action().then(
    () => expect.unreachable(`nothing was thrown, expected: ${text}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  const { message, code: found, hint } = error as AppError;
  expect(message).toContain(text);
  expect(found).toBe(code);
  expect(hint).not.toBe('');
  expect(readdirSync(parent).sort()).toEqual(before);
}
