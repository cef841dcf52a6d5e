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
