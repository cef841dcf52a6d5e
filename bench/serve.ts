/**
 * What serving costs: memory of one base with twenty adapters against twenty merged models, the time to change adapters, and
 * how much of the memory's bandwidth an answer uses: `node --expose-gc bench/serve.ts [MODEL [ADAPTER]]`; without a model, the
 * tiny one with adapters made for it. Prints JSON.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBaseModel } from '../src/main/engine/baseModel.ts';
import { openModelText } from '../src/main/engine/data/modelText.ts';
import { readAdapter } from '../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../src/main/engine/infer/adapter.ts';
import { Generator } from '../src/main/engine/infer/generate.ts';
import { train } from '../src/main/engine/run/train.ts';
import { completeRunConfig } from '../src/shared/runConfig.ts';

const adapters = 20;
const root = join(import.meta.dirname, '..');
const [model = join(root, 'resources/models/tiny'), given] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'lowrank-bench-'));
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const round = (value: number, digits = 3) => Number(value.toPrecision(digits));

/** Bytes this process has in memory. */
function resident(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

/** An adapter of three steps, where none is given. */
async function anAdapter(): Promise<string> {
  if (given !== undefined) return given;
  const out = join(scratch, 'adapter');
  const data = join(root, 'resources/datasets/construction-faq-en.csv');
  const settings = { device: 'cpu', rank: 16, steps: 3, maxLength: 128, holdout: 0 } as const;
  await train(completeRunConfig({ model, data, ...settings }), { out, onEvent: () => {} });
  return out;
}

/** Bytes a second that one core copies: what an answer's weights can be read at, at most, by as many. */
function bandwidth(): number {
  const [from, to] = [new Float64Array(2 ** 24), new Float64Array(2 ** 24)];
  const seconds = Array.from({ length: 7 }, () => {
    const start = performance.now();
    to.set(from);
    return (performance.now() - start) / 1000;
  });
  return (2 * from.byteLength) / Math.min(...seconds);
}

try {
  const folder = await anAdapter();
  const copies = Array.from({ length: adapters }, (_, i) => {
    const copy = join(scratch, `adapter-${i}`);
    cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes('checkpoints') });
    return copy;
  });
  const base = openBaseModel(model);
  const { tokenizer } = openModelText(base.folder);
  const prompt = (await tokenizer.encode('What does a permit cost?', { addSpecialTokens: true })).ids;
  const options = { temperature: 0, stopIds: [], maxTokens: 1 };

  const before = resident();
  const generator = await Generator.load(base, { device: { kind: 'cpu' } });
  await generator.generate(prompt, options);
  const loaded = resident();
  const inputs = copies.map((copy) => loadAdapter(base, readAdapter(copy)));
  for (const adapter of inputs) await generator.generate(prompt, { ...options, adapter });
  const all = resident();

  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const ask = (adapter: (typeof inputs)[number]) => () => generator.generate(prompt, { ...options, adapter });
  const [first, second] = inputs;
  const same: number[] = [];
  const changed: number[] = [];
  const read: number[] = [];
  for (let i = 0; i < 15; i++) {
    await ask(first!)();
    same.push(await timed(ask(first!)));
    changed.push(await timed(ask(second!)));
    read.push(await timed(async () => loadAdapter(base, readAdapter(copies[i % adapters]!))));
  }
  const tokens = Math.min(96, base.config.maxPositions - prompt.length - 1);
  const times: number[] = [];
  await generator.generate(prompt, {
    ...options,
    maxTokens: tokens,
    adapter: first,
    onToken: () => times.push(performance.now()),
  });
  const perToken = median(times.slice(1).map((time, i) => time - times[i]!)) / 1000;
  // Weights become float32 in memory where there is plenty of it; every token reads all of them.
  const weightBytes = 4 * base.parameters;
  const one = loaded - before;
  console.log(
    JSON.stringify({
      model: existsSync(model) ? model.split(/[\\/]/).at(-1) : model,
      parameters: base.parameters,
      baseMegabytes: round(one / 1e6),
      baseWithAdaptersMegabytes: round((all - before) / 1e6),
      mergedModelsMegabytes: round((adapters * one) / 1e6),
      swapMilliseconds: round(Math.max(0, median(changed) - median(same))),
      swapFromDiskMilliseconds: round(median(read)),
      tokensPerSecond: round(1 / perToken),
      shareOfBandwidth: round(weightBytes / perToken / bandwidth()),
    }),
  );
  await generator.release();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
