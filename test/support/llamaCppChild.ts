/** Asks llama.cpp about GGUF files, in a process of its own: a file that contradicts itself would take the tests with it. */

import { readFileSync } from 'node:fs';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

export interface LlamaCppQuestion {
  readonly model: string;
  /** An adapter in a file of its own, and how much of it is used. */
  readonly lora?: { readonly filePath: string; readonly scale: number };
  /** Sequences whose next-token log-probabilities are wanted. */
  readonly prompts: readonly (readonly number[])[];
  /** Texts to tokenise, special tokens in them as such. */
  readonly texts: readonly string[];
  /** Prompts to answer, likeliest token by token. */
  readonly answers: readonly (readonly number[])[];
  readonly maxTokens: number;
  /** Ids of which it is asked whether they end an answer. */
  readonly ends: readonly number[];
}

export interface LlamaCppAnswer {
  /** By prompt and position, the log-probability of every token. */
  readonly logProbabilities: readonly (readonly (readonly number[])[])[];
  readonly tokens: readonly (readonly number[])[];
  /** Without the token that ended it; ended: whether one did. */
  readonly answers: readonly { readonly ids: readonly number[]; readonly ended: boolean }[];
  readonly ends: readonly boolean[];
  readonly error?: string;
}

const questions = JSON.parse(readFileSync(0, 'utf8')) as readonly LlamaCppQuestion[];
const errors: string[] = [];
const llama = await getLlama({
  ...{ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 },
  logLevel: LlamaLogLevel.error,
  logger: (_, message) => {
    errors.push(message.trim());
  },
});
const all: LlamaCppAnswer[] = [];
for (const question of questions) {
  errors.length = 0;
  all.push(
    await answer(question).catch((error: Error) => ({
      ...{ logProbabilities: [], tokens: [], answers: [], ends: [] },
      error: `${error.message}: ${errors.join(' ')}`,
    })),
  );
}
process.stdout.write(JSON.stringify(all), () => process.exit(0));

async function answer({
  model: modelPath,
  lora,
  prompts,
  texts,
  answers,
  maxTokens,
  ends,
}: LlamaCppQuestion): Promise<LlamaCppAnswer> {
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  // Half-precision keys and values, llama.cpp's default, would be the largest difference of all.
  const context = await model.createContext({
    ...{ contextSize: 256, batchSize: 256, threads: 1, flashAttention: false },
    ...{ experimentalKvCacheKeyType: 'F32', experimentalKvCacheValueType: 'F32' },
    ...(lora && { lora: { adapters: [lora] } }),
  });
  const sequence = context.getSequence();
  const logProbabilities: number[][][] = [];
  for (const ids of prompts) {
    await sequence.clearHistory();
    const wanted = { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } };
    const outputs = await sequence.controlledEvaluate(
      ids.map((id) => [id as never, { generateNext: wanted }] as const) as never,
    );
    logProbabilities.push(
      outputs.map((output) => {
        const probabilities = output?.next.probabilities as ReadonlyMap<number, number>;
        const row = Array.from({ length: probabilities.size }, () => 0);
        for (const [id, probability] of probabilities) row[id] = Math.log(probability);
        return row;
      }),
    );
  }
  const answered: { ids: number[]; ended: boolean }[] = [];
  for (const prompt of answers) {
    await sequence.clearHistory();
    const ids: number[] = [];
    let ended = false;
    for await (const id of sequence.evaluate(prompt as never, { temperature: 0, yieldEogToken: true })) {
      ended = model.isEogToken(id);
      if (ended || ids.length === maxTokens) break;
      ids.push(id);
    }
    answered.push({ ids, ended });
  }
  const found = {
    logProbabilities,
    tokens: texts.map((text) => [...model.tokenize(text, true)]),
    answers: answered,
    ends: ends.map((id) => model.isEogToken(id as never)),
  };
  await model.dispose();
  return found;
}
