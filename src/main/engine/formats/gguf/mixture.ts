/** Which type each tensor of a GGUF file gets: llama.cpp's mixtures for dense models, without an importance matrix. */

import type { ExpectedTensor } from './names.ts';
import { fits, type WrittenType } from './quantize.ts';

/** The kinds of file, under the names that people know. */
export type FileType = keyof typeof fileTypes;

interface FileFacts {
  /** ggml's number, `general.file_type`. */
  readonly id: number;
  /** Of most matrices. */
  readonly type: WrittenType;
  /** Of the head, and of the values and down projections that tell most. */
  readonly fine: WrittenType;
}

export const fileTypes = {
  f32: { id: 0, type: 'F32', fine: 'F32' },
  f16: { id: 1, type: 'F16', fine: 'F16' },
  bf16: { id: 32, type: 'BF16', fine: 'BF16' },
  q8_0: { id: 7, type: 'Q8_0', fine: 'Q8_0' },
  q6_k: { id: 18, type: 'Q6_K', fine: 'Q6_K' },
  q5_k_m: { id: 17, type: 'Q5_K', fine: 'Q6_K' },
  q4_k_m: { id: 15, type: 'Q4_K', fine: 'Q6_K' },
} as const satisfies Readonly<Record<string, FileFacts>>;

/** What takes the place of a type whose blocks do not fill a row. */
const fallbacks: Readonly<Partial<Record<WrittenType, WrittenType>>> = {
  Q4_K: 'Q5_0',
  Q5_K: 'Q5_1',
  Q6_K: 'Q8_0',
};

/** The kind of file by ggml's number; undefined: none that is written here. */
export function fileTypeOf(id: number | undefined): FileType | undefined {
  return (Object.keys(fileTypes) as FileType[]).find((name) => fileTypes[name].id === id);
}

/**
 * The types of all tensors of a model, in their order.
 * @param layers how many it has
 */
export function tensorTypes(
  file: FileType,
  tensors: readonly Pick<ExpectedTensor, 'ggml' | 'stored'>[],
  layers: number,
): readonly WrittenType[] {
  const { type, fine } = fileTypes[file];
  const head = tensors.some(({ ggml }) => ggml === 'output.weight') ? 'output.weight' : 'token_embd.weight';
  const values = tensors.map(({ ggml }) => ggml).filter((ggml) => valueName.test(ggml));
  const tellsMost = (ggml: string) =>
    valueName.test(ggml)
      ? isFine(values.indexOf(ggml), values.length)
      : downName.test(ggml) && isFine(Number(downName.exec(ggml)?.[1]), layers);
  return tensors.map(({ ggml, stored: shape }) => {
    if (shape.length === 1 || keptName.test(ggml)) return 'F32';
    return stored(ggml === head || tellsMost(ggml) ? fine : type, shape.at(-1) as number);
  });
}

/** Matrices that are small, and that llama.cpp adds or convolves with as they are. */
const keptName = /(^position_embd|_norm|\.shortconv\.conv|\.ssm_conv1d)\.weight$/;
/** Not every layer has values; those that have are counted. */
const valueName = /\.(attn_v|attn_qkv)\.weight$/;
const downName = /^blk\.(\d+)\.ffn_down\.weight$/;

/** The type itself, or what stands in for it where rows of this length do not divide into its blocks. */
function stored(type: WrittenType, rowLength: number): WrittenType {
  if (fits(type, rowLength)) return type;
  const other = fallbacks[type] ?? 'F16';
  return fits(other, rowLength) ? other : 'F16';
}

/** The first and the last eighth of the layers, and every third between. */
function isFine(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}
