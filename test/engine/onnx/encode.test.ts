/** The bytes written are what onnxruntime loads; weights stay where they lie. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arrange } from '../../../src/main/engine/onnx/arrange.ts';
import { encode } from '../../../src/main/engine/onnx/encode.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { ElementType, Node, Value } from '../../../src/main/engine/onnx/types.ts';
import { float32, Session } from '../../../src/main/engine/runtime/session.ts';
import { evaluate } from '../../support/evaluate.ts';

/** 1, -2, 0.5, 3 in each format, little-endian. */
const stored: Readonly<Record<string, readonly [ElementType, number, Uint8Array]>> = {
  F32: ['float32', 4, new Uint8Array(Float32Array.of(1, -2, 0.5, 3).buffer)],
  F16: ['float16', 2, new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x4200).buffer)],
  BF16: ['bfloat16', 2, new Uint8Array(Uint16Array.of(0x3f80, 0xc000, 0x3f00, 0x4040).buffer)],
};

/** A safetensors file of one tensor "w" [2, 2] behind `before` other bytes; where the tensor starts. */
function safetensorsFile(dtype: string, before: number): { folder: string; offset: number; length: number } {
  const [, , data] = stored[dtype] as (typeof stored)[string];
  const header = Buffer.from(
    JSON.stringify({
      other: { dtype: 'U8', shape: [before], data_offsets: [0, before] },
      w: { dtype, shape: [2, 2], data_offsets: [before, before + data.length] },
    }),
  );
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-encode-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'model.safetensors'),
    Buffer.concat([size, header, Buffer.alloc(before, 0xff), data]),
  );
  return { folder, offset: 8 + header.length + before, length: data.length };
}

/** x·w with w in a file. */
function product(type: ElementType, offset: number, length: number): Graph {
  const g = new Graph();
  const x = g.input('x', 'float32', ['n', 2]);
  const w = g.weight('w', type, [2, 2], { location: 'model.safetensors', offset, length });
  g.output(g.matmul(x, g.cast(w, 'float32')), 'y');
  return g;
}

const x = float32(Float32Array.of(1, 0, 0, 1, 1, 1), [3, 2]);

describe('a weight inside a safetensors file', () => {
  test.each(Object.keys(stored))('%s, at an even and an odd place', async (dtype) => {
    const [type] = stored[dtype] as (typeof stored)[string];
    for (const before of [16, 5]) {
      const { folder, offset, length } = safetensorsFile(dtype, before);
      const { y } = await evaluate(product(type, offset, length), { x }, folder);
      expect([...(y as Float32Array)]).toEqual([1, -2, 0.5, 3, 1.5, 1]);
    }
  });

  test('past the end of the file is refused', async () => {
    const { folder, offset, length } = safetensorsFile('F32', 16);
    const graph = product('float32', offset + 4, length);
    await expect(evaluate(graph, { x }, folder)).rejects.toMatchObject({
      code: 'device',
      message: expect.stringMatching(/onnxruntime could not load the graph on cpu: .*out of bounds/s),
    });
  });

  test('outside the folder is refused', async () => {
    const { folder, offset, length } = safetensorsFile('F32', 16);
    const g = new Graph();
    const w = g.weight('w', 'float32', [2, 2], { location: '../model.safetensors', offset, length });
    g.output(g.matmul(g.input('x', 'float32', ['n', 2]), w), 'y');
    await expect(evaluate(g, { x }, folder)).rejects.toMatchObject({ code: 'device' });
  });

  test('of unknown size is refused', () => {
    const g = new Graph();
    const w = g.weight('w', 'float32', ['n'], { location: 'model.safetensors', offset: 0, length: 4 });
    g.output(g.exp(w), 'y');
    expect(() => encode(g)).toThrow('initializer w has an unknown size n');
  });
});

describe('what is written', () => {
  test('is what the outputs need', async () => {
    const g = new Graph();
    const a = g.input('a', 'float32', [2]);
    g.exp(g.constant('big', new Float32Array(1000), [1000]));
    const kept = g.neg(a);
    g.sqrt(kept);
    g.output(g.mul(kept, kept), 'y');
    expect(arrange(g).nodes.map(({ op }) => op)).toEqual(['Neg', 'Mul']);
    expect(encode(g).length).toBeLessThan(400);
    const { y } = await evaluate(g, { a: float32(Float32Array.of(3, -4), [2]) });
    expect([...(y as Float32Array)]).toEqual([9, 16]);
  });

  test('may have several results, of which some are used', async () => {
    const g = new Graph();
    const [first, , last] = g.split(g.input('x', 'float32', [2, 4]), 1, [1, 2, 1]) as [Value, Value, Value];
    g.output(g.sub(last, first), 'y');
    g.output(first, 'first');
    const found = await evaluate(g, { x: float32(Float32Array.of(1, 2, 3, 5, 8, 0, 0, 9), [2, 4]) });
    expect([found.y, found.first].map((values) => [...(values as Float32Array)])).toEqual([
      [4, 1],
      [1, 8],
    ]);
    expect(() => g.split(g.inputs[0] as Value, 1, [1, 2])).toThrow('[1, 2] do not make up axis 1');
  });

  test('stands in its section, otherwise as it was made', () => {
    const g = new Graph();
    const x = g.input('x', 'float32', [2]);
    const late = g.inSection('gradient', () => g.exp(x));
    const first = g.neg(x);
    const [again] = g.repeat(first.producer as Node, [x]) as [Value];
    const second = g.sqrt(first);
    g.output(g.concat([late, again, second], 0), 'y');
    expect(arrange(g).nodes.map(({ op, section }) => `${section} ${op}`)).toEqual([
      ...['forward Neg', 'forward Sqrt', 'forward Concat', 'recompute Neg', 'gradient Exp'],
    ]);
  });

  test('leaves the graph as it was', () => {
    const g = product('float32', 0, 16);
    expect(encode(g)).toEqual(encode(g));
  });

  test('copies known names and works one size out', async () => {
    const g = new Graph();
    const x = g.input('x', 'float32', ['n', 'm', 6]);
    g.output(g.reshape(x, ['n', 'm', 2, 3]), 'copied');
    g.output(g.reshape(x, ['2*n', 'm', 3]), 'doubled');
    g.output(g.reshape(x, ['m*n', 6]), 'joined');
    g.output(g.reshape(g.reshape(x, ['m*n*6']), ['m', 'n', 6]), 'turned');
    const session = await Session.create(g, { device: { kind: 'cpu' }, threads: 1 });
    const results = await session.run({ x: float32(new Float32Array(2 * 5 * 6), [2, 5, 6]) });
    await session.release();
    expect(Object.fromEntries(Object.entries(results).map(([name, { shape }]) => [name, shape]))).toEqual({
      copied: [2, 5, 2, 3],
      doubled: [4, 5, 3],
      joined: [10, 6],
      turned: [5, 2, 6],
    });
  });
});

test('an output must be the result of a node, and only once', () => {
  const g = new Graph();
  const x = g.input('x', 'float32', [1]);
  const y = g.exp(x);
  g.output(y, 'y');
  expect(() => g.output(x, 'z')).toThrow('x cannot be the output z');
  expect(() => g.output(y, 'z')).toThrow('cannot be the output z');
});
