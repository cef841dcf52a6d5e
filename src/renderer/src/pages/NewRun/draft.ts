/** The form's values, and the changes that go together: another rank, full fine-tuning, the settings of an earlier run. */
import { doubledRank, methodSchema, methods, yieldsAdapter } from '../../../../shared/methods.ts';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import {
  type ProblemDetail,
  type RunConfigInput,
  validateRunConfig,
  withoutAdapter,
} from '../../../../shared/runConfig.ts';

/** Settings as the form has them: perhaps missing, perhaps of a wrong kind. */
export type Draft = { [K in keyof RunConfigInput]?: unknown };
export type Field = keyof Draft;

export interface RunForm {
  readonly name: string;
  /** One a line. */
  readonly prompts: string;
  readonly config: Draft;
}

/** How many questions a run takes. */
const mostPrompts = 8;

/** Settings without those that are left empty. */
export function chosen(draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value !== ''));
}

export function promptsOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))].slice(0, mostPrompts);
}

/** Problems by field, as `validateRunConfig` finds them; the first of each. */
export function problemsOf(draft: Draft): ReadonlyMap<string, ProblemDetail> {
  const found = new Map<string, ProblemDetail>();
  for (const { field, detail } of validateRunConfig(chosen(draft))) {
    const name = field.split('.')[0] ?? field;
    if (!found.has(name)) found.set(name, detail);
  }
  return found;
}

/** Whether the weights themselves are trained, and the result is a model. */
export function trainsModel({ method }: Draft): boolean {
  const known = methodSchema.safeParse(method);
  return known.success && !yieldsAdapter({ method: known.data });
}

/** What shapes an adapter is taken out, and the learning rate is lowered unless it was chosen. */
export function asFull(draft: Draft): Draft {
  return {
    ...draft,
    ...withoutAdapter,
    method: 'full',
    lr: draft.lr ?? methods.full.rate.usual,
  };
}

export function asLora(draft: Draft, rank: number): Draft {
  const lr = trainsModel(draft) && draft.lr === methods.full.rate.usual ? undefined : draft.lr;
  return { ...draft, method: 'lora', rank, lr };
}

/** The fields in which two drafts differ, with the values of the second. */
export function changesBetween(before: Draft, after: Draft): [Field, unknown][] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])] as Field[];
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => [field, after[field]]);
}

/**
 * An earlier run's settings to begin with.
 * @param mode `continue` takes its adapter for a start: rank, alpha and layers are then given by it
 * @param dataId the dataset in the library, where it still is there
 */
export function draftFrom(run: RunDetail, mode: 'continue' | 'again', dataId: string | undefined): Draft {
  const { epochs, steps, alpha, ...config } = run.config as Draft;
  const kept: Draft = {
    ...config,
    model: run.modelId ?? config.model,
    data: dataId ?? config.data,
    // Alpha and epochs are written out in every complete config, although they follow from others.
    ...(alpha !== 2 * Number(config.rank) && { alpha }),
    ...(epochs !== Number.MAX_SAFE_INTEGER && epochs !== 3 && { epochs }),
    ...(steps !== undefined && { steps }),
  };
  if (mode === 'again') return kept;
  const { initLoraWeights = 'default', ...started } = { ...kept, init: run.out, alpha };
  // What such a start leaves has twice the rank, and is gone on from as it is.
  return initLoraWeights === 'default' ? started : doubledRank(started as Parameters<typeof doubledRank>[0]);
}

/** Ranks or alphas of some layers as they are typed, one a line: "q_proj=32". */
const patternLine = /^(.+)=\s*(\d+(?:\.\d+)?)$/;

/** The setting; what is not finished stays the text it is, for the validator to refuse. */
export function patternOf(text: string): unknown {
  const found = text.split('\n').map((each) => patternLine.exec(each.trim()));
  if (text.trim() === '') return undefined;
  if (found.some((match) => !match)) return text;
  return Object.fromEntries(found.map((match) => [match?.[1]?.trim(), Number(match?.[2])]));
}

export function patternText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([layers, number]) => `${layers}=${number}`)
    .join('\n');
}
