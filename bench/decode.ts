/**
 * How fast answers come, beside llama.cpp at the same precision, in turn in one process:
 * `node --expose-gc bench/decode.ts MODEL ADAPTER Q8_0.gguf Q4_K_M.gguf [ROUNDS [TOKENS]]`. Ours has the adapter as an input;
 * the GGUF files are the same model, as `lowrank export --target gguf --dtype q8_0` writes them. Prints JSON: medians over rounds
 * of wall and processor milliseconds a token, of the milliseconds to read the question, and of each round's ratio to llama.cpp.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { openBaseModel } from '../src/main/engine/baseModel.ts';
import { readAdapter } from '../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../src/main/engine/infer/adapter.ts';
import { Generator } from '../src/main/engine/infer/generate.ts';
import { quantisedModel } from '../src/main/engine/infer/quantisedModel.ts';

const [modelPath, adapterPath, q8, q4, rounds = '7', tokens = '48'] = process.argv.slice(2);
if (!modelPath || !adapterPath || !q8 || !q4)
  throw new Error(
    'usage: node --expose-gc bench/decode.ts MODEL ADAPTER Q8_0.gguf Q4_K_M.gguf [ROUNDS [TOKENS]]',
  );
const count = Number(tokens);
const threads = availableParallelism();
const promptLength = 256;

/** Answers `count` tokens and calls after each. */
type Answer = (onToken: () => void) => Promise<unknown>;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const round = (value: number) => Number(value.toPrecision(3));

function resident(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
}

const model = openBaseModel(modelPath);
const adapter = loadAdapter(model, readAdapter(adapterPath));
const prompt = Int32Array.from({ length: promptLength }, (_, i) => (100 + i * 37) % model.config.vocabulary);
const scratch = mkdtempSync(join(tmpdir(), 'lowrank-bench-'));

async function ours(precision: 'float32' | 'int8' | 'int4'): Promise<Answer> {
  const quantised = precision === 'float32' ? undefined : await quantisedModel(model, precision, scratch);
  const generator = await Generator.load(model, { device: { kind: 'cpu' }, threads }, { quantised });
  const options = { temperature: 0, stopIds: [], maxTokens: count, adapter };
  return (onToken) => generator.generate(prompt, { ...options, onToken });
}

async function llamaCpp(path: string): Promise<Answer> {
  const llama = await getLlama({
    ...{ gpu: false, build: 'never', skipDownload: true, maxThreads: threads },
    logLevel: LlamaLogLevel.error,
  });
  const loaded = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
  const context = await loaded.createContext({ contextSize: 1024, batchSize: 512, threads });
  const sequence = context.getSequence();
  return async (onToken) => {
    await sequence.clearHistory();
    let made = 0;
    for await (const _ of sequence.evaluate([...prompt] as never, { temperature: 0, yieldEogToken: true })) {
      onToken();
      made += 1;
      if (made === count) break;
    }
  };
}

try {
  const contenders: Record<string, Answer> = {};
  const megabytes: Record<string, number> = {};
  for (const [name, load] of [
    ['float32', () => ours('float32')],
    ['int8', () => ours('int8')],
    ['int4', () => ours('int4')],
    ['q8_0', () => llamaCpp(q8)],
    ['q4_k_m', () => llamaCpp(q4)],
  ] as const) {
    const before = resident();
    const answer = await load();
    await answer(() => {});
    contenders[name] = answer;
    megabytes[name] = round(resident() - before);
  }
  const found: Record<string, { wall: number[]; processor: number[]; reading: number[] }> = {};
  for (const name of Object.keys(contenders)) found[name] = { wall: [], processor: [], reading: [] };
  for (let i = 0; i < Number(rounds); i++)
    for (const [name, answer] of Object.entries(contenders)) {
      const times: number[] = [];
      let first: NodeJS.CpuUsage | undefined;
      const start = performance.now();
      await answer(() => {
        times.push(performance.now());
        first ??= process.cpuUsage();
      });
      const { user, system } = process.cpuUsage(first);
      const { wall, processor, reading } = found[name]!;
      wall.push(median(times.slice(1).map((time, token) => time - times[token]!)));
      processor.push((user + system) / 1000 / (times.length - 1));
      reading.push(times[0]! - start);
    }
  const ratio = (what: 'wall' | 'processor', theirs: string, name: string) =>
    round(median(found[name]![what].map((value, i) => found[theirs]![what][i]! / value)));
  const pairs = { int8: 'q8_0', int4: 'q4_k_m', float32: 'q8_0' } as const;
  console.log(
    JSON.stringify(
      {
        model: modelPath.split(/[\\/]/).at(-1),
        threads,
        rounds: Number(rounds),
        each: Object.fromEntries(
          Object.entries(found).map(([name, { wall, processor, reading }]) => [
            name,
            {
              millisecondsPerToken: round(median(wall)),
              least: round(Math.min(...wall)),
              processorMilliseconds: round(median(processor)),
              readingMilliseconds: round(median(reading)),
              residentMegabytes: megabytes[name],
            },
          ]),
        ),
        speedBesideLlamaCpp: Object.fromEntries(
          Object.entries(pairs).map(([name, theirs]) => [
            `${name} / ${theirs}`,
            { wall: ratio('wall', theirs, name), processor: ratio('processor', theirs, name) },
          ]),
        ),
      },
      null,
      1,
    ),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(0);
