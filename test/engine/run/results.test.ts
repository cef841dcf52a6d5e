/** What a run leaves behind: the best adapter in PEFT's form, an account of every setting and step, a card. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFile, hashModel } from '../../../src/main/engine/formats/hash.ts';
import { openModelFolder } from '../../../src/main/engine/formats/modelFolder.ts';
import { readAdapter } from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  dataFile,
  eventsOf,
  type Finished,
  metricsOf,
  runOf,
  sums,
  sumsFile,
  tinyModel,
} from '../train/support.ts';

const readJson = (run: Finished, name: string) => JSON.parse(readFileSync(join(run.out, name), 'utf8'));

test('the folder holds the adapter, its account and its checkpoints, and nothing else', async () => {
  const { out } = await runOf();
  expect(readdirSync(out).sort()).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'checkpoints',
    'metrics.jsonl',
    'run.json',
  ]);
  expect(readdirSync(join(out, 'checkpoints'))).toEqual(['step-00000003']);
});

test('the adapter reads back with the settings it was trained with', async () => {
  const run = await runOf({ rank: 2, alpha: 6, dropout: 0.1, useRslora: true, targets: 'q_proj,down_proj' });
  const { config, modules } = readAdapter(run.out);
  expect(config).toEqual({
    kind: 'lora',
    rank: 2,
    alpha: 6,
    useRslora: true,
    dropout: 0.1,
    targetModules: ['q_proj', 'down_proj'],
    rankPattern: {},
    alphaPattern: {},
    layersToTransform: null,
    modulesToSave: null,
    bias: 'none',
    baseModel: basename(tinyModel),
  });
  expect(modules.size).toBe(4);
  const { parts, scale } = modules.get('model.layers.1.mlp.down_proj')!;
  const { lora_A: a, lora_B: b } = parts;
  expect([a.shape, b.shape, a.dtype]).toEqual([[2, 160], [64, 2], 'F32']);
  expect(scale).toBeCloseTo(6 / Math.SQRT2, 6);
  const values = readTensor(b);
  expect(values.every(Number.isFinite) && values.some((value) => value !== 0)).toBe(true);
  expect(readJson(run, 'adapter_config.json')).toMatchObject({
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    r: 2,
  });
});

test('run.json holds every setting with its default, and what the run was made from', async () => {
  const run = await runOf({ epochs: 2, seed: 5 });
  const { result, ...account } = readJson(run, 'run.json');
  expect(account).toEqual({
    runId: run.result.runId,
    state: 'done',
    config: {
      model: tinyModel,
      data: sumsFile,
      map: {},
      method: 'lora',
      rank: 4,
      alpha: 8,
      dropout: 0,
      targets: 'all-linear',
      layersToTransform: '',
      rankPattern: {},
      alphaPattern: {},
      modulesToSave: '',
      bias: 'none',
      trainableTokens: '',
      useRslora: false,
      useDora: false,
      loraplusRatio: 1,
      initLoraWeights: 'default',
      epochs: 2,
      lr: 0.01,
      schedule: 'cosine',
      warmup: 0.03,
      weightDecay: 0,
      clip: 1,
      batchTokens: 256,
      maxLength: 1024,
      packing: true,
      holdout: 0.05,
      trainOn: 'answers',
      turns: 'all',
      controlTokens: 'text',
      missingThought: 'empty',
      placeholders: 'skip',
      badRows: 'stop',
      encoding: '',
      sheet: '',
      split: '',
      seed: 5,
      device: 'cpu',
      threads: 1,
      precision: 'auto',
      recompute: 'cheap',
      patience: 3,
      allowShorter: false,
      checkpointMinutes: 2,
      checkpointBudgetBytes: 2 ** 30,
    },
    resolved: { microTokens: 256, steps: 6, measurements: 6, architecture: 'LlamaForCausalLM', rows: 24 },
    versions: { node: process.versions.node, onnxruntime: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    device: { name: 'cpu', reason: 'cpu: as asked' },
    hashes: {
      data: hashFile(sumsFile),
      tokenizer: hashFile(join(tinyModel, 'tokenizer.json')),
      model: hashModel(openModelFolder(tinyModel)),
    },
  });
  expect(result).toEqual(run.result);
});

test('metrics.jsonl has a line a step, with what was measured after it', async () => {
  const run = await runOf({ steps: 25 });
  const lines = metricsOf(run.out);
  expect(lines.map(({ step }) => step)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  const keys = ['step', 'loss', 'learningRate', 'gradNorm', 'tokens', 'supervised', 'seconds', 'memoryBytes'];
  for (const line of lines) expect(Object.keys(line).slice(0, 9)).toEqual([...keys, 'figures']);
  for (const { supervised, figures } of lines)
    expect(Number.isInteger(Math.round(1e6 * figures!.tokenAccuracy! * supervised) / 1e6)).toBe(true);
  for (const { memoryBytes = 0 } of lines) expect(memoryBytes).toBeGreaterThan(2 ** 26);
  const measured = lines.filter((line) => Object.keys(line).length > 9);
  expect(measured.map(({ step }) => step)).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 25]);
  expect(
    measured.map(({ step, heldOutLoss, heldOutFigures }) => ({ step, heldOutLoss, figures: heldOutFigures })),
  ).toEqual(
    eventsOf(run.events, 'eval')
      .slice(1)
      .map(({ step, heldOutLoss, figures }) => ({ step, heldOutLoss, figures })),
  );
  expect(lines.map(({ loss }) => loss)).toEqual(run.losses);
  expect(metricsOf((await runOf({ holdout: 0 })).out).some((line) => 'heldOutLoss' in line)).toBe(false);
});

test('events come in order: the plan, the measurement before, then steps, measurements and checkpoints', async () => {
  const { events } = await runOf();
  const step = ['step', 'eval', 'checkpoint'];
  expect(events.map(({ type }) => type)).toEqual([
    ...['plan', 'eval', ...step, ...step, ...step],
    ...['pruned', 'pruned'], // only the best and the last outlive the run
  ]);
  expect(eventsOf(events, 'plan')[0]).toMatchObject({
    ...{ steps: 3, rows: 23, heldOutRows: 1, tokens: 705, trainable: 8960, total: 160_832, device: 'cpu' },
  });
});

test('the best step is what is saved, not the last', async () => {
  const rows = sums(20).map((row, i) => ({ ...row, answer: i % 2 ? 'yes' : 'no, never in my life' }));
  const run = await runOf({
    data: dataFile(rows),
    steps: 40,
    lr: 0.05,
    schedule: 'constant',
    holdout: 0.3,
    rank: 8,
    patience: 0,
  });
  const measured = eventsOf(run.events, 'eval').slice(1);
  const best = measured.reduce((least, one) => (one.heldOutLoss < least.heldOutLoss ? one : least));
  expect(best.step).toBeLessThan(40);
  expect(measured.at(-1)!.heldOutLoss).toBeGreaterThan(best.heldOutLoss + 0.1);
  expect(run.result).toMatchObject({ bestLoss: best.heldOutLoss, heldOutLoss: best.heldOutLoss, steps: 40 });
  const again = await runOf({
    data: dataFile(rows),
    init: run.out,
    holdout: 0.3,
    rank: 8,
    lr: 1e-6,
    steps: 1,
  });
  expect(again.result.heldOutLossBefore).toBeCloseTo(best.heldOutLoss, 5);
  expect(readdirSync(join(run.out, 'checkpoints'))).toEqual([
    `step-${String(best.step).padStart(8, '0')}`,
    'step-00000040',
  ]);
});

test('where training only makes things worse, the least bad step is saved and both losses are told', async () => {
  const first = await runOf({ epochs: 8 });
  const { result, events } = await runOf({ init: first.out, lr: 0.3, schedule: 'constant', epochs: 2 });
  const trained = eventsOf(events, 'eval')
    .slice(1)
    .map(({ heldOutLoss }) => heldOutLoss);
  expect(result.heldOutLossBefore).toBeLessThan(Math.min(...trained));
  expect(result.heldOutLoss).toBe(Math.min(...trained));
  expect(eventsOf(events, 'eval')[0]?.best).toBe(false);
});

test('the card states the facts of the run', async () => {
  const { out, result } = await runOf({ epochs: 2 });
  const card = readFileSync(join(out, 'README.md'), 'utf8');
  expect(card).toMatch(/^---\nlibrary_name: peft\ntags: \[lowrank-studio\]\n---\n\n# out\n/);
  for (const fact of [
    '(LlamaForCausalLM), fine-tuned on data.jsonl.',
    '| method | LoRA, rank 4, alpha 8, on q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj |',
    '| trained parameters | 8,960 of 151,872 |',
    '| rows | 23 trained on, 1 held out |',
    '| steps | 6 of 256 tokens at most, done |',
    '| learning rate | 0.01, cosine |',
    `| held-out loss | ${result.heldOutLossBefore?.toFixed(3)} before, ${result.heldOutLoss?.toFixed(3)} after |`,
    '| seed | 0 |',
    'PeftModel.from_pretrained',
  ])
    expect(card).toContain(fact);
});
