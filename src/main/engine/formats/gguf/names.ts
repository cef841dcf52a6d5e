/** Which tensors a GGUF file must hold for a model: ggml's names, Hugging Face's names, shapes, and whose rows were reordered. */

import { type Architecture, weightsOf } from '../../models/decoder.ts';
import type { GgufSpelling, TiledHeads } from '../../models/family.ts';

/** A tensor that a model has, under both names. */
export interface ExpectedTensor {
  readonly ggml: string;
  readonly huggingFace: string;
  readonly shape: readonly number[];
  /** As ggml stores it: without axes of one entry, and linear layers always [out, in]. */
  readonly stored: readonly number[];
  /** Its weight lies [in, out] in Hugging Face's files. */
  readonly transposed: boolean;
  /** What ggml has added to every number. */
  readonly added: number;
  /** What the sum is then multiplied by, which no file says: it is not undone. */
  readonly times: number;
  /** ggml keeps all queries, then all keys, then all values; Hugging Face those of each head together. */
  readonly byHead: boolean;
  readonly tiled: TiledHeads | undefined;
  /** ggml keeps -eˣ of it. */
  readonly negatedExponential: boolean;
  /** The rows of each head alternate between its two RoPE halves, as ggml keeps them for Llama. */
  readonly interleaved: boolean;
}

/** All tensors of the model, layer by layer. */
export function expectedTensors(model: Architecture): readonly ExpectedTensor[] {
  const special: Partial<GgufSpelling> = model.family.gguf ?? {};
  const { names = {}, interleaved = [], byHead = [], plainNorms = [], negatedExponentials = [] } = special;
  const { normsAddOne = false } = special;
  const { tensors, linear } = weightsOf(model);
  return [...tensors].map(([huggingFace, shape]) => {
    const [, layer, module = '', part] = /^(?:[a-z_.]*?\.(\d+)\.)?(.+)\.(\w+)$/.exec(huggingFace) ?? [];
    const whole = `${module}.${part}`;
    const ggml = names[whole] ?? `${names[module]}.${part}`;
    const weight = part === 'weight' ? linear.get(huggingFace.slice(0, -'.weight'.length)) : undefined;
    return {
      ggml: layer === undefined ? ggml : `blk.${layer}.${ggml}`,
      huggingFace,
      shape,
      stored: weight ? [weight.out, weight.input] : shape.filter((size, i) => size !== 1 || i === 0),
      transposed: weight?.transposed ?? false,
      added: normsAddOne && /norm$/.test(module) && !plainNorms.includes(module) ? 1 : 0,
      times: model.family.ggufTimes?.(model.config, module) ?? 1,
      byHead: byHead.includes(module),
      tiled: model.family.ggufHeads?.(model.config, names[whole] === undefined ? module : whole),
      negatedExponential: negatedExponentials.includes(whole),
      interleaved: interleaved.includes(module),
    };
  });
}

/**
 * Undoes ggml's order of query and key rows: row 2i + s of a head becomes row s headDim/2 + i, which puts the two
 * halves that RoPE rotates together back where Hugging Face has them.
 * @param rows bytes of whole heads, row-major
 */
export function separateHalves(rows: Uint8Array, rowBytes: number, headDim: number): Uint8Array {
  const separated = new Uint8Array(rows.length);
  for (let row = 0; row * rowBytes < rows.length; row++) {
    const from = interleavedRow(row, headDim);
    separated.set(rows.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
  return separated;
}

/** Where ggml keeps a row of Hugging Face's. */
function interleavedRow(row: number, headDim: number): number {
  const [within, half] = [row % headDim, headDim / 2];
  return row - within + (within % half) * 2 + Math.floor(within / half);
}

/** [3, heads, size] rows as [heads, 3, size]. @param rows bytes of all rows */
export function groupByHead(rows: Uint8Array, rowBytes: number, size: number): Uint8Array {
  const grouped = new Uint8Array(rows.length);
  for (const { first, to } of headBlocks(rows.length / rowBytes, size))
    grouped.set(rows.subarray(to * rowBytes, (to + size) * rowBytes), first * rowBytes);
  return grouped;
}

/** Heads as ggml tiles them, group by group again. @param width entries of a row  @param bytesEach of an entry */
export function groupHeads(
  bytes: Uint8Array,
  width: number,
  bytesEach: number,
  heads: TiledHeads,
): Uint8Array {
  const grouped = bytes.slice();
  for (const { first, to, count } of tiledBlocks(bytes.length / bytesEach, width, heads))
    grouped.set(bytes.subarray(to * bytesEach, (to + count) * bytesEach), first * bytesEach);
  return grouped;
}

/** The same backwards, as ggml has them. */
export function tileHeads(values: Float32Array, width: number, heads: TiledHeads): Float32Array {
  const tiled = values.slice();
  for (const { first, to, count } of tiledBlocks(values.length, width, heads))
    tiled.set(values.subarray(first, first + count), to);
  return tiled;
}

/** The entries of each head in ggml's order: how many, and the first of them in Hugging Face's order and in ggml's. */
export function* tiledBlocks(
  entries: number,
  width: number,
  { along, first, size, groups }: TiledHeads,
): Generator<{ first: number; to: number; count: number }> {
  const [unit, span] = along === 'rows' ? [width, entries] : [1, width];
  const each = (span / unit - first) / size / groups;
  for (let start = first * unit; start < entries; start += span)
    for (let place = 0; place < each; place++)
      for (let group = 0; group < groups; group++)
        yield {
          first: start + (group * each + place) * size * unit,
          to: start + (place * groups + group) * size * unit,
          count: size * unit,
        };
}

/** The same backwards, as ggml has them: [heads, 3, size] rows as [3, heads, size]. */
export function partByHead(rows: Float32Array, rowLength: number, size: number): Float32Array {
  const parted = new Float32Array(rows.length);
  const block = rowLength * size;
  for (const { first, to } of headBlocks(rows.length / rowLength, size))
    parted.set(rows.subarray(first * rowLength, first * rowLength + block), to * rowLength);
  return parted;
}

/** The blocks of `size` rows in ggml's order: the first row of each, in Hugging Face's order and in ggml's. */
export function* headBlocks(rows: number, size: number): Generator<{ first: number; to: number }> {
  const heads = rows / size / 3;
  for (let part = 0; part < 3; part++)
    for (let head = 0; head < heads; head++)
      yield { first: (head * 3 + part) * size, to: (part * heads + head) * size };
}

/** A matrix [out, in] of elements of 2 or 4 bytes as [in, out]. */
export function turnedOver(bytes: Uint8Array, out: number, input: number): Uint8Array {
  const Words = bytes.length === 2 * out * input ? Uint16Array : Uint32Array;
  const words = new Words(bytes.slice().buffer);
  const turned = new Words(words.length);
  for (let i = 0; i < out; i++) for (let j = 0; j < input; j++) turned[j * out + i] = words[i * input + j]!;
  return new Uint8Array(turned.buffer);
}

/** The same backwards: row s headDim/2 + i of a head becomes row 2i + s, as ggml keeps Llama's queries and keys. */
export function interleaveHalves(rows: Float32Array, rowLength: number, headDim: number): Float32Array {
  const interleaved = new Float32Array(rows.length);
  for (let row = 0; row * rowLength < rows.length; row++) {
    const to = interleavedRow(row, headDim);
    interleaved.set(rows.subarray(row * rowLength, (row + 1) * rowLength), to * rowLength);
  }
  return interleaved;
}
