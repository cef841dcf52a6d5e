/** The forms an adapter can be exported in, as facts that the engine, the command line and the studio read alike. */
import { z } from 'zod';

/** Software for which there are instructions how to ask an export something. */
export type Consumer = 'lowrank' | 'transformers' | 'llamaCpp' | 'ollama';

interface TargetFacts<Dtype extends string> {
  /** Element types of the weights to choose from, the usual one first; `base`: as what it is made from has them. */
  readonly dtypes: readonly [Dtype, ...Dtype[]];
  /** Whether it is run beside its base model, or alone. */
  readonly needsBase: boolean;
  readonly opensIn: readonly Consumer[];
}

/** By name, in the order in which they are offered. */
const facts = {
  merged: {
    dtypes: ['base', 'float32', 'float16', 'bfloat16'],
    needsBase: false,
    opensIn: ['lowrank', 'transformers'],
  },
  gguf: {
    dtypes: ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m', 'f16', 'bf16', 'f32'],
    needsBase: false,
    opensIn: ['lowrank', 'llamaCpp'],
  },
  ollama: {
    dtypes: ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m', 'f16', 'bf16', 'f32'],
    needsBase: false,
    opensIn: ['ollama', 'lowrank', 'llamaCpp'],
  },
  // The types of the base; the adapter beside it is float32.
  'gguf-lora': {
    dtypes: ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m', 'f16', 'bf16', 'f32'],
    needsBase: false,
    opensIn: ['llamaCpp', 'ollama'],
  },
  peft: { dtypes: ['base'], needsBase: true, opensIn: ['lowrank', 'transformers'] },
} as const satisfies Readonly<Record<string, TargetFacts<string>>>;

export type ExportTarget = keyof typeof facts;

export type ExportDtype = (typeof facts)[ExportTarget]['dtypes'][number];

export const exportTargets: Readonly<Record<ExportTarget, TargetFacts<ExportDtype>>> = facts;

export const exportTargetSchema = z.enum(Object.keys(facts) as ExportTarget[]);

export const exportDtypeSchema = z.enum([...new Set(Object.values(facts).flatMap(({ dtypes }) => dtypes))]);

/** The element type asked for where the target has it, else the target's usual one. */
export function offeredDtype(target: ExportTarget, asked: ExportDtype): ExportDtype {
  const { dtypes } = exportTargets[target];
  return dtypes.includes(asked) ? asked : dtypes[0];
}
