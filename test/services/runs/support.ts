/** What tests of runs share: studios on homes of their own, a run long enough to be disturbed, and waiting for what it does. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { createServices } from '../../../src/main/services/index.ts';
import type { Emit, Services } from '../../../src/shared/api.ts';
import type { Run, RunDetail, RunState } from '../../../src/shared/records/runs.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { type Sent, scratch, tinyModel } from '../support.ts';

// Several processes that load the engine one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

export interface Studio {
  readonly home: string;
  readonly methods: Services['methods'];
  /** Every event so far. */
  readonly told: Sent[];
  close(): Promise<void>;
}

/** A studio on a new home, or on one that is there; closed after the tests of the file at the latest. */
export function openStudio(home: string = mkdtempSync(join(scratch, 'studio-'))): Studio {
  const services = createServices({ home });
  const told: Sent[] = [];
  const listen: Emit = (event, payload) => told.push({ event, payload });
  services.subscribe(listen);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= services.close();
    return closed;
  };
  const studio = { home, methods: services.methods, told, close };
  afterAll(async () => {
    if (!closed) await cancelAll(studio);
    await close();
  });
  return studio;
}

/** A failed test leaves no process behind. */
async function cancelAll({ methods }: Studio): Promise<void> {
  const active = () => methods['runs.active'](undefined);
  for (const { id } of await active()) await methods['runs.cancel']({ id });
  while ((await active()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

export const sumsFile = join(scratch, 'sums.jsonl');
writeFileSync(
  sumsFile,
  Array.from(
    { length: 40 },
    (_, i) =>
      `${JSON.stringify({ question: `What is ${i} and ${i + 1}?`, answer: `It is ${2 * i + 1}.` })}\n`,
  ).join(''),
);

/** Some seconds of training with a checkpoint every few steps. */
export const longRun: RunConfigInput = {
  ...{ model: tinyModel, data: sumsFile, device: 'cpu', threads: 1, rank: 4, lr: 0.005 },
  ...{ batchTokens: 256, steps: 60, checkpointMinutes: 0.002, patience: 0 },
};

/** What ends because it is ended. */
export const endlessRun: RunConfigInput = { ...longRun, steps: 100_000 };

/** A second of it. */
export const shortRun: RunConfigInput = { ...longRun, steps: 4 };

export function start(
  { methods }: Studio,
  config: RunConfigInput,
  change: Partial<Parameters<Services['methods']['runs.start']>[0]> = {},
): Promise<Run> {
  return methods['runs.start']({
    ...{ name: '', config, queue: false, parentId: null, prompts: [] },
    ...change,
  });
}

/** The run once `holds` is true of it. */
export async function until(
  { methods }: Studio,
  id: string,
  holds: (run: RunDetail) => boolean,
): Promise<RunDetail> {
  for (;;) {
    const run = await methods['runs.get']({ id });
    if (holds(run)) return run;
    if (ended.has(run.state)) throw new Error(`the run is ${run.state}: ${JSON.stringify(run.error)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ended: ReadonlySet<RunState> = new Set(['failed', 'cancelled', 'done', 'interrupted', 'paused']);

/** The run in that state. */
export function inState(studio: Studio, id: string, state: RunState): Promise<RunDetail> {
  return until(studio, id, (run) => run.state === state);
}
