/**
 * Writes every family that can be an ONNX graph, and what base and adapter answer, for `checkOnnx.py` to hold against
 * onnxruntime-genai. By hand, for it takes Python: `node test/interop/makeOnnx.ts OUT && python test/interop/checkOnnx.py OUT`.
 */

import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../src/main/engine/export/exportAdapter.ts';
import { readAdapter } from '../../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../../src/main/engine/infer/adapter.ts';
import { Generator } from '../../src/main/engine/infer/generate.ts';
import { AppError } from '../../src/shared/errors.ts';
import { defaultGolden, goldenNames } from '../engine/parity/goldenCase.ts';

const prompt = [1, 81, 213, 287, 262, 12];
const maxTokens = 16;

const out = resolve(process.argv[2] ?? 'interop-onnx');
rmSync(out, { recursive: true, force: true });
for (const name of goldenNames()) await make(name);

async function make(name: string): Promise<void> {
  const folder = join(out, name);
  const base = join(folder, 'base');
  mkdirSync(folder, { recursive: true });
  cpSync(join(defaultGolden, name), base, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    copyFileSync(join(defaultGolden, file), join(base, file));
  const source = { model: openBaseModel(base), adapter: readAdapter(join(base, 'adapter')) };
  for (const dtype of ['float32', 'float16', 'int4'] as const)
    try {
      await exportAdapter('onnx', source, join(folder, dtype), { dtype });
    } catch (error) {
      // What a family cannot have, or four bits lose of a model of random numbers.
      if (!(error instanceof AppError && ['unsupported', 'drift'].includes(error.code))) throw error;
      console.log(`${name} in ${dtype}: ${error.message}`);
      if (error.code === 'drift') continue;
      rmSync(folder, { recursive: true });
      return;
    }
  const variant = { adapter: loadAdapter(source.model, source.adapter) };
  const generator = await Generator.load(source.model, { device: { kind: 'cpu' } }, variant.adapter);
  const options = { ...variant, maxTokens, stopIds: [], temperature: 0 };
  const { ids } = await generator.generate(Int32Array.from(prompt), options);
  await generator.release();
  writeFileSync(join(folder, 'expected.json'), JSON.stringify({ prompt, answer: [...ids] }));
  console.log(name);
}
