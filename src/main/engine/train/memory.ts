/** How much memory a training step needs, from the sizes of what it keeps, and how many tokens fit in one pass. */

import { freemem, totalmem } from 'node:os';
import { AppError } from '../../../shared/errors.ts';
import type { Recompute } from '../autodiff/backward.ts';
import type { BaseModel } from '../baseModel.ts';
import { type DecoderConfig, type LinearModule, linearSizes } from '../nn/decoder.ts';
import type { Device } from '../runtime/session.ts';

/** Of what no parameter accounts for, the part that comes once measuring and saving have begun. */
export const laterBytes = 25e6;

/** Node, onnxruntime and what is left to the garbage collector: what runs of small models take besides the rest. */
const runtimeBytes = 165e6 + laterBytes;

/** Numbers kept per token until the backward pass has used them. */
function keptPerToken(
  c: DecoderConfig,
  recompute: Recompute,
  rank: number,
  targets: readonly LinearModule[],
): number {
  const [query, keyValue] = [c.heads * c.headDim, c.kvHeads * c.headDim];
  const residuals = recompute === 'layer' ? c.hidden : 2 * c.hidden;
  const linear = 2 * query + 2 * keyValue + 2 * c.intermediate + rank * targets.length;
  // Norms, rotated queries and keys, slots, the activation's parts: roughly as much again where all is kept.
  const inner = 6 * c.hidden + 3 * query + 4 * keyValue + 3 * c.intermediate;
  const layer = linear + inner;
  if (recompute === 'layer') return c.layers * residuals + layer;
  return c.layers * (residuals + linear + (recompute === 'none' ? inner : 0)) + inner;
}

/** What a memory estimate depends on. */
export interface MemoryQuestion {
  readonly model: BaseModel;
  readonly trainable: number;
  readonly rank: number;
  readonly targets: readonly LinearModule[];
  readonly recompute: Recompute;
  readonly lossChunks: number;
  /** Tokens of one pass, and of its longest example. */
  readonly microTokens: number;
  readonly longest: number;
}

/** Per number: θ, m, v, the gradients' sum, and a micro-batch's on both sides of onnxruntime, as float32. */
const trainedBytes = 4 * 6;

/**
 * Refuses to train more numbers than this machine could hold, where the process would be killed.
 * @param adapter undefined: full fine-tuning
 */
export function requireRoomFor(trainable: number, adapter: string | undefined): void {
  const [needed, there] = [trainedBytes * trainable, totalmem()];
  if (needed <= there) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new AppError(
    'bad-config',
    `${adapter ?? 'full fine-tuning'} would take ${gigabytes(needed)} of memory; this machine has ${gigabytes(there)}`,
    adapter ? 'Use a smaller rank.' : 'Train an adapter instead: --method lora.',
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
  const { model, trainable, recompute, rank, targets, microTokens, longest, lossChunks } = question;
  const c = model.config;
  const kept = 4 * microTokens * keptPerToken(c, recompute, rank, targets);
  const probabilities = 4 * 3 * c.heads * microTokens * longest * (recompute === 'none' ? c.layers : 1);
  const logits = 4 * 4 * Math.ceil(microTokens / lossChunks) * c.vocabulary;
  return {
    base: runtimeBytes + 4 * model.parameters,
    adapter: (trainedBytes - momentBytes) * trainable,
    optimizer: momentBytes * trainable,
    activations: kept + probabilities + logits,
  };
}

/** Bytes at the peak of a step. */
export function estimateMemory(question: MemoryQuestion): number {
  const { base, adapter, optimizer, activations } = memoryParts(question);
  return Math.round(base + adapter + optimizer + activations);
}

/**
 * Parts the labels of a pass are cut into, so that the logits of one part stay below about 32 MB; smaller parts read
 * the head's weights too often for the products they do.
 */
export function lossChunksFor(microTokens: number, vocabulary: number): number {
  return Math.max(1, Math.min(32, Math.round((4 * microTokens * vocabulary) / 32e6)));
}

/** Half a thousand tokens keep two processor cores as busy as more would; a card wants more. */
const preferredMicroTokens: Readonly<Record<Device['kind'], number>> = { cpu: 512, webgpu: 2048, cuda: 4096 };

/**
 * Tokens of one forward pass: what the device prefers, halved until three quarters of the free memory hold it.
 * On a card the driver's own limit counts, which onnxruntime does not tell, so there only the preference does.
 */
export function chooseMicroTokens(
  device: Device,
  batchTokens: number,
  question: Omit<MemoryQuestion, 'microTokens' | 'lossChunks'>,
): number {
  let microTokens = Math.min(batchTokens, preferredMicroTokens[device.kind]);
  const bytes = () => {
    const lossChunks = lossChunksFor(microTokens, question.model.config.vocabulary);
    return estimateMemory({ ...question, microTokens, lossChunks });
  };
  while (device.kind === 'cpu' && microTokens > 64 && bytes() > 0.75 * freemem()) microTokens >>= 1;
  return microTokens;
}

/** Output and input size of each adapted layer's smaller side: a rank above it adds parameters but nothing to learn. */
export function smallestSide(config: DecoderConfig, targets: readonly LinearModule[]): number {
  const sizes = linearSizes(config);
  return Math.min(...targets.flatMap((target) => sizes[target]));
}
