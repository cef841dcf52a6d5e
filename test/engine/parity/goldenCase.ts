/** Reads a folder of reference numbers: see test/fixtures/golden/README.md for what is in it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requireFit } from '../../../src/main/engine/adapters/requireFit.ts';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import type { JsonObject } from '../../../src/main/engine/formats/json.ts';
import { type Adapter, readAdapter } from '../../../src/main/engine/formats/peft.ts';
import { type AdapterConfig, parseAdapterConfig } from '../../../src/main/engine/formats/peftConfig.ts';
import { readTensor, readTensorBytes } from '../../../src/main/engine/formats/readTensor.ts';
import { openSafetensors } from '../../../src/main/engine/formats/safetensors.ts';
import type { TensorIndex, TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import type { TokenSequence } from '../../../src/main/engine/objectives/packedFeeds.ts';

export const defaultGolden = join(import.meta.dirname, '../../fixtures/golden');
export const goldenFolder = resolve(process.env.GOLDEN_DIR || defaultGolden);

/** One optimizer step of the reference run. */
export interface ReferenceStep {
  readonly step: number;
  readonly lr: number;
  readonly loss: number;
  readonly grad_norm: number;
}

/** expected.json. */
interface Expected {
  readonly lora: JsonObject;
  readonly base_loss: number;
  readonly lora_loss: number;
  readonly base_greedy: readonly number[];
  readonly final_greedy: readonly number[];
  readonly train: readonly ReferenceStep[];
  readonly accumulated_train?: readonly ReferenceStep[];
  readonly full_train?: readonly ReferenceStep[];
}

/** Names of the cases in {@link goldenFolder}. */
export function goldenNames(): readonly string[] {
  const has = (name: string, file: string) => existsSync(join(goldenFolder, name, file));
  const names = readdirSync(goldenFolder).filter(
    (name) => has(name, 'config.json') && has(name, 'expected.json'),
  );
  return names.sort();
}

export class GoldenCase {
  readonly folder: string;
  readonly expected: Expected;
  readonly model: BaseModel;
  /** The settings it was trained with. */
  readonly lora: AdapterConfig;
  /** As PEFT left it after the reference training. */
  readonly trained: Adapter;
  /** The first batch, which everything but training is measured on. */
  readonly batch: readonly TokenSequence[];
  readonly #tensors: TensorIndex;
  readonly #batches: TensorIndex;

  /** @throws AppError `unsupported` for what the model or its adapter asks for and the engine lacks */
  constructor(name: string) {
    this.folder = join(goldenFolder, name);
    this.expected = JSON.parse(readFileSync(join(this.folder, 'expected.json'), 'utf8'));
    this.model = openBaseModel(this.folder);
    this.lora = parseAdapterConfig(
      { peft_type: 'LORA', ...this.expected.lora },
      `${this.folder}/expected.json`,
    );
    this.trained = readAdapter(join(this.folder, 'adapter'));
    requireFit(this.model, this.trained);
    this.#tensors = openSafetensors(join(this.folder, 'expected.safetensors'));
    this.#batches = openSafetensors(join(goldenFolder, 'batches.safetensors'));
    this.batch = sequences(this.#tensors, '');
  }

  /** Batch `number` of batches.safetensors, padding cut off. */
  trainingBatch(number: number): readonly TokenSequence[] {
    return sequences(this.#batches, `${number}.`);
  }

  tensor(name: string): TensorInfo {
    const info = this.#tensors.get(name);
    if (!info) throw new Error(`${this.folder}/expected.safetensors has no ${name}`);
    return info;
  }

  /** The tensors whose names begin with `prefix`, by what follows it. */
  startingWith(prefix: string): ReadonlyMap<string, TensorInfo> {
    const found = [...this.#tensors.values()].filter(({ name }) => name.startsWith(prefix));
    return new Map(found.map((info) => [info.name.slice(prefix.length), info]));
  }

  /** Expected logits of each sequence of {@link batch}, without those of padding. */
  logits(name: string): readonly Float32Array[] {
    const info = this.tensor(name);
    const [, length = 0, vocabulary = 0] = info.shape;
    const values = readTensor(info);
    return this.batch.map(({ ids }, i) =>
      values.subarray(i * length * vocabulary, (i * length + ids.length) * vocabulary),
    );
  }
}

/** The rows of right-padded `input_ids` [n, t], with their `attention_mask` and `labels` (-100: not supervised). */
function sequences(tensors: TensorIndex, prefix: string): readonly TokenSequence[] {
  const integers = (name: string): BigInt64Array => {
    const info = tensors.get(prefix + name);
    if (!info) throw new Error(`no tensor ${prefix}${name}`);
    return new BigInt64Array(readTensorBytes(info).buffer);
  };
  const [ids, mask, labels] = [integers('input_ids'), integers('attention_mask'), integers('labels')];
  const [rows = 0, length = 0] = tensors.get(`${prefix}input_ids`)?.shape ?? [];
  return Array.from({ length: rows }, (_, row) => {
    const part = (values: BigInt64Array) => values.subarray(row * length, (row + 1) * length);
    const tokens = part(mask).reduce((count, bit) => count + Number(bit), 0);
    return {
      ids: Int32Array.from(part(ids).subarray(0, tokens), Number),
      supervised: Uint8Array.from(part(labels).subarray(0, tokens), (label) => (label === -100n ? 0 : 1)),
    };
  });
}
