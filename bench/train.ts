/**
 * Speed, memory and time to the first step of LoRA training, beside the bare matrix products and beside PEFT.
 *
 * usage: node bench/train.ts --model FOLDER [--data FILE] [--rounds 5] [--steps 6] [--python PYTHON]
 * FOLDER: SmolLM2-135M-Instruct as `lowrank demo` leaves it; PYTHON: one with torch, transformers and peft, to be
 * measured in turn with us. Each figure is of a process of its own; quote medians, with nothing else running.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exampleBatches, median } from './support/batches.ts';

/** What one process measured. */
interface Round {
  readonly seconds: readonly number[];
  readonly first: number;
  readonly peakMegabytes: number;
  readonly losses: readonly number[];
  /** Ours only: seconds that the step's products take on their own. */
  readonly bareSeconds?: number;
  readonly gigaflop?: number;
}

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    data: { type: 'string', default: 'resources/datasets/construction-faq-en.csv' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '6' },
    python: { type: 'string' },
  },
});
if (!values.model) throw new Error('--model FOLDER is needed');
const { model, data, python } = values;
const [rounds, steps, threads] = [Number(values.rounds), Number(values.steps), availableParallelism()];

const folder = mkdtempSync(join(tmpdir(), 'lowrank-bench-'));
try {
  const { packed, concatenated } = await exampleBatches(model, data, 512, steps);
  const file = join(folder, 'batches.json');
  writeFileSync(file, JSON.stringify(concatenated));
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(run(process.execPath, ['bench/support/trainSteps.ts', model, data, String(steps)]));
    report('lowrank', ours.at(-1) as Round, packed);
    if (!python) continue;
    theirs.push(run(python, ['bench/reference/peftSteps.py', model, file, String(threads)]));
    report(
      'peft   ',
      theirs.at(-1) as Round,
      concatenated.map(({ ids }) => ids.length),
    );
  }
  summary(ours, theirs, packed);
} finally {
  rmSync(folder, { recursive: true });
}

function run(command: string, args: readonly string[]): Round {
  const { stdout, status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Round;
}

/** Tokens per second, the median over the steps after the first. */
function speed({ seconds }: Round, tokens: readonly number[]): number {
  return median(seconds.slice(1).map((s, i) => (tokens[i + 1] as number) / s));
}

function report(name: string, round: Round, tokens: readonly number[]): void {
  const figures = [
    `${speed(round, tokens).toFixed(0)} tokens/s`,
    `${round.peakMegabytes.toFixed(0)} MB`,
    `first step after ${round.first.toFixed(2)} s`,
    `loss ${round.losses[0]?.toFixed(4)} ... ${round.losses.at(-1)?.toFixed(4)}`,
    ...(round.bareSeconds ? [`${share(round).toFixed(2)} of bare products`] : []),
  ];
  console.log(`${name}: ${figures.join(', ')}`);
}

function share({ seconds, bareSeconds = 0 }: Round): number {
  return bareSeconds / Math.min(...seconds.slice(1));
}

function summary(ours: readonly Round[], theirs: readonly Round[], packed: readonly number[]): void {
  const over = (get: (round: Round) => number, list: readonly Round[]) => median(list.map(get));
  const gigaflops = over(({ gigaflop = 0, bareSeconds = 1 }) => gigaflop / bareSeconds, ours);
  console.log(
    `\nlowrank, median of ${ours.length}: ${over((r) => speed(r, packed), ours).toFixed(0)} tokens/s, ` +
      `${over(share, ours).toFixed(2)} of bare products (${gigaflops.toFixed(0)} GFLOP/s), ` +
      `${over((r) => r.peakMegabytes, ours).toFixed(0)} MB, first step after ${over((r) => r.first, ours).toFixed(2)} s`,
  );
  if (theirs.length === 0) return;
  const ratio = (get: (round: Round, theirs: boolean) => number) =>
    median(ours.map((round, i) => get(round, false) / get(theirs[i] as Round, true))).toFixed(2);
  const full = packed.map(() => 512);
  console.log(
    `ratios to PEFT, median of pairs: tokens/s ${ratio((r, peft) => speed(r, peft ? full : packed))}, ` +
      `memory ${ratio((r) => r.peakMegabytes)}, time to first step ${ratio((r) => r.first)}`,
  );
}
