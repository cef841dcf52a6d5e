/** Writes a model, with an adapter in its weights or without, as a GGUF file, and reads such a file again as a model folder. */

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { AppError, messageOf } from '../../../shared/errors.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { orientedTensor } from '../adapters/modelWeights.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { openModelText } from '../data/modelText.ts';
import { blockTypes } from '../formats/gguf/dequantize.ts';
import { importGguf } from '../formats/gguf/importGguf.ts';
import { type FileType, fileTypeOf, fileTypes, tensorTypes } from '../formats/gguf/mixture.ts';
import {
  type ExpectedTensor,
  expectedTensors,
  headBlocks,
  interleaveHalves,
  tiledBlocks,
  tileHeads,
} from '../formats/gguf/names.ts';
import { quantize, type WrittenType } from '../formats/gguf/quantize.ts';
import { QuantizePool } from '../formats/gguf/quantizePool.ts';
import { type GgufHead, readGgufHead } from '../formats/gguf/read.ts';
import { type GgufPairs, type GgufSource, streamGguf } from '../formats/gguf/write.ts';
import { tokenizerPairs } from '../formats/gguf/writeTokenizer.ts';
import { declaredEnds } from '../formats/modelFolder.ts';
import type { Adapter } from '../formats/peft.ts';
import { readTensor, readTensorRows, type TensorRows } from '../formats/readTensor.ts';
import type { StreamOptions } from '../formats/streamSafetensors.ts';
import { elementCount, type TensorInfo } from '../formats/tensor.ts';
import type { GgufKeys } from '../models/family.ts';
import { departure } from './departure.ts';
import type { WeightType } from './logitSource.ts';
import { type AsStored, asStored } from './storedRows.ts';
import { changeOf } from './targets/merged.ts';
import type { ExportSizes } from './targets.ts';

/** Numbers of float32 held at a time, by each thread where there are several. */
const pieceNumbers = 2 ** 17;

/** Below so many numbers a thread takes longer to start than to help. */
const worthThreads = 2 ** 22;

/**
 * @param name how the file calls the model
 * @throws AppError `unsupported` for what GGUF, or llama.cpp, has no word for; `disk`, `interrupted`
 */
export async function writeGguf(
  path: string,
  { model, adapter, name }: { readonly model: BaseModel; readonly adapter?: Adapter; readonly name: string },
  file: FileType,
  stream: StreamOptions,
): Promise<void> {
  const keys = keysOf(model);
  const expected = tensorsToWrite(model, keys);
  const types = tensorTypes(file, expected, model.config.layers);
  refusePoor(file, types);
  const isQuantised = !['F32', 'F16', 'BF16'].includes(fileTypes[file].type);
  const pairs: GgufPairs = [
    ...generalPairs(keys, 'model', name),
    ['general.file_type', { uint32: fileTypes[file].id }],
    ...(isQuantised ? ([['general.quantization_version', { uint32: 2 }]] as const) : []),
    ...keyPairs(keys),
    ...tokenizerPairs(model.folder, model.config.vocabulary, endsOf(model)),
  ];
  const pool = new QuantizePool(model.parameters < worthThreads ? 0 : availableParallelism());
  const tensors = expected.map((tensor, i) =>
    tensorSource({ model, adapter }, tensor, types[i] as WrittenType, pool),
  );
  const own = Object.entries(keys.tensors ?? {}).map(
    ([name, values]): GgufSource => ({
      name: `${name}.weight`,
      type: 'F32',
      shape: [values.length],
      pieces: () => [quantize('F32', values)],
    }),
  );
  try {
    await streamGguf(path, pairs, [...own, ...tensors], stream);
  } finally {
    pool.close();
  }
}

/**
 * Disk space of a model as such a file, and as the folder that {@link reopenGguf} makes of it.
 * @throws AppError `unsupported` as {@link writeGguf}
 */
export function ggufSizes(model: BaseModel, file: FileType): ExportSizes {
  const expected = tensorsToWrite(model, keysOf(model));
  const types = tensorTypes(file, expected, model.config.layers);
  refusePoor(file, types);
  const numbers = expected.map(({ shape }) => elementCount(shape));
  const sum = (bytesOf: (type: WrittenType) => number) =>
    types.reduce((total, type, i) => total + numbers[i]! * bytesOf(type), 0);
  const isHalf = fileTypes[file].type === 'F16' || fileTypes[file].type === 'BF16';
  return {
    kept: sum((type) => blockTypes[type].bytes / blockTypes[type].values),
    meanwhile: sum(() => (isHalf ? 2 : 4)),
  };
}

/** All tensors of the model, and the embedding once more where llama.cpp wants a head of its own. */
function tensorsToWrite(model: BaseModel, { ownHead }: GgufKeys): readonly ExpectedTensor[] {
  const all = expectedTensors(model);
  const embedding = all.find(({ ggml }) => ggml === 'token_embd.weight');
  const isTied = !all.some(({ ggml }) => ggml === 'output.weight');
  return ownHead && isTied && embedding ? [...all, { ...embedding, ggml: 'output.weight' }] : all;
}

export function keysOf({ family, config }: Pick<BaseModel, 'family' | 'config'>): GgufKeys {
  const keys = family.ggufKeys?.(config);
  if (keys) return keys;
  throw new AppError(
    'unsupported',
    say`a model of the family ${family.modelType} cannot be written as GGUF yet`,
    say`Export with --target merged: other software converts a merged model.`,
  );
}

/** What every GGUF file says first. */
export function generalPairs(
  { architecture }: Pick<GgufKeys, 'architecture'>,
  type: 'model' | 'adapter',
  name: string,
): GgufPairs {
  return [
    ['general.architecture', { text: architecture }],
    ['general.type', { text: type }],
    ['general.name', { text: harmlessName(name) }],
  ];
}

/** llama.cpp goes by some names: it then looks for tokens that the model may not have, and fails. */
function harmlessName(name: string): string {
  return name.replace(/(phi|modern)-?(3|bert)/gi, '$1 $2');
}

function keyPairs({ architecture, counts, numbers, texts, flags = {} }: GgufKeys): GgufPairs {
  const below = (key: string) => `${architecture}.${key}`;
  const whole = (count: number | readonly number[]) =>
    typeof count === 'number' ? { uint32: count } : { int32s: count };
  return [
    ...Object.entries(counts).map(([key, count]) => [below(key), whole(count)] as const),
    ...Object.entries(numbers).map(([key, float32]) => [below(key), { float32 }] as const),
    ...Object.entries(texts).map(([key, text]) => [below(key), { text }] as const),
    ...Object.entries(flags).map(([key, flag]) => [below(key), { flag }] as const),
  ];
}

/** The plain stand-in for Q5_K costs more than all that q5_k_m keeps over q4_k_m, whose stand-in is searched for. */
function refusePoor(file: FileType, types: readonly WrittenType[]): void {
  const plain = types.filter((type) => type === 'Q5_1').length;
  if (plain === 0) return;
  const matrices = types.filter((type) => type !== 'F32').length;
  throw new AppError(
    'unsupported',
    say`${file} would store ${plain} of ${matrices} matrices as q5_1, since the rows of this model do not divide by 256: larger than q4_k_m, and no better`,
    say`Choose q4_k_m, q6_k or q8_0.`,
  );
}

/** Ids that end an answer, the tokenizer's own end first: most readers look at one only. */
export function endsOf({ folder }: Pick<BaseModel, 'folder'>): readonly number[] {
  const { tokenizer, stopIds } = openModelText(folder);
  const own = tokenizer.eos === undefined ? undefined : tokenizer.idOf(tokenizer.eos);
  const declared = declaredEnds(folder);
  const first = declared.filter((id) => id === own);
  return [...new Set([...first, ...declared, ...(own === undefined ? [] : [own]), ...stopIds])];
}

/** The weight under its new name, with what the adapter changes in it. */
function tensorSource(
  { model, adapter }: { readonly model: BaseModel; readonly adapter: Adapter | undefined },
  expected: ExpectedTensor,
  type: WrittenType,
  pool: QuantizePool,
): GgufSource {
  const { huggingFace, ggml: name, stored: shape, interleaved, tiled } = expected;
  const info = orientedTensor(model, huggingFace);
  const { headDim } = model.config;
  const rowLength = elementCount(shape.slice(1));
  const group = interleaved ? headDim : 1;
  const rowsEach = Math.max(1, Math.floor(pieceNumbers / rowLength / group)) * group;
  function* numbers(): Generator<Float32Array> {
    const change = adapter && changeOf(huggingFace, adapter, model)?.();
    const moved = movedRows(expected, headDim);
    for (const { first, values } of moved ? readMoved(info, moved) : readTensorRows(info, rowsEach)) {
      change?.(values, first);
      storeAs(values, expected);
      if (interleaved) yield interleaveHalves(values, rowLength, headDim);
      else yield tiled?.along === 'columns' ? tileHeads(values, rowLength, tiled) : values;
    }
  }
  return { name, type, shape, pieces: () => pool.quantize(type, numbers()) };
}

/** What ggml keeps of each number, in place. */
function storeAs(values: Float32Array, { added, times, negatedExponential }: ExpectedTensor): void {
  if (added === 0 && times === 1 && !negatedExponential) return;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i]! + added) * times;
    values[i] = negatedExponential ? -Math.exp(value) : value;
  }
}

/** Where rows begin that come one after another in ggml's order, and how many; undefined: all in their own order. */
function movedRows(
  { shape: [rows = 1], byHead, tiled }: ExpectedTensor,
  headDim: number,
): readonly (readonly [first: number, count: number])[] | undefined {
  if (byHead) return Array.from(headBlocks(rows, headDim), ({ first }) => [first, headDim] as const);
  if (tiled?.along !== 'rows') return undefined;
  const heads = Array.from(tiledBlocks(rows, 1, tiled), ({ first, count }) => [first, count] as const);
  const { first: before, size } = tiled;
  const ahead = Array.from({ length: Math.ceil(before / size) }, (_, i) => {
    return [i * size, Math.min(size, before - i * size)] as const;
  });
  return [...ahead, ...heads];
}

function* readMoved(
  info: TensorInfo,
  blocks: readonly (readonly [first: number, count: number])[],
): Generator<TensorRows> {
  const [rows = 1, ...rowShape] = info.shape;
  const rowBytes = info.byteLength / rows;
  for (const [first, count] of blocks) {
    const place = { offset: info.offset + first * rowBytes, byteLength: count * rowBytes };
    const values = readTensor({ ...info, ...place, shape: [count, ...rowShape] });
    yield { first, count, values };
  }
}

/** A GGUF file as a model folder, and what of it the folder does not tell. */
interface Reopened {
  readonly found: BaseModel;
  readonly dtype: WeightType;
  /** How many matrices are stored in which type. */
  readonly matrices: NonNullable<Certificate['matrices']>;
  /** What the rows of a weight read as after they were stored there. */
  readonly storage: (huggingFace: string) => AsStored;
}

const dtypes: Readonly<Record<FileType, WeightType>> = {
  f32: 'float32',
  f16: 'float16',
  bf16: 'bfloat16',
  q8_0: 'q8_0',
  q6_k: 'q6_k',
  q5_k_m: 'q5_k_m',
  q4_k_m: 'q4_k_m',
};

/**
 * The file read back as a model folder in `scratch`, once.
 * @param written the model it was made of
 * @throws AppError `drift` where it cannot be read; `disk`
 */
export async function reopenGguf(file: string, written: BaseModel, scratch: string): Promise<Reopened> {
  try {
    if (!existsSync(scratch)) await importGguf(file, scratch);
    const head = readGgufHead(file);
    const found = openBaseModel(scratch);
    const kind = fileTypeOf(head.metadata.get('general.file_type', 'count'));
    if (!kind) throw departure(say`it does not say how its weights are stored`);
    return { found, dtype: dtypes[kind], matrices: matrixTypes(head), storage: storageOf(head, written) };
  } catch (error) {
    if (error instanceof AppError && error.code !== 'disk' && error.code !== 'drift')
      throw departure(say`it cannot be opened: ${messageOf(error)}`);
    throw error;
  }
}

function matrixTypes({ tensors }: GgufHead): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { shape, type } of tensors.values())
    if (shape.length > 1) counts[type.toLowerCase()] = (counts[type.toLowerCase()] ?? 0) + 1;
  return counts;
}

/** @param written the model as it was written: weights that it folds something into are read with that in them */
function storageOf({ tensors }: GgufHead, written: BaseModel): Reopened['storage'] {
  const expected = new Map(expectedTensors(written).map((tensor) => [tensor.huggingFace, tensor]));
  return (huggingFace) => {
    const tensor = expected.get(huggingFace) as ExpectedTensor;
    const store = asStored((tensors.get(tensor.ggml)?.type ?? 'F32') as WrittenType);
    return (row) => {
      const values = row.slice();
      storeAs(values, tensor);
      return store(values).map((value) =>
        tensor.negatedExponential ? Math.log(-value) : value - tensor.added,
      );
    };
  };
}
