/** A model whose products take its weights in few bits: made once, kept in a file of a cache, and mapped from there. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RoundedPrecision } from '../../../shared/records/playground.ts';
import { weightOf } from '../adapters/modelWeights.ts';
import type { BaseModel, QuantisedTensor } from '../baseModel.ts';
import { bytesOf } from '../formats/float.ts';
import { readTensorRows } from '../formats/readTensor.ts';
import { openSafetensors, storedSource, type TensorSource } from '../formats/safetensors.ts';
import { type StreamOptions, streamSafetensors } from '../formats/streamSafetensors.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { embeddingNames, headName } from '../models/decoder.ts';
import { blockScales, type Rounding, roundings, roundRows } from './quantise.ts';

/** Of what is kept: a file of another one is not found. */
const formVersion = 1;

/** Numbers that are rounded at once. */
const pieceNumbers = 2 ** 20;

/**
 * The weights of linear layers and head in few bits, from the file in the folder `cache` that belongs to the model's files
 * as they are now; where there is none, it is made. It holds what else a graph reads too, since a session has one folder.
 * @throws AppError `disk`; `interrupted` through the signal
 */
export async function quantisedModel(
  model: BaseModel,
  precision: RoundedPrecision,
  cache: string,
  options: StreamOptions = {},
): Promise<BaseModel> {
  const roundingOf = roundingIn(model, precision);
  const products = productsOf(model);
  const file = join(cache, `${keyOf(model, precision)}.safetensors`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    await streamSafetensors(new Map([[file, sources(model, products, roundingOf)]]), options);
  }
  const now = new Date();
  utimesSync(file, now, now); // what is not used for long is deleted
  const stored = openSafetensors(file);
  const place = (name: string) => stored.get(name) as TensorInfo;
  const quantised = new Map<string, QuantisedTensor>(
    [...products.keys()].map((name) => [
      name,
      { ...roundingOf(name), values: place(`${name}/values`), scales: place(`${name}/scales`) },
    ]),
  );
  const tensors = new Map([...model.tensors].map(([name, info]) => [name, stored.get(name) ?? info]));
  return {
    ...model,
    tensors,
    quantised,
    weightsFolder: dirname(place([...stored.keys()][0] as string).file),
  };
}

/** The weights that take part in products only as such, [out, in], by name. */
function productsOf(model: BaseModel): ReadonlyMap<string, TensorInfo> {
  const layers = [...model.linear.keys()].map((path) => [`${path}.weight`, weightOf(model, path)] as const);
  const head = headName(model);
  return new Map([...layers, [head, model.tensors.get(head) as TensorInfo]]);
}

type RoundingOf = (name: string) => Rounding;

/**
 * With 4 bits, head and layers whose input is wider than the hidden states keep 8, as those get more bits that llama.cpp
 * writes as q4_k_m: what stands out in an MLP's inner values and in the head weighs most.
 */
function roundingIn(model: BaseModel, precision: RoundedPrecision): RoundingOf {
  if (precision === 'int8') return () => roundings.int8;
  const head = headName(model);
  const wide = [...model.linear.values()].filter(({ input }) => input > model.config.hidden);
  const finer = new Set([head, ...wide.map(({ path }) => `${path}.weight`)]);
  return (name) => (finer.has(name) ? roundings.int8 : roundings.int4);
}

/** Of all that a graph reads. */
function sources(
  model: BaseModel,
  products: ReadonlyMap<string, TensorInfo>,
  roundingOf: RoundingOf,
): readonly TensorSource[] {
  const looked = embeddingNames(model);
  const kept = [...model.tensors].filter(([name]) => !products.has(name) || looked.has(name));
  return [
    ...kept.map(([name, info]) => storedSource(info, name)),
    ...[...products].flatMap(([name, info]) => roundedSources(name, info, roundingOf(name))),
  ];
}

function roundedSources(name: string, info: TensorInfo, rounding: Rounding): readonly TensorSource[] {
  const { bits, blockSize } = rounding;
  const [out, width] = info.shape as readonly [number, number];
  const blocks = Math.ceil(width / blockSize);
  const rows = () => readTensorRows(info, Math.max(1, Math.floor(pieceNumbers / width)));
  return [
    {
      ...{ name: `${name}/values`, dtype: 'U8', shape: [out, blocks, (blockSize * bits) / 8] },
      pieces: () => rows().map(({ values }) => roundRows(values, width, rounding)),
    },
    {
      ...{ name: `${name}/scales`, dtype: 'F32', shape: [out * blocks] },
      pieces: () => rows().map(({ values }) => bytesOf(blockScales(values, width, rounding))),
    },
  ];
}

/** Changes with every file of the model that is written anew, and with how weights are rounded. */
function keyOf({ folder, tensors }: BaseModel, precision: RoundedPrecision): string {
  const files = [...new Set([...tensors.values()].map(({ file }) => file))].sort();
  const stamps = files.map((file) => {
    const { size, mtimeMs, ino } = statSync(file);
    return [file, size, mtimeMs, ino];
  });
  const config = readFileSync(join(folder.path, 'config.json'), 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([formVersion, precision, config, stamps]))
    .digest('hex');
}
