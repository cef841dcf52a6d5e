/**
 * What kinds of adapter and ways to begin one gain: the held-out loss after the same steps, the seconds each takes to begin
 * and per step.
 *
 * usage: node bench/starts.ts --model FOLDER [--data FILE] [--steps 20] [--batch-tokens 160] [--seeds 1] [--only a,b]
 * FOLDER: SmolLM2-135M-Instruct as `lowrank demo` leaves it. Same rows, rank, alpha and learning rates for all.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBaseModel } from '../src/main/engine/baseModel.ts';
import { openModelText } from '../src/main/engine/data/modelText.ts';
import { train } from '../src/main/engine/run/train.ts';
import { loadRunData } from '../src/main/engine/train/prepare.ts';
import type { TrainEvent } from '../src/shared/events.ts';
import { completeRunConfig, type RunConfigInput } from '../src/shared/runConfig.ts';
import { median } from './support/batches.ts';
import { writeEvaStart } from './support/evaStart.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    data: { type: 'string', default: 'resources/datasets/construction-faq-en.csv' },
    steps: { type: 'string', default: '20' },
    'batch-tokens': { type: 'string', default: '160' },
    seeds: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
if (!values.model) throw new Error('--model FOLDER is needed');
const { model: path, data } = values;
const shared = {
  model: path,
  data,
  steps: Number(values.steps),
  batchTokens: Number(values['batch-tokens']),
  microTokens: Number(values['batch-tokens']),
  schedule: 'constant',
  holdout: 0.06,
  patience: 0,
} as const;

/** Read for EVA's start. */
const evaTokens = 2048;

const kinds: Readonly<Record<string, Partial<RunConfigInput>>> = {
  LoRA: {},
  PiSSA: { initLoraWeights: 'pissa' },
  OLoRA: { initLoraWeights: 'olora' },
  EVA: {},
  DoRA: { useDora: true },
};

const folder = mkdtempSync(join(tmpdir(), 'lowrank-starts-'));
try {
  for (let seed = 0; seed < Number(values.seeds); seed++)
    for (const [name, changes] of Object.entries(kinds))
      if (!values.only || values.only.split(',').includes(name)) await measure(name, changes, seed);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name: string, changes: Partial<RunConfigInput>, seed: number): Promise<void> {
  const started = performance.now();
  const init = name === 'EVA' ? await evaStart(seed) : undefined;
  const config = completeRunConfig({ ...shared, ...changes, seed, ...(init !== undefined && { init }) });
  const seconds: number[] = [];
  let begun = 0;
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'plan') begun = (performance.now() - started) / 1000;
    if (event.type === 'step') seconds.push(event.seconds);
  };
  const out = join(folder, `${name}-${seed}`);
  const { heldOutLossBefore, heldOutLoss } = await train(config, { out, onEvent });
  rmSync(out, { recursive: true });
  console.log(
    `${name.padEnd(6)} seed ${seed}: held-out loss ${heldOutLossBefore?.toFixed(4)} -> ${heldOutLoss?.toFixed(4)}, ` +
      `${begun.toFixed(1)} s to begin, ${median(seconds).toFixed(2)} s a step`,
  );
}

async function evaStart(seed: number): Promise<string> {
  const model = openBaseModel(path as string);
  const config = completeRunConfig({ ...shared, seed });
  const { train: rows } = await loadRunData(config, model, openModelText(model.folder), undefined);
  const taken = [];
  for (let i = 0, tokens = 0; i < rows.lengths.length && tokens < evaTokens; tokens += rows.lengths[i]!, i++)
    taken.push(rows.at(i));
  const start = join(folder, `eva-${seed}`);
  await writeEvaStart(model, taken, config.rank, start);
  return start;
}
