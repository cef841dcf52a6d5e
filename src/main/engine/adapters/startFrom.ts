/** Lets training begin where an adapter made earlier stands. */

import { AppError } from '../../../shared/errors.ts';
import { adapterKinds } from '../../../shared/methods.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter, TokenRows } from '../formats/peft.ts';
import { findNonFinite, readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { type AdapterKind, partName } from './kind.ts';
import type { FirstValues } from './method.ts';
import type { Parameter } from './parameters.ts';
import { requireFit } from './requireFit.ts';
import { readRows, rowsName } from './tokenRows.ts';

/** A stored tensor, and the module whose adapter it is part of. */
interface Stored {
  readonly module: string;
  readonly info: TensorInfo;
  /** Of its adapter. */
  readonly scale: number;
}

/**
 * The start of an adapter of the same modules and ranks, rescaled where alpha differs, so that it acts the same.
 * @param scaleOf of a layer in this run  @param trainedTokens whose embeddings this run trains alone
 * @throws AppError `bad-adapter` where it is of another kind, or adapts what this run does not train, or is damaged
 */
export function startFrom(
  adapter: Adapter,
  kind: AdapterKind,
  model: BaseModel,
  parameters: readonly Parameter[],
  scaleOf: (module: string) => number,
  trainedTokens: readonly number[],
): FirstValues {
  const { path, config, modules, whole, weights, tokens } = adapter;
  requireFit(model, adapter);
  const bad = (found: Sentence, hint: Sentence) => new AppError('bad-adapter', say`${path}: ${found}`, hint);
  const [theirKind, ourKind] = [adapterKinds[config.kind], adapterKinds[kind.name]];
  if (theirKind !== ourKind)
    throw bad(
      say`it is a ${theirKind} adapter, and this run trains ${ourKind}`,
      say`Train ${theirKind} to go on from it.`,
    );
  const stored = new Map<string, Stored>(
    [...modules].flatMap(([module, { parts, scale }]) =>
      Object.entries(parts).map(([part, info]) => [partName(module, part), { module, info, scale }] as const),
    ),
  );
  const trained = new Set(parameters.map(({ name }) => name));
  const unused = [...stored].find(([name]) => !trained.has(name));
  if (unused)
    throw bad(
      say`it adapts ${unused[1].module}, which this run does not train`,
      say`Add the layer to the target modules.`,
    );
  const brought = [...whole.keys()].find((name) => !trained.has(name));
  if (brought !== undefined)
    throw bad(
      say`it has ${brought} whole, which this run does not train`,
      say`Add the module to those that are saved whole (--modules-to-save), or set --bias as it was.`,
    );
  for (const [name, { indices }] of tokens) {
    const lost = trained.has(rowsName(name))
      ? indices.find((index) => !trainedTokens.includes(index))
      : indices[0];
    if (lost !== undefined)
      throw bad(
        say`it has the token ${lost} of ${name} of its own, which this run does not train`,
        say`Train the tokens too that it was trained with (--trainable-tokens).`,
      );
  }
  const damaged = findNonFinite(weights);
  if (damaged !== undefined)
    throw bad(
      say`the tensor ${damaged} holds numbers that are not finite`,
      say`Copy or export the adapter again.`,
    );
  return (name, shape) => {
    const table = [...model.tensors.keys()].find((each) => rowsName(each) === name);
    if (table !== undefined) return rowsWithin(model, table, trainedTokens, tokens.get(table));
    const own = whole.get(name) ?? model.tensors.get(name);
    if (own) return readTensor(own);
    const { info, module = '', scale = 1 } = stored.get(name) ?? {};
    if (!info || info.shape.some((size, i) => size !== shape[i]))
      throw bad(
        info
          ? say`${name} is [${info.shape.join(', ')}] where this run trains [${shape.join(', ')}]`
          : say`${name} is missing where this run trains [${shape.join(', ')}]`,
        say`Use the rank and the target modules that the adapter was trained with.`,
      );
    return kind.rescale(name.slice(module.length + 1), readTensor(info), scale / scaleOf(module));
  };
}

/** The model's own rows, and in place of some of them the adapter's. */
function rowsWithin(
  { tensors }: BaseModel,
  table: string,
  trained: readonly number[],
  brought: TokenRows | undefined,
): Float32Array {
  const info = tensors.get(table) as TensorInfo;
  const rows = readRows(info, trained);
  const width = info.shape[1]!;
  const own = brought && readTensor(brought.info);
  brought?.indices.forEach((index, i) => {
    rows.set((own as Float32Array).subarray(i * width, (i + 1) * width), trained.indexOf(index) * width);
  });
  return rows;
}
