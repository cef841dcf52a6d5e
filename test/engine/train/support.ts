/** What the training tests share: a model of 150,000 parameters, rows it learns fast, and runs in folders that vanish. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { train } from '../../../src/main/engine/run/train.ts';
import { AppError, type ErrorCode } from '../../../src/shared/errors.ts';
import type { StepMetrics, TrainEvent, TrainResult } from '../../../src/shared/events.ts';
import { completeRunConfig, type RunConfig, type RunConfigInput } from '../../../src/shared/runConfig.ts';

const golden = join(import.meta.dirname, '../../fixtures/golden');

/** A folder that lives as long as the tests of the file. */
export const scratch = mkdtempSync(join(tmpdir(), 'lowrank-train-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(scratch, 'folder-'));
}

/** A path nothing is at yet. */
export function newPath(): string {
  return join(newFolder(), 'out');
}

/** A copy of the tiny model, with changes where a test wants some. */
export function modelFolder(change: (folder: string) => void = () => {}): string {
  const folder = newFolder();
  for (const name of ['llama/config.json', 'llama/model.safetensors'])
    cpSync(join(golden, name), join(folder, name.slice('llama/'.length)));
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    cpSync(join(golden, name), join(folder, name));
  change(folder);
  return folder;
}

/** Changes a JSON file in place; a key set to undefined goes. */
export function editJson(file: string, changes: Readonly<Record<string, unknown>>): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }));
}

/** Short sums with their answers: a few dozen tokens each, no two alike. */
export function sums(count: number): readonly Readonly<Record<string, string>>[] {
  return Array.from({ length: count }, (_, i) => ({
    question: `What is ${i} and ${i + 1}?`,
    answer: `It is ${2 * i + 1}${'.'.repeat(1 + (i % 5))}`,
  }));
}

/** Writes rows as jsonl; a row that is text goes in as it is. */
export function dataFile(
  rows: readonly (Readonly<Record<string, unknown>> | string)[],
  name = 'data.jsonl',
): string {
  const file = join(newFolder(), name);
  writeFileSync(file, rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
  return file;
}

export const tinyModel = modelFolder();
export const sumsFile = dataFile(sums(24));

/** One pass of three steps over the sums on one thread, unless told otherwise. */
export function settings(changes: Partial<RunConfigInput> = {}): RunConfig {
  return completeRunConfig({
    model: tinyModel,
    data: sumsFile,
    device: 'cpu',
    threads: 1,
    rank: 4,
    lr: 0.01,
    batchTokens: 256,
    ...(changes.steps === undefined && { epochs: 1 }),
    ...changes,
  });
}

/** A finished run and what it told. */
export interface Finished {
  readonly out: string;
  readonly result: TrainResult;
  readonly events: readonly TrainEvent[];
  /** Loss of each step. */
  readonly losses: readonly number[];
  /** The file of the adapter's (or the model's) weights. */
  readonly weights: Buffer;
}

export async function runOf(changes: Partial<RunConfigInput> = {}, signal?: AbortSignal): Promise<Finished> {
  const out = newPath();
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => events.push(event);
  const config = settings(changes);
  const result = await train(config, { out, onEvent, ...(signal && { signal }) });
  const losses = eventsOf(events, 'step').map(({ loss }) => loss);
  const name = config.method === 'lora' ? 'adapter_model.safetensors' : 'model.safetensors';
  return { out, result, events, losses, weights: readFileSync(join(out, name)) };
}

export function eventsOf<T extends TrainEvent['type']>(
  events: readonly TrainEvent[],
  type: T,
): readonly Extract<TrainEvent, { type: T }>[] {
  return events.filter((event): event is Extract<TrainEvent, { type: T }> => event.type === type);
}

/** metrics.jsonl, line by line. */
export function metricsOf(out: string): readonly StepMetrics[] {
  const text = readFileSync(join(out, 'metrics.jsonl'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as StepMetrics);
}

/** Whether all numbers agree within `tolerance` of the largest. */
export function close(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): boolean {
  const largest = Array.from(expected, Math.abs).reduce((most, size) => Math.max(most, size), 0);
  const near = (value: number, i: number) => Math.abs(value - (found[i] as number)) <= tolerance * largest;
  return found.length === expected.length && Array.from(expected).every(near);
}

/** The AppError that `action` ends in; anything else fails the test. */
export async function failureOf(action: () => unknown): Promise<AppError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.unreachable('expected an error, got none');
}

/** Asserts that an error has this code, names all of `texts`, says what to do, and is not one of our bugs. */
export function expectError(error: AppError, code: ErrorCode, ...texts: readonly string[]): void {
  for (const text of texts) expect(error.message).toContain(text);
  expect(error.code).toBe(code);
  expect(error.hint).not.toBe('');
  expect(error.message).not.toContain('internal');
}
