/**
 * Memory of training: what was foretold from the settings, what after the trial, and what a run then took, for models of
 * random weights in float32, bfloat16 and float16.
 *
 * usage: node bench/memory.ts [--only WORD,WORD] [--steps 1]
 *        node bench/memory.ts --shape 1b|3b [--dtype bfloat16] [--recompute cheap] [--tokens 512] [--prompts 0]
 * The first takes its table of 20 in some minutes; the second is Llama 3.2 of that size: 2.5 or 6.4 GB of disk for as long
 * as it runs. Peaks are the largest resident sizes, as Linux counts them.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { RunConfigInput } from '../src/shared/runConfig.ts';
import { median } from './support/batches.ts';
import { type ModelSize, type StoredAs, writeRandomModel } from './support/randomModel.ts';

const wide = { hidden: 512, intermediate: 1408, layers: 4, heads: 8, kvHeads: 4 };
const sizes = {
  wordy: { ...wide, vocabulary: 128_256, tied: true },
  deep: { hidden: 768, intermediate: 2048, layers: 6, heads: 12, kvHeads: 4, vocabulary: 32_000, tied: true },
  qwen: {
    hidden: 896,
    intermediate: 4864,
    layers: 3,
    heads: 14,
    kvHeads: 2,
    vocabulary: 151_936,
    tied: true,
  },
  untied: {
    ...{ hidden: 1024, intermediate: 2816, layers: 5, heads: 16, kvHeads: 16 },
    ...{ vocabulary: 50_304, tied: false },
  },
  '1b': {
    ...{ hidden: 2048, intermediate: 8192, layers: 16, heads: 32, kvHeads: 8 },
    ...{ vocabulary: 128_256, tied: true },
  },
  '3b': {
    ...{ hidden: 3072, intermediate: 8192, layers: 28, heads: 24, kvHeads: 8 },
    ...{ vocabulary: 128_256, tied: true },
  },
} satisfies Record<string, ModelSize>;

interface Case {
  readonly size: keyof typeof sizes;
  readonly dtype: StoredAs;
  readonly recompute: 'none' | 'cheap' | 'layer';
  /** Of a pass, in so many rows. */
  readonly tokens: number;
  readonly rows: number;
}

const alike = (['wordy', 'deep', 'qwen', 'untied'] as const).flatMap((size) =>
  (['float32', 'bfloat16', 'float16'] as const).map(
    (dtype): Case => ({ size, dtype, recompute: 'cheap', tokens: 512, rows: 4 }),
  ),
);
const others: readonly Case[] = [
  { size: 'wordy', dtype: 'bfloat16', recompute: 'layer', tokens: 512, rows: 4 },
  { size: 'wordy', dtype: 'bfloat16', recompute: 'cheap', tokens: 1024, rows: 1 },
  { size: 'deep', dtype: 'bfloat16', recompute: 'none', tokens: 512, rows: 1 },
  { size: 'deep', dtype: 'float16', recompute: 'layer', tokens: 1024, rows: 8 },
  { size: 'qwen', dtype: 'bfloat16', recompute: 'layer', tokens: 512, rows: 1 },
  { size: 'qwen', dtype: 'bfloat16', recompute: 'cheap', tokens: 256, rows: 2 },
  { size: 'untied', dtype: 'bfloat16', recompute: 'layer', tokens: 512, rows: 2 },
  { size: 'untied', dtype: 'float32', recompute: 'none', tokens: 512, rows: 2 },
];

interface Found {
  readonly before: number;
  readonly after: number;
  readonly peak: number;
  readonly seconds: number;
  readonly losses: readonly number[];
  readonly total: number;
  readonly memory: unknown;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    steps: { type: 'string', default: '1' },
    shape: { type: 'string' },
    dtype: { type: 'string', default: 'bfloat16' },
    recompute: { type: 'string', default: 'cheap' },
    tokens: { type: 'string', default: '512' },
    rows: { type: 'string', default: '4' },
    prompts: { type: 'string', default: '0' },
  },
});
const { shape, dtype, recompute } = values;
const one = {
  size: shape,
  dtype,
  recompute,
  tokens: Number(values.tokens),
  rows: Number(values.rows),
} as Case;
const words = values.only.split(',').filter((word) => word !== '');
const cases = shape
  ? [one]
  : [...alike, ...others].filter((each) => words.every((w) => titleOf(each).includes(w)));

console.log(
  '| model, stored as | recomputed | pass | foretold | after the trial | taken | step | first loss |',
);
console.log('|---|---|---|---|---|---|---|---|');
const off = { before: 0, after: 0 };
for (const each of cases) {
  const found = await measure(each);
  const share = (bytes: number) => `${megabytes(bytes)} (${percent(found.peak / bytes - 1)})`;
  off.before = Math.max(off.before, Math.abs(found.peak / found.before - 1));
  off.after = Math.max(off.after, Math.abs(found.peak / found.after - 1));
  console.log(
    `| ${titleOf(each)} (${(found.total / 1e6).toFixed(0)}M) | ${each.recompute} | ${each.tokens} tokens in ${each.rows} rows ` +
      `| ${share(found.before)} | ${share(found.after)} | ${megabytes(found.peak)} MB | ${found.seconds.toFixed(2)} s | ${found.losses[0]} |`,
  );
}
console.log(
  `\nat most ${percent(off.before)} off what was foretold, ${percent(off.after)} off what the trial said`,
);

function titleOf({ size, dtype: type }: Case): string {
  return `${size}, ${type}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(0)} %`;
}

async function measure({ size, dtype: type, recompute: level, tokens, rows }: Case): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-memory-'));
  try {
    const [model, data] = [join(folder, 'model'), join(folder, 'rows.jsonl')];
    mkdirSync(model);
    writeRandomModel(model, sizes[size], type);
    writeFileSync(data, lines(6 * rows));
    const config = {
      ...{ model, data, device: 'cpu', recompute: level, steps: Number(values.steps), holdout: 0.2 },
      ...{ microTokens: tokens, batchTokens: 2 * tokens, maxLength: tokens / rows },
    } satisfies RunConfigInput;
    return await run(folder, config);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows that are all longer than a pass, and are cut to be equal. */
function lines(count: number): string {
  const text = (seed: number) =>
    Array.from({ length: 1500 }, (_, i) => ((i * 7919 + seed * 104_729) % 26_000).toString(36)).join(' ');
  const row = (_: unknown, i: number) => JSON.stringify({ question: 'What?', answer: text(i) });
  return Array.from({ length: count }, row).join('\n');
}

async function run(folder: string, config: RunConfigInput): Promise<Found> {
  const args = ['bench/support/memoryRun.ts', folder, values.prompts, JSON.stringify(config)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, 300);
  const said: Record<string, unknown> = {};
  const [seconds, losses]: [number[], number[]] = [[], []];
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as Record<string, unknown>;
    if (told.message) console.error(told.message);
    if (told.loss) {
      losses.push(told.loss as number);
      seconds.push(told.seconds as number);
    }
    Object.assign(said, told);
  }
  clearInterval(watch);
  if (said.whole === undefined) throw new Error('the run failed');
  return { ...(said as unknown as Found), peak, losses, seconds: median(seconds) };
}
