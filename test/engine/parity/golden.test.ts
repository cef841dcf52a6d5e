/** The engine against PyTorch, transformers and PEFT, on every case of the golden folder; GOLDEN_DIR names another one. */

import { expect, test } from 'vitest';
import { AppError } from '../../../src/shared/errors.ts';
import { type Figure, figuresOf } from './figures.ts';
import { defaultGolden, GoldenCase, goldenFolder, goldenNames } from './goldenCase.ts';

/** Cases that must not turn unsupported unnoticed. */
const supported = [
  'gemma2',
  'gemma3',
  'gpt-neox',
  'gpt2',
  'granite',
  'granite4',
  'lfm2',
  'llama',
  'llama-dora',
  'llama-dynamic',
  'llama-head',
  'llama-patterns',
  'llama-qv',
  'llama-rslora',
  'llama-saved',
  'llama-tied',
  'ministral3',
  'mistral',
  'olmo2',
  'olmo3',
  'phi3',
  'phi4-long',
  'phi4-mini',
  'qwen2',
  'qwen2-bias',
  'qwen3',
  'qwen35',
  'smollm3',
  'stablelm',
  'stablelm-parallel',
];

/** Of one case; the first say enough. */
const shownFailures = 5;

const unsupported: string[] = [];

test.each(goldenNames())('%s', async (name) => {
  const { line, error } = await judge(name);
  console.log(`${name}: ${line.replaceAll('\n', ' ')}`);
  if (error) throw error;
});

// Not defined at all elsewhere: a skipped test would count as failed.
if (goldenFolder === defaultGolden)
  test('the supported cases are those expected', () => {
    expect(goldenNames().filter((name) => !unsupported.includes(name))).toEqual(supported);
  });

/** What is said of a case; with an error where it fails. */
async function judge(name: string): Promise<{ readonly line: string; readonly error?: unknown }> {
  try {
    const figures = await figuresOf(new GoldenCase(name));
    const failures = figures.filter(({ value, tolerance }) => !(value <= tolerance));
    const more = failures.length > shownFailures ? `; and ${failures.length - shownFailures} more` : '';
    const line = `fail: ${failures.slice(0, shownFailures).map(describeFailure).join('; ')}${more}`;
    if (failures.length > 0) return { line, error: new Error(line) };
    const shown = (['logit diff', 'gradient', 'final'] as const).map(
      (kind) => `${kind} ${largest(figures, kind)}`,
    );
    return { line: `pass (largest ${shown.join(', ')})` };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof AppError && error.code === 'unsupported'))
      return { line: `fail: ${message}`, error };
    unsupported.push(name);
    return { line: `unsupported: ${message}` };
  }
}

function describeFailure({ what, value, tolerance }: Figure): string {
  return `${what} is off by ${value.toExponential(1)}, at most ${tolerance} expected`;
}

function largest(figures: readonly Figure[], kind: Figure['kind']): string {
  const values = figures.filter((figure) => figure.kind === kind).map(({ value }) => value);
  return Math.max(...values).toExponential(1);
}
