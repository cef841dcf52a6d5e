/** What tests of services share: a home of their own, the tiny model in its library, and adapters really trained on it. */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { hashModel } from '../../src/main/engine/formats/hash.ts';
import { openModelFolder } from '../../src/main/engine/formats/modelFolder.ts';
import { train } from '../../src/main/engine/run/train.ts';
import { type OpenContext, openContext } from '../../src/main/services/index.ts';
import type { Emit, EventName } from '../../src/shared/api.ts';
import { AppError } from '../../src/shared/errors.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';

export const tinyModel = join(import.meta.dirname, '../../resources/models/tiny');

/** A folder that lives as long as the tests of the file. */
export const scratch = mkdtempSync(join(tmpdir(), 'lowrank-services-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

export interface Sent {
  readonly event: EventName;
  readonly payload: unknown;
}

export interface TestHome {
  readonly context: OpenContext;
  /** Every event so far. */
  readonly told: Sent[];
}

/** An empty home in its own folder, closed after the tests of the file. */
export function openTestHome(): TestHome {
  const context = openContext({ home: mkdtempSync(join(scratch, 'home-')) });
  const told: Sent[] = [];
  const listen: Emit = (event, payload) => told.push({ event, payload });
  context.subscribe(listen);
  afterAll(() => context.close());
  return { context, told };
}

/** Puts a model into the library, where it lies. @returns its id */
export function addModel({ store }: OpenContext, name = 'tiny', path = tinyModel): string {
  const id = `model-${name}`;
  const shape = {
    hidden: 64,
    layers: 2,
    vocabulary: 512,
    maxPositions: 256,
    linear: [],
    hasChatTemplate: true,
  };
  store.run(
    store.query.insertInto('models').values({
      ...{ id, name, path, source: 'folder', origin: path, owned: 0 },
      ...{ architecture: 'LlamaForCausalLM', license: null, bytes: 609_640, parameters: 152_000 },
      hash: hashModel(openModelFolder(path)),
      shape: JSON.stringify(shape),
      addedAt: 1,
      removedAt: null,
    } as never),
  );
  return id;
}

/** Trains an adapter for three steps at a rate that makes it heard. @returns its folder */
export async function trainAdapter(
  settings: { readonly seed?: number; readonly init?: string; readonly model?: string } = {},
): Promise<string> {
  const folder = mkdtempSync(join(scratch, 'run-'));
  const data = join(folder, 'sums.jsonl');
  const rows = Array.from({ length: 24 }, (_, i) => ({
    question: `What is ${i} and ${i + 1}?`,
    answer: `It is ${2 * i + 1}.`,
  }));
  writeFileSync(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const out = join(folder, 'out');
  const common = { device: 'cpu', threads: 1, rank: 4, lr: 0.02, batchTokens: 256, steps: 3 } as const;
  await train(completeRunConfig({ model: tinyModel, data, ...common, ...settings }), {
    out,
    onEvent: () => {},
  });
  return out;
}

/** Notes a run as done whose adapter lies in `out`. @returns its id */
export function addRun(
  { store }: OpenContext,
  out: string,
  row: {
    readonly name: string;
    readonly parentId?: string;
    readonly init?: string;
    readonly modelId?: string;
  },
): string {
  const id = `run-${row.name}-${Math.random()}`;
  const columns = {
    ...{
      id,
      name: row.name,
      state: 'done',
      model: 'tiny',
      modelId: row.modelId ?? 'model-tiny',
      data: 'sums',
    },
    ...{
      method: 'lora',
      rank: 4,
      config: JSON.stringify({ model: tinyModel, data: '/sums.jsonl', rank: 4, init: row.init }),
      out,
      createdAt: 1,
    },
    ...{ heldOutLoss: 1.25, parentId: row.parentId ?? null },
  };
  store.run(store.query.insertInto('runs').values(columns as never));
  return id;
}

/** A copy of an adapter's folder, to be damaged. */
export function copyOf(folder: string): string {
  const copy = join(mkdtempSync(join(scratch, 'copy-')), 'adapter');
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** The AppError that `action` ends in. */
export async function failureOf(action: () => unknown): Promise<AppError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('expected an error, got none');
}
