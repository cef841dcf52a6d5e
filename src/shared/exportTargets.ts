/** The forms an adapter can be exported in, as facts that the engine, the command line and the studio read alike. */
import { z } from 'zod';

/** Software for which there are instructions how to ask an export something. */
export type Consumer =
  | 'lowrank'
  | 'transformers'
  | 'llamaCpp'
  | 'ollama'
  | 'webPage'
  | 'node'
  | 'onnxRuntime';

/** What somebody wants to do with a model, in the order in which it is offered. */
export const purposes = ['ollama', 'lmStudio', 'web', 'python', 'share', 'program'] as const;

export type Purpose = (typeof purposes)[number];

interface TargetFacts<Dtype extends string> {
  /** Element types of the weights to choose from, the usual one first; `base`: as what it is made from has them. */
  readonly dtypes: readonly [Dtype, ...Dtype[]];
  /** Whether it is run beside its base model, or alone. */
  readonly needsBase: boolean;
  readonly opensIn: readonly Consumer[];
  readonly serves: readonly Purpose[];
}

/** By name, in the order in which they are offered. */
const facts = {
  merged: {
    dtypes: ['base', 'float32', 'float16', 'bfloat16'],
    needsBase: false,
    opensIn: ['lowrank', 'transformers'],
    serves: ['python', 'share'],
  },
  gguf: {
    dtypes: ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m', 'f16', 'bf16', 'f32'],
    needsBase: false,
    opensIn: ['lowrank', 'llamaCpp'],
    serves: ['lmStudio', 'share'],
  },
  ollama: {
    dtypes: ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m', 'f16', 'bf16', 'f32'],
    needsBase: false,
    opensIn: ['ollama', 'lowrank', 'llamaCpp'],
    serves: ['ollama'],
  },
  // The types of the base; the adapter beside it is float32.
  'gguf-lora': {
    dtypes: ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m', 'f16', 'bf16', 'f32'],
    needsBase: false,
    opensIn: ['llamaCpp', 'ollama'],
    serves: ['ollama', 'lmStudio'],
  },
  onnx: {
    dtypes: ['int8', 'int4', 'float16', 'float32'],
    needsBase: false,
    opensIn: ['webPage', 'node', 'onnxRuntime'],
    serves: ['web'],
  },
  peft: {
    dtypes: ['base'],
    needsBase: true,
    opensIn: ['lowrank', 'transformers'],
    serves: ['python', 'share'],
  },
} as const satisfies Readonly<Record<string, TargetFacts<string>>>;

export type ExportTarget = keyof typeof facts;

export type ExportDtype = (typeof facts)[ExportTarget]['dtypes'][number];

export const exportTargets: Readonly<Record<ExportTarget, TargetFacts<ExportDtype>>> = facts;

/** The forms that serve a purpose, the usual one first; none where nothing has to be written for it. */
export function targetsFor(purpose: Purpose): readonly ExportTarget[] {
  const all = Object.keys(facts) as ExportTarget[];
  return all.filter((target) => exportTargets[target].serves.includes(purpose));
}

/** Purposes that can be served: what has to be written is there, or nothing has to. */
export const servedPurposes: readonly Purpose[] = purposes.filter(
  (purpose) => purpose === 'program' || targetsFor(purpose).length > 0,
);

export const exportTargetSchema = z.enum(Object.keys(facts) as ExportTarget[]);

export const exportDtypeSchema = z.enum([...new Set(Object.values(facts).flatMap(({ dtypes }) => dtypes))]);

/**
 * The element types to choose from. Where rows of `lengths` do not divide by 256, q5_k_m would be larger than q4_k_m and no
 * better, and is left out.
 */
export function offeredDtypes(target: ExportTarget, lengths: readonly number[]): readonly ExportDtype[] {
  const divide = lengths.every((length) => length % 256 === 0);
  return exportTargets[target].dtypes.filter((dtype) => divide || dtype !== 'q5_k_m');
}

/** The element type asked for where the target offers it, else the target's usual one. */
export function offeredDtype(
  target: ExportTarget,
  asked: ExportDtype,
  lengths: readonly number[] = [],
): ExportDtype {
  return offeredDtypes(target, lengths).includes(asked) ? asked : exportTargets[target].dtypes[0];
}

/**
 * Where in its folder of models LM Studio finds an export: publisher, model and file name, "lowrank/faq-v1/faq-v1-Q8_0.gguf".
 * @returns undefined where it is not one GGUF file that runs alone: LM Studio has no place for an adapter beside its base
 */
export function lmStudioPath(
  adapter: string,
  files: readonly { readonly name: string }[],
): { readonly file: string; readonly parts: readonly [string, string, string] } | undefined {
  const [only, second] = files.filter(({ name }) => name.endsWith('.gguf'));
  if (only === undefined || second !== undefined) return undefined;
  const name = ollamaName(adapter);
  return { file: only.name, parts: ['lowrank', name, only.name.replace(/^model(?=-)/, name)] };
}

const longestOllamaName = 80;

/** Small letters, digits and a few signs, whatever the adapter is called: "demo-2-v1" of "Demo 2 v1". */
export function ollamaName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, longestOllamaName)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return safe || 'lowrank';
}
