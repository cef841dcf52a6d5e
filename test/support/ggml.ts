/** llama.cpp's own quantiser, called in its libraries: what ours is held against, byte for byte. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';

/** The libraries lie in the package that node-llama-cpp picks for this system. */
const libraries = join(
  dirname(fileURLToPath(import.meta.resolve('node-llama-cpp'))),
  '../../@node-llama-cpp/linux-x64/bins/linux-x64',
);

/** ggml's numbers of the types that are searched for or rounded. */
export const ggmlIds = { Q5_0: 6, Q5_1: 7, Q8_0: 8, Q4_K: 12, Q5_K: 13, Q6_K: 14 } as const;

export type GgmlName = keyof typeof ggmlIds;

/** `values`, in rows of `width`, as ggml quantises them into so many bytes. */
export function ggmlQuantize(
  type: GgmlName,
  values: Float32Array,
  width: number,
  bytes: number,
): Uint8Array {
  const base = koffi.load(join(libraries, 'libggml-base.so'));
  const quantizeChunk = base.func(
    'size_t ggml_quantize_chunk(int, const float *, _Out_ void *, int64_t, int64_t, int64_t, const float *)',
  );
  const out = new Uint8Array(bytes);
  const written = quantizeChunk(ggmlIds[type], values, out, 0, values.length / width, width, null);
  if (Number(written) !== bytes) throw new Error(`ggml wrote ${written} bytes, expected ${bytes}`);
  return out;
}

/** Quantises the GGUF file `from`, of float32, to the new file `to`. @param id ggml's number of the kind of file */
export function llamaQuantize(from: string, to: string, id: number): void {
  koffi.load(join(libraries, 'libggml-base.so'), { global: true });
  koffi.load(join(libraries, 'libggml.v0.4.0.so'), { global: true });
  const llama = koffi.load(join(libraries, 'libllama.v0.4.0.so'));
  const settings = koffi.struct({
    nthread: 'int32_t',
    ftype: 'int32_t',
    output_tensor_type: 'int32_t',
    token_embedding_type: 'int32_t',
    allow_requantize: 'bool',
    quantize_output_tensor: 'bool',
    only_copy: 'bool',
    pure: 'bool',
    keep_split: 'bool',
    dry_run: 'bool',
    imatrix: 'void *',
    kv_overrides: 'void *',
    tt_overrides: 'void *',
    prune_layers: 'void *',
    max_buf_size: 'size_t',
  });
  const defaults = llama.func('llama_model_quantize_default_params', settings, []);
  const quantize = llama.func('llama_model_quantize', 'uint32_t', ['str', 'str', koffi.pointer(settings)]);
  const log = koffi.proto('void (int, const char *, void *)');
  // It tells every tensor otherwise.
  const silent = koffi.register(() => {}, koffi.pointer(log));
  llama.func('llama_log_set', 'void', [koffi.pointer(log), 'void *'])(silent, null);
  const status = quantize(from, to, { ...defaults(), nthread: 1, ftype: id });
  if (status !== 0) throw new Error(`llama_model_quantize failed with ${status}`);
}
