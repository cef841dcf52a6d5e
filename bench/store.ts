/**
 * The store at the sizes it promises: 10,000 runs in the table, one run of 1,000,000 steps behind a chart.
 *
 * usage: node bench/store.ts [--runs 10000] [--steps 1000000]
 * Reads are medians of 20, each with other arguments; nothing is cached but by SQLite itself.
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { putMetrics, readMetrics } from '../src/main/store/metrics.ts';
import { openStore } from '../src/main/store/openStore.ts';
import { insertRun, listRuns, type NewRun } from '../src/main/store/runs.ts';
import type { Input } from '../src/shared/api.ts';
import { completeRunConfig } from '../src/shared/runConfig.ts';
import { median } from './support/batches.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, steps: { type: 'string', default: '1000000' } },
});
const [runs, steps] = [Number(values.runs), Number(values.steps)];
/** Steps a training process tells at a time. */
const batch = 500;
const reads = 20;

const folder = mkdtempSync(join(tmpdir(), 'lowrank-store-'));
const file = join(folder, 'lowrank.db');
const { store } = openStore(file);

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function show(what: string, read: (i: number) => void): void {
  const taken = Array.from({ length: reads }, (_, i) => 1000 * seconds(() => read(i)));
  console.log(`${what}: ${median(taken).toFixed(1)} ms, slowest ${Math.max(...taken).toFixed(1)} ms`);
}

function run(i: number): NewRun {
  return {
    id: `run-${String(i).padStart(6, '0')}`,
    name: `${['Help desk', 'Recipes', 'Letters', 'Minutes'][i % 4]} ${i}`,
    state: 'done',
    model: `Model ${i % 7}`,
    modelId: null,
    data: `Dataset ${i % 13}`,
    dataVersionId: null,
    method: 'lora',
    rank: 2 ** (i % 7),
    config: completeRunConfig({ model: '/m', data: '/d' }),
    out: `/runs/${i}`,
    createdAt: i,
    estimate: null,
    expectedSeconds: null,
    predictedMemoryBytes: null,
    prompts: [],
    parentId: null,
  };
}

try {
  const inserting = seconds(() =>
    store.transaction(() => {
      for (let i = 0; i < runs; i++) insertRun(store, run(i));
    }),
  );
  console.log(`${runs} runs inserted in ${inserting.toFixed(1)} s`);
  const page: Input<'runs.list'> = {
    ...{ page: 0, pageSize: 50, search: '', states: [], sort: 'createdAt', descending: true },
  };
  show('first page of runs', () => listRuns(store, page));
  show('any page of runs', (i) => listRuns(store, { ...page, page: i * 9 }));
  show('first page by loss', () => listRuns(store, { ...page, sort: 'heldOutLoss' }));
  show('first page of a search', (i) => listRuns(store, { ...page, search: `recipes ${i}` }));

  const id = run(0).id;
  const writing = seconds(() => {
    for (let first = 1; first <= steps; first += batch)
      store.transaction(() =>
        putMetrics(
          store,
          id,
          Array.from({ length: Math.min(batch, steps - first + 1) }, (_, i) => ({
            ...{ step: first + i, loss: 2 + Math.sin(first + i), learningRate: 1e-4, gradNorm: 1 },
            ...{ tokens: 2048, supervised: 1024, seconds: 0.5, memoryBytes: 1e9 },
            heldOutLoss: (first + i) % 10_000 === 0 ? 2 : null,
          })),
        ),
      );
  });
  console.log(`${steps} steps written, ${batch} at a time: ${(steps / writing).toFixed(0)} steps/s`);
  show('whole curve, 1,000 points', () => readMetrics(store, id, { from: 1, to: null, points: 1000 }));
  show('a tenth of it', (i) =>
    readMetrics(store, id, { from: 1 + (i * steps) / 40, to: (i * steps) / 40 + steps / 10, points: 1000 }),
  );
  show('the last 1,000 steps', () => readMetrics(store, id, { from: steps - 999, to: null, points: 1000 }));
  console.log(`database: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
} finally {
  store.close();
  rmSync(folder, { recursive: true });
}
