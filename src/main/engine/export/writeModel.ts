/** Writes a model folder like another one with other numbers in it: same shards, tokenizer, template and licence. */

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EditRows } from '../adapters/kind.ts';
import { copyFile, writeFileAtomic } from '../formats/atomic.ts';
import { encodeFloats, type FloatType, isFloatType, torchNames } from '../formats/float.ts';
import { type JsonObject, readJsonObject } from '../formats/json.ts';
import type { ModelFolder } from '../formats/modelFolder.ts';
import { readTensorRows } from '../formats/readTensor.ts';
import { renderConfig } from '../formats/renderConfig.ts';
import { storedSource, type TensorSource } from '../formats/safetensors.ts';
import { indexName, singleName } from '../formats/shards.ts';
import { type StreamOptions, sourceBytes, streamSafetensors } from '../formats/streamSafetensors.ts';
import { bytesPerElement, type TensorIndex, type TensorInfo } from '../formats/tensor.ts';

/** Numbers of float32 held at a time. */
const pieceNumbers = 2 ** 20;

/** The element types a model can be written in. */
export type ModelType = Extract<FloatType, 'F32' | 'F16' | 'BF16'>;

export interface WriteOptions extends StreamOptions {
  /** Undefined: each tensor keeps the base's. */
  readonly dtype?: ModelType | undefined;
}

/**
 * Fills the existing, empty `folder`: weights in files of the base's names, config.json, and what travels along.
 * @param edit the change of a tensor by its name, opened when its turn comes; undefined: it stays as it is
 * @throws AppError `disk`, `interrupted`
 */
export async function writeModel(
  folder: string,
  base: ModelFolder,
  edit: (name: string) => (() => EditRows) | undefined,
  { dtype, ...stream }: WriteOptions = {},
): Promise<void> {
  const files = base.shards.map(({ name, tensors }) => {
    const sources = [...tensors.values()].map((info) => tensorSource(info, dtype, edit));
    return [join(folder, name), sources] as const;
  });
  await streamSafetensors(new Map(files), stream);
  const weightBytes = files
    .flatMap(([, sources]) => sources)
    .reduce((sum, source) => sum + sourceBytes(source), 0);
  const [first] = base.shards;
  if (first?.name !== singleName) {
    const { metadata, weight_map: _, ...index } = readJsonObject(join(base.path, indexName), 'bad-model');
    const places = base.shards.flatMap(({ name, tensors }) => [...tensors.keys()].map((key) => [key, name]));
    writeJson(join(folder, indexName), {
      metadata: { ...(metadata as object), total_size: weightBytes },
      ...index,
      weight_map: Object.fromEntries(places.sort()),
    });
  }
  for (const name of base.extraFiles) copyFile(name, base.path, folder);
  const asStored = isDeepStrictEqual(
    readJsonObject(join(base.path, 'config.json'), 'bad-model'),
    base.config,
  );
  if (dtype === undefined && asStored) copyFile('config.json', base.path, folder);
  else
    writeFileAtomic(
      join(folder, 'config.json'),
      renderConfig(dtype ? withDtype(base.config, dtype) : base.config),
    );
}

/** Bytes of all tensors as they will be written. @param dtype as in {@link WriteOptions} */
export function weightBytes(weights: TensorIndex, dtype?: ModelType): number {
  const written = ({ shape, dtype: own }: TensorInfo) =>
    sourceBytes({ shape, dtype: isFloatType(own) ? (dtype ?? own) : own });
  return [...weights.values()].reduce((sum, info) => sum + written(info), 0);
}

/** The tensor as it will be written; nothing is read before its turn. */
function tensorSource(
  info: TensorInfo,
  dtype: ModelType | undefined,
  edit: (name: string) => (() => EditRows) | undefined,
): TensorSource {
  if (!isFloatType(info.dtype)) return storedSource(info);
  const written = dtype ?? info.dtype;
  const open = edit(info.name);
  if (!open && written === info.dtype) return storedSource(info);
  const rowLength = info.shape.slice(1).reduce((product, size) => product * size, 1);
  return {
    name: info.name,
    dtype: written,
    shape: info.shape,
    *pieces() {
      const change = open?.();
      const rowsEach = Math.max(1, Math.floor(pieceNumbers / rowLength));
      let memory: ArrayBuffer | undefined;
      for (const { first, values } of readTensorRows(info, rowsEach)) {
        change?.(values, first);
        memory ??= new ArrayBuffer(values.length * bytesPerElement[written]);
        yield encodeFloats(written, values, memory);
      }
    },
  };
}

/** transformers 4 reads `torch_dtype`, transformers 5 also `dtype`; whichever the config uses is kept. */
function withDtype(config: JsonObject, dtype: ModelType): JsonObject {
  const keys = ['dtype', 'torch_dtype'].filter((key) => key in config);
  const named = keys.length > 0 ? keys : ['torch_dtype'];
  return { ...config, ...Object.fromEntries(named.map((key) => [key, torchNames[dtype]])) };
}

function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}
