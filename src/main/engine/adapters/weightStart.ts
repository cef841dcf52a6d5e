/**
 * Starts that take a part of the weight out into the adapter: W becomes W - scale·B₀A₀ while B and A, which begin as B₀ and
 * A₀, are trained. PiSSA (Meng et al. 2024) takes its principal part, OLoRA (Büyükakyüz 2024) the first columns of Q and
 * rows of R of W = QR. What is left at the end is plain LoRA of twice the rank on the untouched weight: BA - B₀A₀.
 */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import { readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { linear } from '../nn/linear.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { float32, type HostTensor } from '../runtime/session.ts';
import { type Parts, partName, partOf, pathOf } from './kind.ts';
import type { Trained } from './method.ts';
import { weightOf } from './modelWeights.ts';
import type { Parameter } from './parameters.ts';
import { type Matrix, SvdSolver } from './truncatedSvd.ts';

/** A₀ [rank, in] and B₀ [out, rank]. */
interface TakenPart {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** The names of A₀ and B₀ beside "lora_A" and "lora_B". */
export const takenParts = { lora_A: 'taken_A', lora_B: 'taken_B' } as const;

/** A way to take a part out of one weight after another. */
interface WeightStart {
  /** @param scale of what the adapter adds */
  take(weight: TensorInfo, rank: number, scale: number): Promise<TakenPart>;
  release(): Promise<void>;
}

async function openWeightStart(name: string): Promise<WeightStart> {
  if (name === 'olora') return { take: async (info, rank) => firstOfQr(matrixOf(info, rank), rank), release };
  const turns = /\d+$/.exec(name)?.[0];
  const solver = await SvdSolver.create();
  return {
    async take(info, rank, scale) {
      const weight = matrixOf(info, rank);
      const { values, left, right } = await solver.solve(
        weight,
        rank,
        turns === undefined ? undefined : Number(turns),
      );
      const root = (k: number) => Math.sqrt(values[k]! / scale);
      const b = new Float32Array(weight.rows * rank);
      for (let k = 0; k < rank; k++)
        for (let i = 0; i < weight.rows; i++) b[i * rank + k] = root(k) * left[k * weight.rows + i]!;
      return { a: right.map((value, i) => root(Math.floor(i / weight.columns)) * value), b };
    },
    release: () => solver.release(),
  };
}

async function release(): Promise<void> {}

function matrixOf(info: TensorInfo, rank: number): Matrix {
  const [rows, columns] = info.shape as [number, number];
  if (rank > Math.min(rows, columns))
    throw new AppError(
      'bad-config',
      say`${info.name} is [${rows}, ${columns}], from which no part of rank ${rank} can be taken`,
      say`Use a rank of at most ${Math.min(rows, columns)}, or the usual start.`,
    );
  return { data: readTensor(info), rows, columns };
}

/** The first columns of Q, which only the first columns of W decide, by Gram and Schmidt twice over, and QᵀW. */
function firstOfQr({ data, rows, columns }: Matrix, rank: number): TakenPart {
  const q = Array.from({ length: rank }, () => new Float64Array(rows));
  q.forEach((column, k) => {
    for (let i = 0; i < rows; i++) column[i] = data[i * columns + k]!;
    const whole = lengthOf(column);
    for (let round = 0; round < 2; round++)
      for (const other of q.slice(0, k)) {
        const share = dot(column, other);
        for (let i = 0; i < rows; i++) column[i] = column[i]! - share * other[i]!;
      }
    const length = lengthOf(column);
    // A column that the others make up adds nothing.
    const factor = length > 1e-12 * whole ? 1 / length : 0;
    for (let i = 0; i < rows; i++) column[i] = factor * column[i]!;
  });
  const a = new Float32Array(rank * columns);
  const b = new Float32Array(rows * rank);
  const sum = new Float64Array(columns);
  q.forEach((column, k) => {
    sum.fill(0);
    for (let i = 0; i < rows; i++) {
      const factor = column[i]!;
      b[i * rank + k] = factor;
      for (let j = 0; j < columns; j++) sum[j] = sum[j]! + factor * data[i * columns + j]!;
    }
    a.set(sum, k * columns);
  });
  return { a, b };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

const lengthOf = (x: Float64Array): number => Math.sqrt(dot(x, x));

/** A₀ and B₀ beside A and B. */
export function takenFrom(parameters: readonly Parameter[]): readonly Parameter[] {
  return parameters.flatMap(({ name, shape }) => {
    const part = takenParts[partOf(name) as keyof typeof takenParts];
    return part ? [{ name: partName(pathOf(name), part), shape }] : [];
  });
}

/**
 * First values of A, B, A₀ and B₀ by name.
 * @param name as PEFT's init_lora_weights: "olora", "pissa" or "pissa_niter_N"  @param parameters those of {@link takenFrom}
 * @throws AppError `bad-config` where a weight is smaller than the rank
 */
export async function takenValues(
  name: string,
  model: BaseModel,
  parameters: readonly Parameter[],
  scaleOf: (path: string) => number,
): Promise<Trained<Float32Array>> {
  const start = await openWeightStart(name);
  const found = new Map<string, Float32Array>();
  try {
    for (const { name: each, shape } of parameters) {
      if (partOf(each) !== takenParts.lora_A) continue;
      const path = pathOf(each);
      const { a, b } = await start.take(weightOf(model, path), shape[0]!, scaleOf(path));
      for (const part of ['lora_A', takenParts.lora_A]) found.set(partName(path, part), a);
      for (const part of ['lora_B', takenParts.lora_B]) found.set(partName(path, part), b);
    }
  } finally {
    await start.release();
  }
  return found;
}

/** `adapted` without what the part taken adds to it, [tokens, out]. */
export function withoutTaken(
  g: Graph,
  x: Value,
  adapted: Value,
  { taken_A: a, taken_B: b }: Parts<Value>,
  scale: number,
): Value {
  return g.gemm(linear(g, x, a as Value), b as Value, { transB: true, alpha: -scale, c: adapted });
}

/** A and B as they act on the untouched weight, of twice the rank: [A; A₀] and [B, -B₀]. */
export function untaken({
  lora_A: a,
  lora_B: b,
  taken_A,
  taken_B,
  ...others
}: Parts<HostTensor>): Parts<HostTensor> {
  const [rank, input] = (a as HostTensor).shape as [number, number];
  const out = (b as HostTensor).shape[0]!;
  const down = new Float32Array(2 * rank * input);
  down.set((a as HostTensor).data);
  down.set((taken_A as HostTensor).data, rank * input);
  const up = new Float32Array(out * 2 * rank);
  const [own, taken] = [(b as HostTensor).data, (taken_B as HostTensor).data];
  for (let i = 0; i < out; i++)
    for (let k = 0; k < rank; k++) {
      up[2 * i * rank + k] = own[i * rank + k]!;
      up[(2 * i + 1) * rank + k] = -taken[i * rank + k]!;
    }
  return { ...others, lora_A: float32(down, [2 * rank, input]), lora_B: float32(up, [out, 2 * rank]) };
}
