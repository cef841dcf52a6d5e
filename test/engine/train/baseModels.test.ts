/** Whole models: every weight trained and saved as a model again; weights in shards, in half precision, at odd places. */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  storedSource,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import { close, modelFolder, runOf, tinyModel } from './support.ts';

const weights = 'model.safetensors';

test('full fine-tuning leaves a model folder that opens, and whose held-out loss is the one reported', async () => {
  const { out, result, events } = await runOf({ method: 'full', lr: 0.003, epochs: 2 });
  expect(events[0]).toMatchObject({ type: 'plan', trainable: 151_872, total: 151_872 });
  expect(result.heldOutLoss).toBeLessThan(result.heldOutLossBefore! - 1);
  for (const name of [
    'config.json',
    weights,
    'tokenizer.json',
    'tokenizer_config.json',
    'chat_template.jinja',
  ])
    expect(readdirSync(out)).toContain(name);
  expect(readdirSync(out)).not.toContain('adapter_config.json');
  expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain(
    '| method | full fine-tuning of every weight |',
  );

  const [before, after] = [openBaseModel(tinyModel), openBaseModel(out)];
  expect(after.folder.config).toEqual({ ...before.folder.config, dtype: 'float32' });
  for (const [name, info] of after.tensors)
    expect(readTensor(info), name).not.toEqual(readTensor(before.tensors.get(name)!));
  const again = await runOf({ model: out });
  expect(again.result.heldOutLossBefore).toBeCloseTo(result.heldOutLoss!, 5);
});

test('a sharded model trains to the same bytes as one in a single file', async () => {
  const model = modelFolder((folder) => {
    const tensors = [...openSafetensors(join(folder, weights)).values()];
    const halves = { 'a.safetensors': tensors.slice(0, 9), 'b.safetensors': tensors.slice(9) };
    for (const [name, half] of Object.entries(halves))
      writeSafetensors(
        join(folder, name),
        half.map((info) => storedSource(info)),
      );
    const map = Object.entries(halves).flatMap(([file, half]) => half.map(({ name }) => [name, file]));
    writeFileSync(
      join(folder, 'model.safetensors.index.json'),
      JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(map) }),
    );
    rmSync(join(folder, weights));
  });
  expect((await runOf({ model })).weights.equals((await runOf()).weights)).toBe(true);
});

test.each(['F16', 'BF16'] as const)('%s weights train like the same numbers in float32', async (dtype) => {
  const rewrite = (kept: 'F32' | typeof dtype) =>
    modelFolder((folder) => {
      const file = join(folder, weights);
      const half = [...openSafetensors(file).values()].map((info) =>
        floatSource(info.name, info.shape, readTensor(info), dtype),
      );
      writeSafetensors(file, half);
      if (kept === dtype) return;
      const rounded = [...openSafetensors(file).values()].map((info) =>
        floatSource(info.name, info.shape, readTensor(info)),
      );
      writeSafetensors(file, rounded);
    });
  const [half, rounded] = [await runOf({ model: rewrite(dtype) }), await runOf({ model: rewrite('F32') })];
  expect(close(half.losses, rounded.losses, 1e-6)).toBe(true);
  expect(half.losses).not.toEqual((await runOf()).losses);
});

test('weights that begin at an odd byte are the same weights', async () => {
  const model = modelFolder((folder) => {
    const file = join(folder, weights);
    const bytes = readFileSync(file);
    const length = Number(bytes.readBigUInt64LE());
    const header = Buffer.from(
      `${bytes
        .subarray(8, 8 + length)
        .toString()
        .trimEnd()}${' '.repeat(8)}`,
    );
    const odd = header.subarray(0, header.byteLength - (header.byteLength % 2 === 0 ? 1 : 0));
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(BigInt(odd.byteLength));
    writeFileSync(file, Buffer.concat([prefix, odd, bytes.subarray(8 + length)]));
  });
  const [first] = openBaseModel(model).tensors.values();
  expect(first!.offset % 2).toBe(1);
  expect((await runOf({ model })).weights.equals((await runOf()).weights)).toBe(true);
});
