/** Adapters of random numbers, for figures that depend on sizes alone. */

import { mkdirSync } from 'node:fs';
import type { BaseModel } from '../../src/main/engine/baseModel.ts';
import { peftTensorName, writeAdapter } from '../../src/main/engine/formats/peft.ts';
import { floatSource } from '../../src/main/engine/formats/safetensors.ts';
import { Random } from '../../src/main/engine/runtime/random.ts';

/** A LoRA on every linear layer of the model. @returns the new `folder` */
export function writeRandomAdapter(folder: string, model: BaseModel, rank: number): string {
  mkdirSync(folder);
  const random = new Random(2);
  const matrix = (name: string, rows: number, columns: number) =>
    floatSource(peftTensorName(name), [rows, columns], numbers(random, rows * columns, 0.1));
  const layers = [...model.linear.values()];
  const sources = layers.flatMap(({ path, out, input }) => [
    matrix(`${path}.lora_A`, rank, input),
    matrix(`${path}.lora_B`, out, rank),
  ]);
  const settings = {
    ...({ kind: 'lora', rank, alpha: rank, useRslora: false, dropout: 0, baseModel: undefined } as const),
    targetModules: [...new Set(layers.map(({ path }) => path.slice(path.lastIndexOf('.') + 1)))],
    ...{ rankPattern: {}, alphaPattern: {}, layersToTransform: null, modulesToSave: null },
    bias: 'none' as const,
  };
  writeAdapter(folder, settings, sources);
  return folder;
}

/** Evenly spread over ±most. */
function numbers(random: Random, count: number, most: number): Float32Array {
  return Float32Array.from({ length: count }, () => most * (2 * random.uniform() - 1));
}
