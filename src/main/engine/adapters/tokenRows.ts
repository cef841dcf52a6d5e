/** Rows of the embeddings that are trained alone, as PEFT's trainable_token_indices: what a model learns of new tokens. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import { isJsonObject, readJsonObject } from '../formats/json.ts';
import { requireTokenizer } from '../formats/modelFolder.ts';
import type { TokenRows } from '../formats/peft.ts';
import { readTensor, readTensorRows } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { embeddingName, headName } from '../models/decoder.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { EditRows } from './kind.ts';
import type { Parameter } from './parameters.ts';
import { untied } from './wholeTensors.ts';

/** The name under which a tensor's rows are trained. */
export const rowsName = (tensor: string): string => `${tensor}.rows`;

/** The tensor whose rows a parameter is. */
export const tableOf = ({ name }: Pick<Parameter, 'name'>): string => name.slice(0, -'.rows'.length);

/** The rows of the input embeddings, which are the head's too where the model has one tensor for both. */
export function tokenParameter(model: BaseModel, indices: readonly number[]): Parameter {
  return { name: rowsName(embeddingName(model)), shape: [indices.length, model.config.hidden] };
}

/** `table` with other rows at `indices`. @param rows [indices, width] */
export function withRows(g: Graph, table: Value, rows: Value, indices: readonly number[]): Value {
  const column = g.cast(
    g.constant(`${table.name}/rows`, Float32Array.from(indices), [indices.length, 1]),
    'int32',
  );
  return g.scatterElements(table, g.expandLike(column, rows), rows, 0, 'none');
}

/** The rows of a tensor as it is stored. */
export function readRows(info: TensorInfo, indices: readonly number[]): Float32Array {
  const width = info.shape[1]!;
  const rows = new Float32Array(indices.length * width);
  const rowBytes = info.byteLength / info.shape[0]!;
  indices.forEach((index, i) => {
    const place = { shape: [1, width], offset: info.offset + index * rowBytes, byteLength: rowBytes };
    for (const { values } of readTensorRows({ ...info, ...place }, 1)) rows.set(values, i * width);
  });
  return rows;
}

/** Puts an adapter's rows into the tensor they are of. */
export function replaceRows({ indices, info }: TokenRows): EditRows {
  const rows = readTensor(info);
  return (values, first) => setRows(values, rows, indices, first);
}

/** Puts `rows` into those of `table` that lie at `indices`. @param first index of the table's first row */
export function setRows(
  table: Float32Array,
  rows: Float32Array,
  indices: readonly number[],
  first = 0,
): void {
  const width = rows.length / indices.length;
  const end = first + table.length / width;
  indices.forEach((index, i) => {
    if (index >= first && index < end)
      table.set(rows.subarray(i * width, (i + 1) * width), (index - first) * width);
  });
}

/** A tensor whole, with the adapter's rows, by each name under which the model's ends have it. */
export function wholeWithRows(
  model: BaseModel,
  name: string,
  rows: TokenRows,
): readonly [string, Float32Array][] {
  const table = readTensor(model.tensors.get(name) as TensorInfo);
  replaceRows(rows)(table, 0);
  const names = name === headName(model) ? new Set([name, headName(untied(model))]) : [name];
  return [...names].map((each) => [each, table]);
}

/**
 * Indices of the tokens in a comma-separated list of indices and of tokens as tokenizer.json has them; null for an empty one.
 * @throws AppError `bad-config` for what is no token, or has no row in the model's embeddings
 */
export function parseTrainableTokens(model: BaseModel, text: string): readonly number[] | null {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  const ids = names.map((name) => (/^\d+$/.test(name) ? Number(name) : tokenId(model, name)));
  const { vocabulary } = model.config;
  const beyond = ids.findIndex((id) => id >= vocabulary);
  if (beyond >= 0)
    throw new AppError(
      'bad-config',
      say`the token ${names[beyond] ?? ''} has the index ${ids[beyond] ?? 0}, but the model has embeddings of ${vocabulary} tokens only`,
      say`Let transformers make room for new tokens (resize_token_embeddings) and save the model, then add it again.`,
    );
  return ids.length > 0 ? [...new Set(ids)].sort((a, b) => a - b) : null;
}

function tokenId({ folder }: BaseModel, name: string): number {
  const { added_tokens: added, model } = readJsonObject(requireTokenizer(folder), 'bad-model');
  const found = Array.isArray(added)
    ? added.filter(isJsonObject).find(({ content }) => content === name)?.id
    : undefined;
  const id = found ?? indexIn(isJsonObject(model) ? model.vocab : undefined, name);
  if (Number.isSafeInteger(id)) return id as number;
  throw new AppError(
    'bad-config',
    say`the tokenizer has no token ${JSON.stringify(name)}`,
    say`Name tokens as tokenizer.json has them, or by their index. A new one is added with transformers first: add_tokens, resize_token_embeddings, and save both.`,
  );
}

/** The vocabulary of a tokenizer.json gives each token's index, or lists tokens with their scores. */
function indexIn(vocabulary: unknown, name: string): unknown {
  if (isJsonObject(vocabulary)) return Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
  const place = Array.isArray(vocabulary) ? vocabulary.findIndex((entry) => [entry].flat()[0] === name) : -1;
  return place < 0 ? undefined : place;
}

/** @throws AppError `bad-config` where the same numbers would be trained twice */
export function requireApart(model: BaseModel, whole: readonly string[]): void {
  // Told apart only because one of them is trained, both are still the same numbers, and PEFT trains their rows together.
  const ends = [embeddingName(model), headName(model)];
  const places = ends.map((name) => model.tensors.get(name) as TensorInfo);
  const shared = places.every(({ file, offset }) => file === places[0]!.file && offset === places[0]!.offset);
  const tables = shared ? ends : ends.slice(0, 1);
  const both = whole.find((name) => tables.includes(name));
  if (both !== undefined)
    throw new AppError(
      'bad-config',
      say`${both} is trained whole, and with it every token: rows of it cannot be trained besides`,
      say`Train tokens alone, or the module whole.`,
    );
}
