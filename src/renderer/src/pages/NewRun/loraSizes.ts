/** How many numbers a LoRA adapter adds to a model, from its real layers. */
import type { LinearLayer } from '../../../../shared/records/models.ts';

/** A layer's weight, `out` x `in`. */
export type LayerSize = Pick<LinearLayer, 'out' | 'in'>;

/** Numbers in W. */
export function layerWeights({ out, in: into }: LayerSize): number {
  return out * into;
}

/** Numbers in A (rank x in) and B (out x rank). */
export function loraWeights({ out, in: into }: LayerSize, rank: number): number {
  return rank * (out + into);
}

/** How many times fewer numbers A and B have than W. */
export function timesFewer(layer: LayerSize, rank: number): number {
  return layerWeights(layer) / loraWeights(layer, rank);
}

/** Whether `targets`, as a run's settings have it, names the layer. */
export function isTarget({ module }: Pick<LinearLayer, 'module'>, targets: string): boolean {
  return targets === 'all-linear' || targets.split(',').some((name) => name.trim() === module);
}

/** The largest rank worth offering: that of the smallest layer, where A and B have become as large as W. */
export function largestRank(linear: readonly LinearLayer[], targets: string): number {
  const sides = linear
    .filter((layer) => isTarget(layer, targets))
    .map((layer) => Math.min(layer.out, layer.in));
  return Math.max(1, Math.min(256, ...sides));
}
