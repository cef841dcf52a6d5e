/** llama.cpp itself, where it is installed: opens a GGUF file as the programs built on it do, for the certificate. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import { type Sentence, say } from '../../../../shared/sentence.ts';

/** The part of node-llama-cpp's native binding that is used; its version is pinned with the library's. */
interface Binding {
  setLogger(logger: (level: number, message: string) => void): void;
  setLoggerLogLevel(level: number): void;
  loadBackends(folder?: string): void;
  /** Null or undefined until a backend is loaded, false for the processor. */
  getGpuType(): string | false | null | undefined;
  getGgmlType(name: string): number;
  init(): Promise<void>;
  dispose(): Promise<void>;
  readonly AddonModel: new (file: string, options: object) => BoundModel;
  readonly AddonModelLora: new (model: BoundModel, file: string) => object;
  readonly AddonContext: new (model: BoundModel, options: object) => BoundContext;
  readonly AddonSampler: new (model: BoundModel) => BoundSampler;
}

interface BoundModel {
  init(): Promise<boolean>;
  loadLora(lora: object): Promise<void>;
  tokenize(text: string, specialTokens: boolean): Uint32Array;
  isEogToken(id: number): boolean;
  dispose(): Promise<void>;
}

interface BoundContext {
  init(): Promise<boolean>;
  setLoras(loras: readonly object[], scales: readonly number[]): void;
  initBatch(size: number): void;
  addToBatch(sequence: number, first: number, ids: Uint32Array, wanted: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(
    at: number,
    sampler: BoundSampler,
    probabilities: true,
  ): Promise<[id: number, probabilities: readonly number[]]>;
  disposeSequence(sequence: number): void;
  dispose(): Promise<void>;
}

interface BoundSampler {
  applyConfig(config: object): void;
  dispose(): void;
}

const bindingName = 'llama-addon.node';
/** Errors only. */
const logLevel = 2;

/** A GGUF file in llama.cpp. */
export interface LlamaCppModel {
  /** Ids of a text, special tokens in it as such, none put in front. */
  tokens(text: string): readonly number[];
  /** Whether the token ends an answer. */
  ends(id: number): boolean;
  /** Log-probabilities of every token after those at `positions` of `ids`, [positions, vocabulary], row-major. */
  logProbabilities(ids: Int32Array, positions: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Loads the library of this folder. @throws AppError `unsupported` where this system cannot */
export function loadLlamaCpp(library: string): Binding {
  try {
    const binding = createRequire(import.meta.url)(join(library, bindingName)) as Binding;
    binding.loadBackends();
    // A build that finds no backend by itself finds those beside it.
    if (binding.getGpuType() == null) binding.loadBackends(library);
    return binding;
  } catch (cause) {
    throw new AppError(
      'unsupported',
      say`llama.cpp cannot be loaded on this system: ${(cause as Error).message}`,
      say`Exports are opened again by Lowrank all the same.`,
      { cause },
    );
  }
}

/**
 * A file that contradicts itself ends the whole process: call this in one that nobody else needs.
 * @param adapter a LoRA in a file of its own
 * @param positions as many as the longest sequence has
 * @throws AppError `drift` with llama.cpp's last words where it refuses a file; `unsupported`
 */
export async function openLlamaCpp(
  library: string,
  {
    file,
    adapter,
    positions,
  }: { readonly file: string; readonly adapter?: string; readonly positions: number },
): Promise<LlamaCppModel> {
  const binding = loadLlamaCpp(library);
  let said = '';
  binding.setLogger((_, message) => {
    if (message.trim() !== '') said = message.trim();
  });
  binding.setLoggerLogLevel(logLevel);
  const refused = (what: Sentence) =>
    new AppError(
      'drift',
      said === '' ? what : say`${what}: ${said}`,
      say`Export as a merged model, and please report this.`,
    );
  await binding.init();
  const model = new binding.AddonModel(file, { addonExports: binding, gpuLayers: 0, checkTensors: true });
  if (!(await model.init().catch(() => false))) throw refused(say`llama.cpp does not open the file`);
  // Half-precision keys and values, llama.cpp's default, would be the largest difference of all.
  const float32 = binding.getGgmlType('F32');
  const context = new binding.AddonContext(model, {
    ...{ contextSize: positions, batchSize: positions, sequences: 1, flashAttention: false },
    ...{ kvCacheKeyType: float32, kvCacheValueType: float32 },
  });
  if (!(await context.init().catch(() => false))) throw refused(say`llama.cpp finds no room for the model`);
  if (adapter !== undefined) {
    const lora = new binding.AddonModelLora(model, adapter);
    await model.loadLora(lora).catch(() => {
      throw refused(say`llama.cpp does not open the adapter`);
    });
    context.setLoras([lora], [1]);
  }
  const sampler = new binding.AddonSampler(model);
  sampler.applyConfig({ temperature: 1, topK: 0, topP: 1, minP: 0 });
  return {
    tokens: (text) => [...model.tokenize(text, true)],
    ends: (id) => model.isEogToken(id),
    async logProbabilities(ids, wanted) {
      context.disposeSequence(0);
      context.initBatch(ids.length);
      const rows = context.addToBatch(0, 0, Uint32Array.from(ids), Uint32Array.from(wanted));
      await context.decodeBatch();
      const found: Float32Array[] = [];
      for (const row of rows) found.push(logarithms((await context.sampleToken(row, sampler, true))[1]));
      return joined(found);
    },
    async release() {
      sampler.dispose();
      await context.dispose();
      await model.dispose();
      await binding.dispose();
    },
  };
}

/** @param pairs id, probability, id, probability …, of the whole vocabulary; they sum to 1 but for rounding */
function logarithms(pairs: readonly number[]): Float32Array {
  const row = new Float32Array(pairs.length / 2);
  let sum = 0;
  for (let i = 0; i < pairs.length; i += 2) sum += row[pairs[i]!] = pairs[i + 1]!;
  // What is too small for float32 is as good as impossible: its logarithm must stay a number.
  for (let id = 0; id < row.length; id++) row[id] = Math.log(Math.max(row[id]! / sum, 1e-38));
  return row;
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const whole = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    whole.set(row, i * width);
  });
  return whole;
}
