/** Blocks and whole files as llama.cpp's quantiser makes them, byte for byte, and the threads that share the work. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../../src/main/engine/baseModel.ts';
import { writeGguf } from '../../../../src/main/engine/export/ggufFile.ts';
import { type FileType, fileTypes, tensorTypes } from '../../../../src/main/engine/formats/gguf/mixture.ts';
import { quantize } from '../../../../src/main/engine/formats/gguf/quantize.ts';
import { QuantizePool } from '../../../../src/main/engine/formats/gguf/quantizePool.ts';
import { readGgufHead } from '../../../../src/main/engine/formats/gguf/read.ts';
import { type GgmlName, ggmlIds, ggmlQuantize, llamaQuantize } from '../../../support/ggml.ts';
import { randomModel, seededNormal, wideModel } from '../../../support/wideModel.ts';
import { golden, temporaryFolder } from '../support.ts';

const random = seededNormal(7);

/** Numbers that searches stumble over, 8 rows of 512 of each kind. */
const kinds: Readonly<Record<string, () => number>> = {
  normal: () => 0.02 * random(),
  zero: () => 0,
  constant: () => 0.3,
  negative: () => -Math.abs(random()) - 1,
  positive: () => Math.abs(random()) + 1,
  tiny: () => 1e-17 * random(),
  vanishing: () => 1e-30 * random(),
  small: () => 1e-8 * random(),
  outlier: () => (random() > 2 ? 50 : 0.01) * random(),
  sparse: () => (random() > 1.6 ? random() : 0),
  whole: () => Math.round(3 * random()),
  large: () => 1e4 * random(),
};

test.each(Object.keys(ggmlIds) as GgmlName[])('%s has the bytes of ggml on numbers of every kind', (type) => {
  for (const [kind, make] of Object.entries(kinds)) {
    const values = Float32Array.from({ length: 4096 }, make);
    const bytes = quantize(type, values);
    expect(Buffer.from(bytes).equals(ggmlQuantize(type, values, 512, bytes.length)), kind).toBe(true);
  }
});

test('files of every kind are those of llama_model_quantize, tensor by tensor', async () => {
  const parent = temporaryFolder();
  const model = wideModel(join(parent, 'model'));
  const write = async (file: FileType) => {
    const path = join(parent, `${file}.gguf`);
    await writeGguf(path, { model, name: 'wide' }, file, {});
    return path;
  };
  const whole = await write('f32');
  for (const file of ['q8_0', 'q6_k', 'q5_k_m', 'q4_k_m'] as const)
    expectAsQuantised(whole, await write(file), file);
});

/** Matrices that lie transposed, that hold all three projections, or that are no matrices to llama.cpp; layers without values. */
const others = {
  gpt2: { n_embd: 256, n_head: 4, n_layer: 5 },
  'gpt-neox': { hidden_size: 256, intermediate_size: 512, num_attention_heads: 4, num_hidden_layers: 5 },
  lfm2: {
    ...{ conv_bias: false, hidden_size: 256, intermediate_size: 512, block_auto_adjust_ff_dim: false },
    ...{ num_attention_heads: 4, num_hidden_layers: 8 },
    layer_types: Array.from({ length: 8 }, (_, i) => (i % 3 === 2 ? 'full_attention' : 'conv')),
  },
};

test.each(Object.entries(others))('so are those of %s, mixed from its layers', async (name, changes) => {
  const parent = temporaryFolder();
  const config = JSON.parse(readFileSync(join(golden, name, 'config.json'), 'utf8'));
  const model = randomModel(join(parent, 'model'), { ...config, ...changes });
  const [whole, mixed] = [join(parent, 'whole.gguf'), join(parent, 'mixed.gguf')];
  await writeGguf(whole, { model, name }, 'f32', {});
  await writeGguf(mixed, { model, name }, 'q4_k_m', {});
  expectAsQuantised(whole, mixed, 'q4_k_m');
});

/** Asserts that `ours` is what llama.cpp makes of the float32 file `whole`. */
function expectAsQuantised(whole: string, ours: string, file: FileType): void {
  const theirs = `${ours}.llama`;
  llamaQuantize(whole, theirs, fileTypes[file].id);
  const [made, expected] = [tensorsOf(ours), tensorsOf(theirs)];
  expect([...made.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, { type, bytes }] of expected) {
    expect(`${name} ${made.get(name)?.type}`).toBe(`${name} ${type}`);
    expect(made.get(name)?.bytes.equals(bytes), `${file} ${name}`).toBe(true);
  }
  expect(readGgufHead(ours).metadata.get('general.file_type', 'count')).toBe(
    readGgufHead(theirs).metadata.get('general.file_type', 'count'),
  );
}

function tensorsOf(file: string) {
  const content = readFileSync(file);
  return new Map(
    [...readGgufHead(file).tensors.values()].map(({ name, type, offset, byteLength }) => [
      name,
      { type, bytes: content.subarray(offset, offset + byteLength) },
    ]),
  );
}

/** The types of a model's value projections, layer by layer, and of what else is named. */
function mixture(file: FileType, layers: number, width: number, own = true) {
  const names = ['token_embd', ...(own ? ['output'] : []), 'blk.0.attn_q', 'blk.0.attn_norm'];
  const values = Array.from({ length: layers }, (_, i) => `blk.${i}.attn_v`);
  const tensors = [...names, ...values].map((name) => ({
    ggml: `${name}.weight`,
    stored: name.endsWith('norm') ? [width] : [8, width],
  }));
  const types = tensorTypes(file, tensors, layers);
  return { named: types.slice(0, names.length), values: types.slice(names.length).join(' ') };
}

test('the mixture keeps head and the layers that tell most finer, and has a stand-in for rows that do not divide', () => {
  const { named, values } = mixture('q4_k_m', 16, 256);
  expect(named).toEqual(['Q4_K', 'Q6_K', 'Q4_K', 'F32']);
  expect(values.split(' ').flatMap((type, i) => (type === 'Q6_K' ? [i] : []))).toEqual([
    0, 1, 4, 7, 10, 13, 14, 15,
  ]);
  expect(mixture('q5_k_m', 2, 256, false).named).toEqual(['Q6_K', 'Q5_K', 'F32']);
  expect(mixture('q4_k_m', 2, 576, false).named).toEqual(['Q8_0', 'Q5_0', 'F32']);
  expect(mixture('q5_k_m', 2, 576).named).toEqual(['Q5_1', 'Q8_0', 'Q5_1', 'F32']);
  expect(mixture('q4_k_m', 2, 40).named).toEqual(['F16', 'F16', 'F16', 'F32']);
});

test('q5_k_m is refused where it would be larger than q4_k_m and no better', async () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'model');
  wideModel(folder, { hidden_size: 96, intermediate_size: 64 });
  const source = { model: openBaseModel(folder), name: 'narrow' };
  await expect(writeGguf(join(parent, 'x.gguf'), source, 'q5_k_m', {})).rejects.toThrow(
    'q5_k_m would store 25 of 30 matrices as q5_1',
  );
});

test('threads give the same bytes in the same order, and a thread that cannot start costs nothing', async () => {
  const parent = temporaryFolder();
  const broken = join(parent, 'broken.mjs');
  writeFileSync(broken, 'throw new Error("no threads here");');
  const pieces = Array.from({ length: 7 }, () => Float32Array.from({ length: 512 }, () => random()));
  const expected = pieces.map((piece) => Buffer.from(quantize('Q6_K', piece)).toString('hex'));
  for (const pool of [new QuantizePool(2), new QuantizePool(2, broken), new QuantizePool(0)])
    try {
      const found: string[] = [];
      for await (const bytes of pool.quantize('Q6_K', pieces)) found.push(Buffer.from(bytes).toString('hex'));
      expect(found).toEqual(expected);
    } finally {
      pool.close();
    }
});
