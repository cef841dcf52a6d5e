/** How much memory a training step needs, from the sizes of what it keeps, and how many tokens fit in one pass. */

import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import { say } from '../../../shared/sentence.ts';
import type { InGraph, Method } from '../adapters/method.ts';
import type { Recompute } from '../autodiff/backward.ts';
import type { BaseModel } from '../baseModel.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { headName, weightsOf } from '../models/decoder.ts';
import { chunkLength } from '../nn/packedRecall.ts';
import type { Objective } from '../objectives/objective.ts';
import { type DimSizes, peakBytes } from '../onnx/schedule.ts';
import { comfortableShare, memoryNow } from '../runtime/freeResources.ts';
import type { Device } from '../runtime/session.ts';
import { gradientGraph, type LossParts, type TrainingPlan } from './trainingGraph.ts';

/** Of what no parameter accounts for, the part that comes once measuring and saving have begun. */
export const laterBytes = 25e6;

/** Node, onnxruntime and what is left to the garbage collector: what runs of small models take besides the rest. */
const runtimeBytes = 154e6 + laterBytes;

/** What onnxruntime takes for a node of a loaded graph; SmolLM2's has 7,500. */
const nodeBytes = 10.8e3;

/** What a memory estimate depends on. */
export interface MemoryQuestion extends LossParts {
  readonly model: BaseModel;
  readonly trainable: number;
  readonly method: InGraph;
  readonly objective: Objective;
  readonly recompute: Recompute;
  /** Tokens of one pass, and of its longest example. */
  readonly microTokens: number;
  readonly longest: number;
}

/** Per number: θ, m, v, the gradients' sum, and a micro-batch's on both sides of onnxruntime, as float32. */
const trainedBytes = 4 * 6;

/** Refuses to train more numbers than this machine could hold, where the process would be killed. */
export function requireRoomFor(trainable: number, { what, lighter }: Method['words']): void {
  const [needed, there] = [trainedBytes * trainable, memoryNow().totalBytes];
  if (needed <= there) return;
  throw new AppError(
    'bad-config',
    say`${what} would take ${english.bytes(needed, 'up')} of memory; this machine has ${english.bytes(there, 'down')}`,
    lighter,
  );
}

/** Bytes at the peak of a step, by what they hold. */
export interface MemoryParts {
  /** Node, onnxruntime and the base's weights. */
  readonly base: number;
  /** θ and its gradients. */
  readonly adapter: number;
  /** Both moments. */
  readonly optimizer: number;
  /** What the backward pass needs, and the logits of one chunk. */
  readonly activations: number;
}

/** Of both moments, per number. */
const momentBytes = 4 * 2;

export function memoryParts(question: MemoryQuestion): MemoryParts {
  const { model, trainable } = question;
  const stored = storedBytes(model);
  const { nodes, resultBytes } = predictGraph(question);
  return {
    base: runtimeBytes + stored + nodeBytes * nodes,
    adapter: (trainedBytes - momentBytes) * trainable,
    optimizer: momentBytes * trainable,
    activations: resultBytes,
  };
}

/** Of the model's files; where embeddings and head are the same numbers, these count once. */
export function storedBytes({ tensors }: Pick<BaseModel, 'tensors'>): number {
  const places = new Map(
    [...tensors.values()].map((info) => [`${info.offset} ${info.file}`, info.byteLength]),
  );
  return [...places.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** What onnxruntime makes of a gradient graph. */
interface GraphMemory {
  readonly nodes: number;
  /** The most that node results take. */
  readonly resultBytes: (sizes: DimSizes) => number;
}

/** By model and by what else decides its graph: building one takes some 30 ms, asking it less than one. */
const predictions = new WeakMap<BaseModel, Map<string, GraphMemory>>();

function predictGraph(question: MemoryQuestion): { readonly nodes: number; readonly resultBytes: number } {
  const { model, method, objective, recompute, microTokens, longest } = question;
  // One part of the labels is done with before the next begins, so that two parts show what many need.
  const lossChunks = Math.min(2, question.lossChunks);
  const key = JSON.stringify([method.graphKey, objective.figures, recompute, lossChunks, question.headParts]);
  const known = predictions.get(model) ?? new Map<string, GraphMemory>();
  predictions.set(model, known);
  const { nodes, resultBytes } = known.get(key) ?? extrapolate({ ...question, lossChunks });
  known.set(key, { nodes, resultBytes });
  const slots = Math.min(longest, microTokens);
  const labels = Math.ceil(microTokens / question.lossChunks);
  const segments = Math.ceil(microTokens / slots);
  const chunk = Math.min(chunkLength, slots);
  const chunks = segments * Math.ceil(slots / chunk);
  const sizes = { tokens: microTokens, segments, slots, chunks, chunk, labels };
  return { nodes, resultBytes: resultBytes(sizes) };
}

/**
 * Layers come in rounds, of one where all are alike. From the graphs of two rounds and of three, and of what is left at
 * the beginning: all layers but the one whose turn it is keep the same, so that each further round adds what the third
 * does. A mask that only later layers have is not seen: 4·slots² bytes, once.
 */
function extrapolate(question: MemoryQuestion): GraphMemory {
  const { model, method, recompute } = question;
  const { layers } = model.config;
  const round = roundOf(weightsOf(model).kinds);
  const of = (count: number): GraphMemory => {
    const graph = gradientGraph(planFor(firstLayers(model, count), question), recompute);
    return { nodes: graph.nodes.length, resultBytes: peakBytes(graph) };
  };
  if (!method.alike) return of(layers);
  const rounds = Math.floor(layers / round);
  const fewest = layers - Math.max(0, rounds - 2) * round;
  const two = of(fewest);
  if (rounds <= 2) return two;
  const three = of(fewest + round);
  const further = (least: number, more: number) => least + (more - least) * (rounds - 2);
  return {
    nodes: further(two.nodes, three.nodes),
    resultBytes: (sizes) => further(two.resultBytes(sizes), three.resultBytes(sizes)),
  };
}

/** Layers after which the same kinds follow in the same order. */
function roundOf(kinds: readonly string[]): number {
  const repeats = (round: number) => kinds.every((kind, i) => i < round || kind === kinds[i - round]);
  return kinds.findIndex((_, i) => repeats(i + 1)) + 1;
}

function planFor(
  model: BaseModel,
  {
    method,
    objective,
    lossChunks,
    headParts,
  }: Pick<MemoryQuestion, 'method' | 'objective' | keyof LossParts>,
): TrainingPlan {
  const inputs = method.adapted(model).reduce((sum, { input }) => sum + input, 0);
  return {
    model,
    method,
    buckets: method.buckets(model),
    objective,
    lossChunks,
    headParts,
    dropoutFeatures: new Float32Array(inputs),
  };
}

function firstLayers(model: BaseModel, layers: number): BaseModel {
  const config = { ...model.config, layers };
  const { tensors: shapes, linear } = weightsOf({ ...model, config });
  const tensors = new Map([...shapes.keys()].map((name) => [name, model.tensors.get(name) as TensorInfo]));
  return { ...model, config, tensors, linear };
}

export function sumOf({ base, adapter, optimizer, activations }: MemoryParts): number {
  return base + adapter + optimizer + activations;
}

/** Of the logits of a part of the labels; smaller parts read the head's weights too often for the products they do. */
const chunkBytes = 32e6;

/** Of a part of the vocabulary: its rows as float32, with their logits and powers of these. */
const headPartBytes = 64e6;

/**
 * Cut by labels; where the head is frozen and stored in half precision, by the vocabulary instead: each of its rows is then
 * cast once, and the whole head never.
 */
export function lossParts(
  { model, method }: Pick<MemoryQuestion, 'model' | 'method'>,
  microTokens: number,
): LossParts {
  const { vocabulary, hidden } = model.config;
  const name = headName(model);
  const half = model.tensors.get(name)?.dtype !== 'F32';
  const trained = () =>
    method.buckets(model).some(({ parameters }) => parameters.some((p) => p.name === name));
  const headParts = Math.ceil((4 * vocabulary * (hidden + 2 * microTokens)) / headPartBytes);
  if (half && headParts > 1 && !trained())
    return { lossChunks: 1, headParts: Math.min(headParts, mostHeadParts) };
  const lossChunks = Math.max(1, Math.min(32, Math.round((4 * microTokens * vocabulary) / chunkBytes)));
  return { lossChunks };
}

/** More make the graph long. */
const mostHeadParts = 64;

/** Half a thousand tokens keep two processor cores as busy as more would; a card wants more. */
const preferredMicroTokens: Readonly<Record<Device['kind'], number>> = { cpu: 512, webgpu: 2048, cuda: 4096 };

/** What a run is given of the machine. */
export interface Capacity {
  readonly device: Device;
  readonly freeBytes: number;
}

/**
 * How a step is cut into passes, and the loss of a pass into parts.
 * @param wanted tokens of a pass, where they are given, and of a step, which are the most
 */
export function passSizes(
  question: Omit<MemoryQuestion, 'microTokens' | keyof LossParts>,
  wanted: { readonly batchTokens: number; readonly microTokens?: number | undefined },
  capacity: Capacity,
): Pick<MemoryQuestion, 'microTokens' | keyof LossParts> {
  const microTokens = wanted.microTokens ?? chooseMicroTokens(question, wanted.batchTokens, capacity);
  return { microTokens, ...lossParts(question, Math.max(microTokens, question.longest)) };
}

/**
 * Tokens of one forward pass: what the device prefers, halved until a comfortable share of the free memory holds it.
 * On a card the driver's own limit counts, which onnxruntime does not tell, so there only the preference does.
 */
function chooseMicroTokens(
  question: Omit<MemoryQuestion, 'microTokens' | keyof LossParts>,
  batchTokens: number,
  { device, freeBytes }: Capacity,
): number {
  let microTokens = Math.min(batchTokens, preferredMicroTokens[device.kind]);
  const bytes = () => {
    return sumOf(memoryParts({ ...question, ...lossParts(question, microTokens), microTokens }));
  };
  while (device.kind === 'cpu' && microTokens > 64 && bytes() > comfortableShare * freeBytes)
    microTokens >>= 1;
  return microTokens;
}
