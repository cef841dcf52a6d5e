/**
 * The engine against PyTorch and PEFT on a real model. Run by hand, since the model is not part of the repository.
 *
 * usage: node test/reference/checkSmollm2.ts MODEL GOLDEN [DATA]
 * MODEL: SmolLM2-135M-Instruct as imported from its Q4_1 GGUF; GOLDEN: the folder with the expected.json and
 * expected.safetensors that PyTorch made of the same file; DATA: the questions and answers, the sample FAQ by default.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterMethod } from '../../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../../src/main/engine/adapters/lora.ts';
import { parseTargets, targetLayers } from '../../src/main/engine/adapters/targets.ts';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { datasetDefaults, loadDataset } from '../../src/main/engine/data/loadDataset.ts';
import { openModelText } from '../../src/main/engine/data/modelText.ts';
import { peftTensorName } from '../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../src/main/engine/formats/readTensor.ts';
import { openSafetensors } from '../../src/main/engine/formats/safetensors.ts';
import { Generator } from '../../src/main/engine/infer/generate.ts';
import { sft } from '../../src/main/engine/objectives/sft.ts';
import { lossParts } from '../../src/main/engine/train/memory.ts';
import { TrainState } from '../../src/main/engine/train/trainState.ts';

interface Answer {
  readonly prompt: string;
  readonly ids: readonly number[];
  readonly text: string;
}

interface Expected {
  readonly sha256_of_all_ids: string;
  readonly sha256_of_all_labels: string;
  readonly base_losses: readonly number[];
  readonly losses_after: readonly number[];
  readonly base_greedy: readonly Answer[];
  readonly greedy_after: readonly Answer[];
  readonly train: readonly { readonly loss: number; readonly grad_norm: number }[];
}

const [path, golden, data = 'resources/datasets/construction-faq-en.csv'] = process.argv.slice(2) as [
  string,
  string,
  string?,
];
const expected = JSON.parse(readFileSync(join(golden, 'expected.json'), 'utf8')) as Expected;
const tensors = openSafetensors(join(golden, 'expected.safetensors'));
const reference = (name: string): Float32Array => {
  const info = tensors.get(name);
  if (!info) throw new Error(`${golden}/expected.safetensors has no ${name}`);
  return readTensor(info);
};

let failed = 0;
function check(what: string, value: number, tolerance: number): void {
  const fine = value <= tolerance;
  if (!fine) failed++;
  console.log(`${fine ? 'pass' : 'FAIL'}  ${what}: ${value.toExponential(1)}, at most ${tolerance}`);
}
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const model = openBaseModel(path);
const text = openModelText(model.folder);
const { train: rows } = await loadDataset(data, text, { ...datasetDefaults, holdout: 0 });
const examples = Array.from(rows.lengths, (_, i) => rows.at(i));
const labels = examples.map(({ ids, supervised }) => [...ids].map((id, i) => (supervised[i] ? id : -100)));
check(
  'rows whose ids differ',
  Number(sha256(examples.map(({ ids }) => [...ids])) !== expected.sha256_of_all_ids),
  0,
);
check('rows whose labels differ', Number(sha256(labels) !== expected.sha256_of_all_labels), 0);

const settings = {
  ...{ rank: 8, alpha: 16, useRslora: false, dropout: 0, loraplusRatio: 1 },
  targets: parseTargets(model, 'q_proj,v_proj'),
};
const method = adapterMethod(lora, settings);
const modules = targetLayers(model, settings.targets);
const plan = {
  ...{ model, method, buckets: method.buckets(model), objective: sft },
  ...lossParts({ model, method }, 256),
};
const device = { kind: 'cpu' } as const;
const trainState = await TrainState.create(plan, { device, folder: model.weightsFolder }, 'cheap');
const initial = new Map(
  modules.map(({ path: module }) => [
    `${module}.lora_A`,
    reference(`init.${peftTensorName(`${module}.lora_A`)}`),
  ]),
);
trainState.setParameters(
  (name, shape) => initial.get(name) ?? new Float32Array(shape.reduce((a, b) => a * b)),
);

const meanLosses = async (): Promise<number[]> => {
  const losses: number[] = [];
  for (const example of examples.slice(0, 20))
    losses.push((await trainState.measure([example])).loss / example.supervised.reduce((a, b) => a + b, 0));
  return losses;
};
check('losses of 20 rows, base model', largest(await meanLosses(), expected.base_losses), 1e-4);

const trace: { loss: number; norm: number }[] = [];
for (const example of examples.slice(0, 20)) {
  const { loss } = await trainState.accumulate(
    [example],
    example.supervised.reduce((a, b) => a + b, 0),
  );
  const norm = trainState.gradientNorm();
  await trainState.update({ learningRate: 1e-3, weightDecay: 0, maxNorm: 1, norm });
  trace.push({ loss, norm });
}
check(
  'loss of 20 training steps',
  largest(
    trace.map(({ loss }) => loss),
    expected.train.map(({ loss }) => loss),
  ),
  1e-4,
);
const norms = expected.train.map(({ grad_norm: norm }) => norm);
check(
  'gradient norm, relative',
  Math.max(...trace.map(({ norm }, i) => Math.abs(norm / (norms[i] as number) - 1))),
  1e-4,
);
check('losses of 20 rows, trained', largest(await meanLosses(), expected.losses_after), 1e-4);

const parameters = trainState.parameters();
for (const layer of [0, model.config.layers - 1])
  for (const { path: module } of modules.filter(({ path: at }) => at.includes(`.layers.${layer}.`)))
    for (const name of [`${module}.lora_A`, `${module}.lora_B`])
      check(
        `${name} after 20 steps`,
        largest(parameters.get(name) as Float32Array, reference(`final.${peftTensorName(name)}`)),
        1e-4,
      );

const trained = method.variant(model, parameters);
await trainState.release();

const generator = await Generator.load(model, { device });
const [first] = examples;
if (!first) throw new Error(`${data} has no rows`);
const logits = await generator.logits(first.ids);
const { vocabulary } = model.config;
check(
  'logits after the last token, base model',
  largest(logits.slice(-vocabulary), reference('example0.last_logits')),
  1e-3,
);

for (const [variant, answers] of [
  [{}, expected.base_greedy],
  [trained, expected.greedy_after],
] as const)
  for (const { prompt, ids } of answers) {
    const rendered = text.template.render({ messages: [{ role: 'user', content: prompt }] }, true);
    const [encoded] = await text.tokenizer.encodeBatch([rendered], { addSpecialTokens: false });
    if (!encoded) throw new Error('nothing was encoded');
    const options = { maxTokens: 48, stopIds: text.stopIds, temperature: 0, ...variant };
    const found = [...(await generator.generate(Int32Array.from(encoded.ids), options)).ids];
    const equal = found.findIndex((id, i) => id !== ids[i]);
    check(
      `greedy answer to "${prompt}", tokens that differ`,
      equal === -1 ? ids.length - found.length : found.length - equal,
      0,
    );
  }
await generator.release();
console.log(failed === 0 ? 'all as expected' : `${failed} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
