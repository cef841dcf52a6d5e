/** Writes model folders of any size with random weights, for what depends on sizes alone: memory and time. */

import { closeSync, copyFileSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { weightsOf } from '../../src/main/engine/models/decoder.ts';
import { readModelConfig } from '../../src/main/engine/models/registry.ts';

/** Of a Llama, whose layers and embeddings say what it holds. */
export interface ModelSize {
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly vocabulary: number;
  readonly tied: boolean;
}

export type StoredAs = 'float32' | 'float16' | 'bfloat16';

const dtypes = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const;
const tokenizer = 'resources/starter-model';

/** The folder has the starter model's tokenizer, which knows fewer tokens than the embeddings have rows. */
export function writeRandomModel(folder: string, size: ModelSize, dtype: StoredAs): void {
  const config = {
    ...{ model_type: 'llama', architectures: ['LlamaForCausalLM'], dtype },
    ...{ hidden_size: size.hidden, intermediate_size: size.intermediate, vocab_size: size.vocabulary },
    ...{ num_hidden_layers: size.layers, num_attention_heads: size.heads, num_key_value_heads: size.kvHeads },
    ...{ max_position_embeddings: 8192, rms_norm_eps: 1e-5, rope_theta: 500_000, hidden_act: 'silu' },
    ...{ tie_word_embeddings: size.tied, bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    copyFileSync(join(tokenizer, file), join(folder, file));
  const { tensors } = weightsOf(readModelConfig(config, 'config.json'));
  writeWeights(join(folder, 'model.safetensors'), tensors, dtype);
}

/** Norms are 1, everything else uniform, as small as weights are. */
function writeWeights(file: string, tensors: ReadonlyMap<string, readonly number[]>, dtype: StoredAs): void {
  const bytesEach = dtype === 'float32' ? 4 : 2;
  let end = 0;
  const header: Record<string, unknown> = {};
  const sizes = [...tensors].map(([name, shape]) => {
    const start = end;
    end += bytesEach * shape.reduce((product, dim) => product * dim, 1);
    header[name] = { dtype: dtypes[dtype], shape, data_offsets: [start, end] };
    return { bytes: end - start, isNorm: shape.length === 1 };
  });
  const text = JSON.stringify(header);
  const head = Buffer.from(text.padEnd(8 * Math.ceil(text.length / 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  const [ones, noise] = [block(dtype, () => 1), block(dtype, uniform(0.04))];
  const out = openSync(file, 'w');
  try {
    writeSync(out, length);
    writeSync(out, head);
    for (const { bytes, isNorm } of sizes)
      for (let left = bytes; left > 0; left -= noise.length)
        writeSync(out, isNorm ? ones : noise, 0, Math.min(left, noise.length));
  } finally {
    closeSync(out);
  }
}

/** What a file's numbers are copied from. */
function block(dtype: StoredAs, next: () => number): Buffer {
  const numbers = Float32Array.from({ length: 2 ** 21 + 2 }, next);
  if (dtype === 'float32') return Buffer.from(numbers.buffer);
  if (dtype === 'float16') return Buffer.from(Float16Array.from(numbers).buffer);
  const upper = new Uint16Array(numbers.buffer).filter((_, i) => i % 2 === 1);
  return Buffer.from(upper.buffer);
}

function uniform(size: number): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (2 * (state / 2 ** 32) - 1) * size;
  };
}
