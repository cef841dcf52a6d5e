/** Adds a low-rank product to the rows of a weight, in float64, with WebAssembly's vectors: what a merge spends its time on. */

import type { EditRows } from './kind.ts';

/** As much of it as is used; TypeScript knows it only together with all of a browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Rows and columns of sums that stay in registers for all of the rank. */
const tile = 4;

/**
 * W + scale·B·A, each number summed in float64 rank by rank, beginning with W's, and rounded once to float32.
 * @param down A, [rank, width]. @param up B, [out, rank]
 */
export function lowRankSum(down: Float32Array, up: Float32Array, rank: number, scale: number): EditRows {
  const width = down.length / rank;
  const tiles = Math.ceil(width / tile);
  const panels = new Float64Array(tiles * rank * tile); // [tiles, rank, 4]
  for (let k = 0; k < rank; k++)
    for (let j = 0; j < width; j++)
      panels[(Math.floor(j / tile) * rank + k) * tile + (j % tile)] = down[k * width + j]!;
  const factorsEnd = rank * tile * 8;
  const panelsEnd = factorsEnd + panels.byteLength;
  const stride = tiles * tile * 4;
  return (rows, first) => {
    const { memory, add } = workspaceFor(panels, factorsEnd, panelsEnd + tile * stride);
    const factors = new Float64Array(memory.buffer, 0, rank * tile); // [rank, 4]
    const inside = Array.from(
      { length: tile },
      (_, r) => new Float32Array(memory.buffer, panelsEnd + r * stride, width),
    );
    const count = rows.length / width;
    for (let start = 0; start < count; start += tile) {
      const here = Math.min(tile, count - start);
      for (let r = 0; r < here; r++) {
        inside[r]!.set(rows.subarray((start + r) * width, (start + r + 1) * width));
        const at = (first + start + r) * rank;
        for (let k = 0; k < rank; k++) factors[k * tile + r] = scale * up[at + k]!;
      }
      add(rank, tiles, factorsEnd, panelsEnd, stride);
      for (let r = 0; r < here; r++) rows.set(inside[r]!, (start + r) * width);
    }
  };
}

interface Workspace {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Adds to four rows of float32 that lie `stride` bytes apart; factors, [rank, 4], begin the memory. */
  readonly add: (rank: number, tiles: number, panels: number, rows: number, stride: number) => void;
}

/** One for all, since each memory reserves addresses by the gigabyte; it holds one product at a time. */
let workspace: Workspace | undefined;
let held: Float64Array | undefined;

/** The workspace with `panels` at byte `at`, and at least `bytes` long. */
function workspaceFor(panels: Float64Array, at: number, bytes: number): Workspace {
  workspace ??= newWorkspace();
  const lacking = bytes - workspace.memory.buffer.byteLength;
  if (lacking > 0) workspace.memory.grow(Math.ceil(lacking / 65_536));
  if (held !== panels) new Float64Array(workspace.memory.buffer, at, panels.length).set(panels);
  held = panels;
  return workspace;
}

function newWorkspace(): Workspace {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  return exports as Workspace;
}

type Code = readonly number[];

/** The module, written out by hand in WebAssembly's binary format: https://webassembly.github.io/spec/core/binary/. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const [i32, v128] = [0x7f, 0x7b];
  const section = (id: number, content: Code) => [id, ...unsigned(content.length), ...content];
  const name = (text: string) => [text.length, ...Buffer.from(text)];
  const body = [2, 3, i32, 3 + 2 * tile, v128, ...addTiles, 0x0b];
  return Uint8Array.from([
    ...[...Buffer.from('\0asm'), 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]), // a type of function: five numbers, no result
    ...section(3, [1, 0]), // a function of it
    ...section(5, [1, 0, 1]), // a memory of one page, which may grow
    ...section(7, [2, ...name('memory'), 2, 0, ...name('add'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** A number below 2^14, seven bits a byte. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7];
}

const get = (local: number): Code => [0x20, local];
const set = (local: number, ...value: readonly Code[]): Code => [...value.flat(), 0x21, local];
const advance = (local: number, step: Code): Code => set(local, get(local), step, [0x6a]);
const bytes = (count: number): Code => [0x41, count];
/** Over again until `count` has come down to 0. */
const times = (count: number, ...steps: readonly Code[]): Code => [
  ...[0x03, 0x40, ...steps.flat()],
  ...[...get(count), ...bytes(1), 0x6b, 0x22, count, 0x0d, 0, 0x0b],
];
/** Two numbers of float64, one such number twice, two of float32 made float64. */
const load = (at: number, offset: number): Code => [...get(at), 0xfd, 0x00, 3, offset];
const loadTwice = (at: number, offset: number): Code => [...get(at), 0xfd, 0x0a, 3, offset];
const loadWidened = (at: number, offset: number): Code => [...get(at), 0xfd, 0x5d, 2, offset, 0xfd, 0x5f];
/** Two numbers rounded to float32. */
const storeRounded = (at: number, offset: number, value: number): Code =>
  [get(at), get(value), [0xfd, 0x5e], [0xfd, 0x5b, 2, offset, 0]].flat();
const addProduct = (sum: number, a: number, b: number): Code =>
  set(sum, get(sum), get(a), get(b), [0xfd, 0xf2, 1, 0xfd, 0xf0, 1]);

/** What the function is given, and its own variables: three numbers, then vectors. */
const [rank, tiles, panels, rows, stride] = [0, 1, 2, 3, 4];
const [k, factors, row] = [5, 6, 7];
const [left, right, factor, firstSum] = [8, 9, 10, 11];

const eachRow = (steps: (leftSum: number, rightSum: number, r: number) => Code): Code =>
  Array.from({ length: tile }, (_, r) => steps(firstSum + 2 * r, firstSum + 2 * r + 1, r)).flat();
const eachRowInMemory = (steps: (leftSum: number, rightSum: number) => Code): Code => [
  ...set(row, get(rows)),
  ...eachRow((leftSum, rightSum) => [...steps(leftSum, rightSum), ...advance(row, get(stride))]),
];

/** For each tile its sums, over the rank, of which each step multiplies four numbers of A with four factors. */
const addTiles = times(
  tiles,
  eachRowInMemory((leftSum, rightSum) => [
    ...set(leftSum, loadWidened(row, 0)),
    ...set(rightSum, loadWidened(row, 8)),
  ]),
  set(factors, bytes(0)),
  set(k, get(rank)),
  times(
    k,
    set(left, load(panels, 0)),
    set(right, load(panels, 16)),
    eachRow((leftSum, rightSum, r) => [
      ...set(factor, loadTwice(factors, 8 * r)),
      ...addProduct(leftSum, left, factor),
      ...addProduct(rightSum, right, factor),
    ]),
    advance(panels, bytes(32)),
    advance(factors, bytes(32)),
  ),
  eachRowInMemory((leftSum, rightSum) => [
    ...storeRounded(row, 0, leftSum),
    ...storeRounded(row, 8, rightSum),
  ]),
  advance(rows, bytes(16)),
);
