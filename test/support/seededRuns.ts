/** A home folder with a long history: runs of every state, some with curves, written into its database before a studio opens it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome } from '../../src/main/services/home/home.ts';
import { putCheckpoint } from '../../src/main/store/checkpoints.ts';
import { putMetrics, setHeldOutLoss } from '../../src/main/store/metrics.ts';
import { insertNamedMetrics } from '../../src/main/store/namedMetrics.ts';
import { openStore } from '../../src/main/store/openStore.ts';
import { addLogEntry } from '../../src/main/store/runLog.ts';
import { insertRun, updateRun } from '../../src/main/store/runs.ts';
import { putSample } from '../../src/main/store/samples.ts';
import type { Store } from '../../src/main/store/store.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';

const models = ['SmolLM2-135M-Instruct', 'Qwen2.5-0.5B', 'Llama-3.2-1B'] as const;
const datasets = ['support-answers', 'permits', 'recipes', 'harbour-lane'] as const;
const ranks = [8, 16, 32, 64] as const;
const states = ['done', 'done', 'done', 'failed', 'cancelled', 'interrupted', 'paused', 'done'] as const;
const minute = 60_000;
const start = Date.UTC(2026, 8, 1, 9);

/** What run number `i`, from 1, is: everything follows from its number. */
export function seededRun(i: number) {
  const rank = ranks[i % 4] ?? 8;
  const state = states[i % states.length] ?? 'done';
  return {
    ...{ id: idOf(i), name: `Run ${String(i).padStart(5, '0')}`, state, rank },
    model: models[i % 3] ?? models[0],
    data: datasets[(i >> 2) % 4] ?? datasets[0],
    createdAt: start + i * 7 * minute,
    /** Lower with rank and, a little, with number. */
    heldOutLoss: state === 'done' ? Number((2.9 - rank / 100 - i / 100_000).toFixed(5)) : null,
    seconds: 60 + ((i * 37) % 5400),
    tags: i % 10 === 0 ? ['weekly'] : [],
    notes: i === 4321 ? 'The one with the good tone' : '',
  };
}

const idOf = (i: number) => `seeded-${String(i).padStart(5, '0')}`;

export interface SeedOptions {
  readonly runs: number;
  /** The first so many have curves, of so many steps. */
  readonly withCurves: number;
  readonly steps: number;
}

/** @returns the home folder */
export function seedRuns({ runs, withCurves, steps }: SeedOptions): string {
  const home = openHome(mkdtempSync(join(tmpdir(), 'lowrank-home-')));
  const { store } = openStore(home.database);
  store.transaction(() => {
    for (let i = 1; i <= runs; i++) seedRun(store, home.runs, i, i <= withCurves ? steps : 0);
  });
  store.close();
  return home.path;
}

function seedRun(store: Store, folder: string, i: number, steps: number): void {
  const { heldOutLoss, seconds, tags, notes, state, ...run } = seededRun(i);
  const out = join(folder, run.name);
  const config = completeRunConfig({
    model: `/models/${run.model}`,
    data: `/data/${run.data}.csv`,
    rank: run.rank,
  });
  const estimate = { seconds: 0.9 * seconds, memoryBytes: 1.1e9, diskBytes: 4e7 };
  insertRun(store, {
    ...run,
    ...{ state, out, modelId: null, dataVersionId: null, method: 'lora', parentId: null, prompts: [] },
    ...{
      config,
      estimate,
      expectedSeconds: 0.9 * seconds,
      predictedMemoryBytes: null,
    },
  });
  updateRun(store, run.id, {
    ...{ heldOutLoss, heldOutLossBefore: heldOutLoss === null ? null : 3.41, seconds, notes },
    ...{ tags, startedAt: run.createdAt, endedAt: run.createdAt + 1000 * seconds },
    ...{ step: steps || 300, steps: steps || 300, loss: 2.5, device: 'cpu', tokensPerSecond: 1450 },
    plan: {
      ...{ rows: 950, heldOutRows: 50, tokens: 88_000, trainable: 1_000_000 * run.rank, total: 135e6 },
      deviceReason: 'The only device here that works',
    },
    actual: { seconds, memoryBytes: 1.2e9, diskBytes: 3.8e7, tokens: 1e6, stepSeconds: seconds },
    verdict:
      state === 'done'
        ? { kind: 'improved', sentence: `Held-out loss fell from 3.41 to ${heldOutLoss?.toFixed(2)}.` }
        : null,
  });
  if (steps > 0) seedCurve(store, run.id, run.rank, steps);
}

/** A curve as they are: it falls, it is noisy, and the noise is the same each time. */
export function seedCurve(store: Store, id: string, rank: number, steps: number): void {
  const every = Math.max(1, Math.floor(steps / 12));
  putMetrics(
    store,
    id,
    Array.from({ length: steps }, (_, i) => seededStep(i + 1, steps, rank)),
  );
  for (let step = 1; step <= steps; step++)
    insertNamedMetrics(store, id, step, { tokenAccuracy: seededAccuracy(step, steps) });
  for (let step = every; step <= steps; step += every) {
    setHeldOutLoss(store, id, step, lossAt(step, steps, rank) + (step > 0.8 * steps ? 0.04 : 0.02));
    insertNamedMetrics(store, id, step, {
      'heldOut.tokenAccuracy': seededAccuracy(step, steps) - 0.05,
      'heldOut.margin': -step / steps,
    });
  }
  putCheckpoint(store, {
    ...{ runId: id, step: steps, path: `/runs/${id}/checkpoints/${steps}`, bytes: 12_000_000 },
    ...{ heldOutLoss: null, best: 1, createdAt: start },
  });
  addLogEntry(store, id, { at: start, step: 0, level: 'info', message: 'Reads 950 rows three times.' });
  addLogEntry(store, id, {
    ...{ at: start + minute, step: 40, level: 'warning' },
    message: 'Step 41: the loss was not a number; went back to step 40, halved the learning rate.',
  });
  for (const [step, text] of [
    [0, 'I am a language model.'],
    [every, 'Oil the chain.'],
    [steps, 'Ahoy! Oil it every two weeks. Fair winds, Harbour Lane.'],
  ] as const)
    putSample(store, id, { step, prompt: 'How often should I oil my chain?', text });
}

/** Rises from a half to three quarters. */
export const seededAccuracy = (step: number, steps: number) => 0.5 + (0.25 * step) / steps;

/** One step of such a curve. */
export function seededStep(step: number, steps: number, rank: number) {
  const noise = Math.sin(step * 12.9898) * 43758.5453;
  const spread = noise - Math.floor(noise) - 0.5;
  const warm = Math.min(1, step / (0.03 * steps + 1));
  return {
    step,
    loss: lossAt(step, steps, rank) + 0.35 * spread,
    learningRate: 2e-4 * warm * 0.5 * (1 + Math.cos((Math.PI * step) / steps)),
    gradNorm: 0.8 + 0.3 * spread + 2 / (1 + step / 20),
    ...{ tokens: 2000, supervised: 1200, seconds: 1.4 + 0.1 * spread },
    ...{ memoryBytes: 1_100_000_000 + 40_000 * (step % 50), heldOutLoss: null },
  };
}

function lossAt(step: number, steps: number, rank: number): number {
  return 3.4 - (0.5 + rank / 100) * (1 - Math.exp((-5 * step) / steps));
}
