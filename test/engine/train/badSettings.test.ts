/** Settings that make no sense are refused, all together where they can be told apart from the outside, before anything is made. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  storedSource,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import type { ErrorCode } from '../../../src/shared/errors.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import { type RunConfigInput, validateRunConfig } from '../../../src/shared/runConfig.ts';
import {
  editJson,
  expectError,
  failureOf,
  modelFolder,
  newFolder,
  newPath,
  runOf,
  settings,
  sumsFile,
  tinyModel,
} from './support.ts';

const given = { model: tinyModel, data: sumsFile };
const problems = (changes: Readonly<Record<string, unknown>>) =>
  validateRunConfig({ ...given, ...changes }).map(({ field, message }) => `${field}: ${message}`);

describe('the validator', () => {
  test('passes what can be run', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ method: 'full' })).toEqual([]);
    expect(
      problems({ rank: 1, alpha: 0.5, lr: 1e-9, batchTokens: 1, warmup: 100, clip: 0, steps: 1 }),
    ).toEqual([]);
  });

  test('reports every problem at once, with the field and the value', () => {
    const found = problems({
      ...{
        rank: 0,
        alpha: -1,
        dropout: 1,
        lr: 0,
        epochs: 1.5,
        steps: 0,
        batchTokens: Number.NaN,
        holdout: 1,
      },
      ...{
        maxLength: 4,
        warmup: -1,
        clip: -1,
        weightDecay: -0.1,
        seed: -1,
        threads: 0,
        schedule: 'exponential',
      },
      ...{ device: 'tpu', loraplusRatio: 0, method: 'prompt', targets: '', recompute: 'all', colour: 'red' },
    });
    expect(found.map((problem) => problem.split(':')[0]).sort()).toEqual([
      ...[
        'alpha',
        'batchTokens',
        'clip',
        'colour',
        'device',
        'dropout',
        'epochs',
        'holdout',
        'loraplusRatio',
        'lr',
      ],
      ...[
        'maxLength',
        'method',
        'rank',
        'recompute',
        'schedule',
        'seed',
        'steps',
        'targets',
        'threads',
        'warmup',
      ],
      'weightDecay',
    ]);
    expect(found.find((problem) => problem.startsWith('rank'))).toMatch(/^rank: got 0: .*1/);
    expect(found.find((problem) => problem.startsWith('device'))).toContain(
      'expected auto, cpu, cuda, cuda:N or webgpu',
    );
    expect(problems({ rank: -4 })[0]).toContain('rank: got -4');
    expect(problems({ lr: Number.POSITIVE_INFINITY })[0]).toContain('lr');
    expect(validateRunConfig({}).map(({ field }) => field)).toEqual(['model', 'data']);
  });

  test('reports what contradicts itself, and what is not implemented', () => {
    expect(problems({ precision: 'int4', microTokens: 512, batchTokens: 256 })).toEqual([
      'precision: a base in int4 is not implemented; use float32 or auto',
      'microTokens: 512 is more than batchTokens, 256',
    ]);
    const adapters = { init: 'adapter', dropout: 0.1, useRslora: true, useDora: true, loraplusRatio: 2 };
    expect(problems({ method: 'full', ...adapters, targets: 'q_proj' })).toEqual([
      'init: "adapter" is for adapters; full fine-tuning has none',
      'dropout: 0.1 is for adapters; full fine-tuning has none',
      'useRslora: true is for adapters; full fine-tuning has none',
      'useDora: true is for adapters; full fine-tuning has none',
      'loraplusRatio: 2 is for adapters; full fine-tuning has none',
      'targets: "q_proj" is for adapters; full fine-tuning has none',
    ]);
  });
});

/** Asserts how a run fails, and that it leaves nothing. */
async function expectFailure(
  changes: Partial<RunConfigInput>,
  code: ErrorCode,
  ...texts: string[]
): Promise<void> {
  const out = newPath();
  const error = await failureOf(() => train(settings(changes), { out, onEvent: () => {} }));
  expectError(error, code, ...texts);
  expect(existsSync(out)).toBe(false);
}

test('an unknown target module is named with the known ones', async () => {
  const known = 'q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj';
  await expectFailure(
    { targets: 'q_proj,lm_head' },
    'bad-config',
    `unknown target module "lm_head"; known: ${known}`,
  );
  await expectFailure({ targets: 'q_proj,' }, 'bad-config', 'unknown target module ""');
});

test('what no machine could hold is refused before it is tried', async () => {
  await expectFailure(
    { rank: 10 ** 9 },
    'bad-config',
    'an adapter of rank 1000000000 would take 54 TB of memory',
  );
});

describe('an adapter to start from is refused', () => {
  const change = (spoil: (folder: string) => void) => async () => {
    const { out } = await runOf({ steps: 1 });
    spoil(out);
    return out;
  };
  const weights = 'adapter_model.safetensors';
  test.each<[string, Partial<RunConfigInput>, () => Promise<string>, ErrorCode, string]>([
    [
      'that is not there',
      {},
      async () => join(newFolder(), 'none'),
      'not-found',
      'adapter_config.json does not exist',
    ],
    [
      'of another rank',
      { rank: 8 },
      change(() => {}),
      'bad-adapter',
      'q_proj.lora_A is [4, 64] where this run trains [8, 64]',
    ],
    [
      'of more modules than are trained',
      { targets: 'q_proj' },
      change(() => {}),
      'bad-adapter',
      'it adapts model.layers.0.mlp.down_proj, which this run does not train',
    ],
    [
      'of fewer modules than are trained',
      {},
      async () => (await runOf({ targets: 'q_proj', steps: 1 })).out,
      'bad-adapter',
      'k_proj.lora_A is missing where this run trains [4, 64]',
    ],
    [
      'of another model',
      { model: modelFolder((folder) => shrink(folder)) },
      change(() => {}),
      'bad-adapter',
      'it adapts model.layers.1.mlp.down_proj, but the model has 1 layers',
    ],
    [
      'with numbers that are none',
      {},
      change((out) => {
        const file = join(out, weights);
        const sources = [...openSafetensors(file).values()].map((info, i) =>
          i === 5
            ? floatSource(info.name, info.shape, readTensor(info).fill(Number.NaN))
            : storedSource(info),
        );
        writeSafetensors(file, sources);
      }),
      'bad-adapter',
      'holds numbers that are not finite',
    ],
    [
      'cut off',
      {},
      change((out) => writeFileSync(join(out, weights), 'short')),
      'bad-adapter',
      'it has 5 bytes',
    ],
    [
      'that is not of the kind it says',
      {},
      change((out) => editJson(join(out, 'adapter_config.json'), { use_dora: true })),
      'bad-adapter',
      'has no lora_magnitude_vector',
    ],
  ])('%s', async (_, changes, init, code, text) => {
    await expectFailure({ ...changes, init: await init() }, code, text);
  });

  /** Leaves the model its first layer. */
  function shrink(folder: string): void {
    const file = join(folder, 'model.safetensors');
    const kept = [...openSafetensors(file).values()].filter(
      ({ name }) => !name.startsWith('model.layers.1.'),
    );
    const sources = kept.map((info) => ({ ...storedSource(info), bytes: readTensor(info) }));
    rmSync(file);
    writeSafetensors(
      file,
      sources.map(({ name, shape, bytes }) => floatSource(name, shape, bytes)),
    );
    editJson(join(folder, 'config.json'), { num_hidden_layers: 1 });
  }
});

describe('an absurd learning rate ends in an error that names the step', () => {
  test('seen in the held-out loss at once: nothing is left', async () => {
    await expectFailure({ lr: 1e30, warmup: 0 }, 'not-finite', 'step 1: the held-out loss became NaN');
  });

  test('in the only step: no adapter of infinities is saved', async () => {
    await expectFailure(
      { lr: 1e38, steps: 1, holdout: 0, warmup: 0, weightDecay: 1e10 },
      'not-finite',
      'step 1: a parameter became',
    );
  });

  test('later: the checkpoint before it is kept', async () => {
    const out = newPath();
    const controller = new AbortController();
    const onEvent = (event: TrainEvent) => {
      if (event.type === 'checkpoint' && event.step === 4) controller.abort();
    };
    await train(settings({ steps: 20, holdout: 0 }), { out, onEvent, signal: controller.signal });
    editJson(join(out, 'run.json'), { config: settings({ steps: 20, holdout: 0, lr: 1e30 }) });
    const error = await failureOf(() => resume({ out, onEvent: () => {} }));
    expectError(error, 'not-finite', 'step 6: the loss became NaN');
    expect(existsSync(join(out, 'checkpoints/step-00000004'))).toBe(true);
    const { state, error: noted } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect([state, noted]).toEqual(['failed', { code: 'not-finite', message: error.message }]);
  });
});
