/** What a run can train, and what follows from it: asked here by all who check, show or keep a run, never by name. */
import { z } from 'zod';

interface MethodFacts {
  /** What is left at the end: an adapter of some rank for the base model, or a model of its own. */
  readonly yields: 'adapter' | 'model';
  /** Learning rate that suits it, and the one above which training tends to run away. */
  readonly rate: { readonly usual: number; readonly highest: number };
  /** What trains the same model in less memory. */
  readonly lighter: 'lora' | null;
}

export const methods = {
  lora: { yields: 'adapter', rate: { usual: 2e-4, highest: 2e-3 }, lighter: null },
  full: { yields: 'model', rate: { usual: 2e-5, highest: 1e-4 }, lighter: 'lora' },
} as const satisfies Readonly<Record<string, MethodFacts>>;

export type MethodName = keyof typeof methods;

export const methodNames = Object.keys(methods) as readonly MethodName[];

export const methodSchema = z.enum(methodNames);

/** Kinds of adapter, with their names for people. */
export const adapterKinds = { lora: 'LoRA', dora: 'DoRA' } as const;

export type AdapterKindName = keyof typeof adapterKinds;

/** The kind of adapter that settings ask for. */
export function adapterKindOf({ useDora }: { readonly useDora: boolean }): AdapterKindName {
  return useDora ? 'dora' : 'lora';
}

/** Its name for people, with what scales it: rsLoRA is LoRA scaled by alpha/sqrt(rank). */
export function adapterTitle(kind: AdapterKindName, useRslora: boolean): string {
  return `${useRslora ? 'rs' : ''}${adapterKinds[kind]}`;
}

/** Whether a run leaves an adapter, rather than a model. */
export function yieldsAdapter({ method }: { readonly method: MethodName }): boolean {
  return methods[method].yields === 'adapter';
}

/** The rank of a run's adapter; null where it trains none. */
export function rankOf(config: { readonly method: MethodName; readonly rank: number }): number | null {
  return yieldsAdapter(config) ? config.rank : null;
}

interface Scaled {
  readonly rank: number;
  readonly alpha: number;
  readonly useRslora: boolean;
  readonly rankPattern: Readonly<Record<string, number>>;
  readonly alphaPattern: Readonly<Record<string, number>>;
}

/**
 * The settings of the adapter that a run leaves which took a part of each weight to begin with (`initLoraWeights`): every
 * rank twice as large, and alpha so that each scale stays.
 */
export function doubledRank<S extends Scaled>(settings: S): S {
  const factor = settings.useRslora ? Math.SQRT2 : 2;
  const times = (pattern: Scaled['rankPattern'], by: number) =>
    Object.fromEntries(Object.entries(pattern).map(([key, value]) => [key, by * value]));
  return {
    ...settings,
    rank: 2 * settings.rank,
    alpha: factor * settings.alpha,
    rankPattern: times(settings.rankPattern, 2),
    alphaPattern: times(settings.alphaPattern, factor),
  };
}
