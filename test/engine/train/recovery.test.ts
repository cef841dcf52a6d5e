/** A run mends what can be mended, says what it did, and resumes the same way it went. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { explodedFrom, type Recovery, remedyFor } from '../../../src/main/engine/train/recovery.ts';
import { AppError } from '../../../src/shared/errors.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import type { ChildTask } from '../run/child.ts';
import { type Fault, type Faults, plant } from '../run/faults.ts';
import {
  dataFile,
  eventsOf,
  expectError,
  failureOf,
  metricsOf,
  newPath,
  runOf,
  settings,
  sums,
} from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Twelve steps of one pass each, measured after every fourth one. */
const twelve: Partial<RunConfigInput> = {
  steps: 12,
  holdout: 0.3,
  schedule: 'constant',
  warmup: 0,
  patience: 0,
};

async function runWith(faults: Faults, changes: Partial<RunConfigInput> = {}) {
  plant(faults);
  try {
    return await runOf({ ...twelve, ...changes });
  } finally {
    vi.restoreAllMocks();
  }
}

const logs = (events: readonly TrainEvent[]) => eventsOf(events, 'log').map(({ message }) => message);
const steps = (events: readonly TrainEvent[]) => eventsOf(events, 'step').map(({ step }) => step);

/** Makes the loss of the passes named what `change` makes of it. */
const lossOf =
  (passes: readonly number[], change: (loss: number) => number): Fault =>
  (pass, { loss }) => {
    if (passes.includes(pass)) loss!.data[0] = change(loss!.data[0]!);
  };

describe('a number that is not finite', () => {
  test('takes the run back to its last good step, at half the learning rate from there on', async () => {
    const { events, out, result } = await runWith({ gradient: lossOf([6], () => Number.NaN) });
    expect(logs(events)).toEqual([
      'step 6: the loss became NaN: going back to the last good step and halving the learning rate (rollback 1 of at most 3)',
    ]);
    expect(eventsOf(events, 'resumed')).toEqual([{ type: 'resumed', step: 4 }]);
    expect(steps(events)).toEqual([1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12]);
    const rates = metricsOf(out).map(({ step, learningRate }) => [step, learningRate]);
    expect(rates).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1, i < 4 ? 0.01 : 0.005]));
    expect(result).toMatchObject({ state: 'done', steps: 12 });
  });

  test('before the first good step: back to the very start', async () => {
    const { events, losses, result } = await runWith({
      gradient: lossOf([2], () => Number.POSITIVE_INFINITY),
    });
    const untouched = await runOf({ ...twelve, lr: 0.005 });
    expect(logs(events)[0]).toMatch(/^step 2: the loss became Infinity: going back/);
    expect(eventsOf(events, 'resumed')).toEqual([{ type: 'resumed', step: 0 }]);
    expect(losses.slice(1)).toEqual(untouched.losses);
    expect(result.heldOutLoss).toBe(untouched.result.heldOutLoss);
    expect(result.heldOutLossBefore).toBe(untouched.result.heldOutLossBefore);
  });

  test('in a gradient, or in the held-out loss', async () => {
    const spoil: Fault = (pass, outputs) => {
      if (pass === 6) Object.values(outputs)[3]!.data[0] = Number.NaN;
    };
    expect(logs((await runWith({ gradient: spoil })).events)[0]).toMatch(
      /^step 6: the gradient's norm became NaN/,
    );
    // One measurement before training, then one every fourth step.
    const { events } = await runWith({ loss: lossOf([3], () => Number.NaN) });
    expect(logs(events)).toEqual([
      expect.stringMatching(/^step 8: the held-out loss became NaN: going back/),
    ]);
    expect(eventsOf(events, 'resumed')).toEqual([{ type: 'resumed', step: 4 }]);
  });

  test('four times in a row is an error, and what was good is kept', async () => {
    plant({ gradient: lossOf([6, 8, 10, 12], () => Number.NaN) });
    const out = newPath();
    const events: TrainEvent[] = [];
    const onEvent = (event: TrainEvent) => void events.push(event);
    const error = await failureOf(() => train(settings(twelve), { out, onEvent }));
    expectError(error, 'not-finite', 'step 6: the loss became NaN');
    expect(logs(events).map((message) => message.slice(-25))).toEqual([
      '(rollback 1 of at most 3)',
      '(rollback 2 of at most 3)',
      '(rollback 3 of at most 3)',
    ]);
    expect(readdirSync(join(out, 'checkpoints')).at(-1)).toBe('step-00000004');
    expect(metricsOf(out).map(({ learningRate }) => learningRate)).toEqual([0.01, 0.01, 0.01, 0.01, 0.00125]);
    expect(existsSync(join(out, 'adapter_model.safetensors'))).toBe(false);
  });

  test('a run stopped after it, and resumed, ends at the same bytes', async () => {
    const whole = await runWith({ gradient: lossOf([6], () => Number.NaN) });
    for (const stopAt of [5, 6, 9]) {
      const [out, controller] = [newPath(), new AbortController()];
      let healed = false;
      const onEvent = (event: TrainEvent) => {
        healed ||= event.type === 'resumed';
        if (healed && event.type === 'step' && event.step === stopAt) controller.abort();
      };
      plant({ gradient: lossOf([6], () => Number.NaN) });
      const stopped = await train(settings(twelve), { out, onEvent, signal: controller.signal });
      vi.restoreAllMocks();
      expect([stopped.state, stopped.steps]).toEqual(['interrupted', stopAt]);
      await resume({ out, onEvent: () => {} });
      expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
    }
  });
});

describe('a loss that explodes', () => {
  const long = { ...twelve, steps: 30, batchTokens: 128 };

  test('for three steps takes the run back, and says from where to where', async () => {
    const { events, result } = await runWith({ gradient: lossOf([20, 21, 22], (loss) => 20 + loss) }, long);
    expect(logs(events)).toEqual([
      expect.stringMatching(
        /^step 22: the loss exploded from \d\.\d{3} to 2\d\.\d{3}: going back to the last good step and halving/,
      ),
    ]);
    expect(eventsOf(events, 'resumed')).toHaveLength(1);
    expect(result).toMatchObject({ state: 'done', steps: 30 });
  });

  test('for one odd step or two does not', async () => {
    const { events } = await runWith({ gradient: lossOf([15, 20, 21], (loss) => 20 + loss) }, long);
    expect(logs(events)).toEqual([]);
  });

  test('ordinary noise is none: falling, heavy-tailed, of any size', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.02, max: 8, noNaN: true }), (seed, level) => {
        const random = new Random(Math.abs(seed));
        const losses: number[] = [];
        for (let step = 0; step < 400; step++) {
          const trend = level * (0.3 + 0.7 * Math.exp(-step / 100));
          const spread = random.uniform() < 0.05 ? 0.5 : 0.2;
          losses.push(trend * Math.exp(spread * random.normal()));
          if (explodedFrom(losses.slice(-40)) !== undefined) return false;
        }
        return true;
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  test('is told from the median, and not before there is one', () => {
    const calm = Array.from({ length: 12 }, (_, i) => 2 + 0.1 * (i % 3));
    expect(explodedFrom([...calm, 9, 9, 9])).toBeCloseTo(2.1, 12);
    expect(explodedFrom([...calm, 9, 4, 9])).toBeUndefined();
    expect(explodedFrom([...calm.slice(0, 9), 9, 9, 9])).toBeUndefined();
    expect(explodedFrom([...calm.map((loss) => loss / 100), 0.9, 0.9, 0.9])).toBeUndefined();
  });
});

describe('memory that runs out', () => {
  const constraints = { longest: 100, packing: true, allowShorter: true };
  const start: Recovery = {
    rollbacks: 0,
    rateFactor: 1,
    microTokens: 512,
    recompute: 'cheap',
    rowTokens: null,
  };

  /** What is changed by one shortage after the other, until nothing helps. */
  function ladder(changes: Partial<typeof constraints>): string[] {
    const taken: string[] = [];
    let recovery = start;
    for (;;) {
      const remedy = remedyFor(new AppError('memory', 'out of memory'), recovery, {
        ...constraints,
        ...changes,
      });
      if (!remedy) return taken;
      recovery = remedy.recovery;
      expect(remedy.back).toBe(false);
      taken.push(`${recovery.microTokens} ${recovery.recompute} ${recovery.rowTokens}`);
    }
  }

  test('is met by smaller passes, then by recomputation, then by shorter rows where that is allowed', () => {
    expect(ladder({})).toEqual([
      ...['256 cheap null', '128 cheap null', '100 cheap null', '100 layer null'],
      '64 layer 64',
    ]);
    expect(ladder({ allowShorter: false }).at(-1)).toBe('100 layer null');
    expect(ladder({ packing: false, longest: 300 })).toEqual([
      '512 layer null',
      '150 layer 150',
      '75 layer 75',
      '64 layer 64',
    ]);
  });

  /** onnxruntime's own words. */
  const shortage: Fault = (pass) => {
    if (pass === 3)
      throw new Error(
        'Non-zero status code returned while running Add node. Name:"x" Status Message: bfc_arena.cc:360 ' +
          'void* onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 52428800',
      );
  };

  test('in a step: it is taken again in smaller passes, to the same loss', async () => {
    const whole = await runOf(twelve);
    const { events, losses, out } = await runWith({ gradient: shortage });
    expect(logs(events)).toEqual([
      'out of memory: no room for another 53 MB: a pass holds 128 tokens from here on, not 256; steps stay as large',
    ]);
    expect(losses.slice(0, 2)).toEqual(whole.losses.slice(0, 2));
    expect(losses.every((loss, i) => Math.abs(loss - whole.losses[i]!) < 1e-3)).toBe(true);
    expect(metricsOf(out).map(({ tokens }) => tokens)).toEqual(
      metricsOf(whole.out).map(({ tokens }) => tokens),
    );
  });

  test('with one row a pass: layers are recomputed, then rows are cut, where that is allowed', async () => {
    const every: Fault = (pass, outputs) => {
      if (pass === 2 || pass === 4) shortage(3, outputs);
    };
    const changes = { packing: false, maxLength: 512, allowShorter: true };
    const data = dataFile([...sums(12), { question: 'Why?', answer: 'because '.repeat(40) }]);
    const { events, result } = await runWith({ gradient: every }, { ...changes, data, holdout: 0 });
    expect(logs(events).map((message) => message.split(': ')[2])).toEqual([
      'each layer is computed again in the backward pass from here on, which takes about a third longer and less memory',
      expect.stringMatching(/^training rows are cut to \d+ tokens from here on, as the settings allow$/),
    ]);
    expect(result.state).toBe('done');
    const refused = runWith({ gradient: every }, { ...changes, data, holdout: 0, allowShorter: false });
    expectError(await failureOf(() => refused), 'memory', 'out of memory');
  });

  test('under a real limit on the address space, a run ends well all the same', () => {
    const tiny = join(import.meta.dirname, '../../../resources/models/tiny');
    const data = join(import.meta.dirname, '../../../resources/datasets/construction-faq-en.csv');
    const config = settings({
      ...{ model: tiny, data, steps: 3, batchTokens: 8192, microTokens: 8192, holdout: 0.02 },
    });
    const task: ChildTask = { config, out: newPath(), memoryBytes: 800e6 };
    const { stdout } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../run/child.ts'), JSON.stringify(task)],
      {
        encoding: 'utf8',
      },
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TrainEvent);
    expect(logs(lines)[0]).toMatch(/^out of memory: no room for another \d+ MB: a pass holds 4096 tokens/);
    // The dry run has met the limit, so that no step does.
    const types = lines.map(({ type }) => type);
    expect(types.lastIndexOf('log')).toBeLessThan(types.indexOf('plan'));
    expect(steps(lines)).toEqual([1, 2, 3]);
    expect(lines.find(({ type }) => (type as string) === 'done')).toMatchObject({
      result: { state: 'done' },
    });
  });
});
