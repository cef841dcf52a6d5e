/** The loop does what its settings say: numbers pinned, every switch seen in what is learned. */

import { expect, test } from 'vitest';
import { readAdapter } from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import { close, dataFile, eventsOf, type Finished, runOf, sums } from './support.ts';

/** One matrix of a saved adapter. */
function matrix(
  { out }: Pick<Finished, 'out'>,
  matrix: 'a' | 'b',
  module = 'self_attn.q_proj',
): Float32Array {
  const found = readAdapter(out).modules.get(`model.layers.0.${module}`);
  return readTensor(found!.parts[matrix === 'a' ? 'lora_A' : 'lora_B']);
}

const rates = ({ events }: Finished) => eventsOf(events, 'step').map(({ learningRate }) => learningRate);
const norms = ({ events }: Finished) => eventsOf(events, 'step').map(({ gradNorm }) => gradNorm);

test('the losses of a short run are what they were', async () => {
  const run = await runOf({ epochs: 2 });
  expect(close(run.losses, [7.155, 6.347, 5.738, 4.687, 3.921, 3.613], 1e-3)).toBe(true);
  expect(close(norms(run), [2.602, 2.427, 2.689, 2.459, 3.152, 2.644], 1e-3)).toBe(true);
  expect(run.result.heldOutLossBefore).toBeCloseTo(6.173, 2);
  expect(run.result.heldOutLoss).toBeCloseTo(3.688, 2);
});

test('a configuration and its seed fix every byte; another seed gives others', async () => {
  const [first, second, other] = [await runOf(), await runOf(), await runOf({ seed: 1 })];
  expect(second.weights.equals(first.weights)).toBe(true);
  expect(second.losses).toEqual(first.losses);
  expect(other.weights.equals(first.weights)).toBe(false);
  const twoThreads = { threads: 2 };
  expect((await runOf(twoThreads)).weights.equals((await runOf(twoThreads)).weights)).toBe(true);
});

test.each([
  ['cosine', [0.5, 1, 1, 0.933, 0.75, 0.5, 0.25, 0.067]],
  ['linear', [0.5, 1, 1, 0.833, 0.667, 0.5, 0.333, 0.167]],
  ['constant', [0.5, 1, 1, 1, 1, 1, 1, 1]],
] as const)('a %s schedule rises over two steps of warm-up', async (schedule, shares) => {
  const run = await runOf({ steps: 8, schedule, warmup: 2, lr: 0.001 });
  expect(rates(run).map((rate) => Number((1000 * rate).toFixed(3)))).toEqual(shares);
});

test('a warm-up below 1 is a share of the steps, rounded up', async () => {
  const run = await runOf({ steps: 8, schedule: 'constant', warmup: 0.3, lr: 0.003 });
  expect(rates(run).map((rate) => Number(rate.toFixed(4)))).toEqual([0.001, 0.002, ...Array(6).fill(0.003)]);
});

test('steps cut epochs short, or go on into as many as they need', async () => {
  const epoch = await runOf();
  expect(epoch.losses).toHaveLength(3);
  const short = await runOf({ epochs: 1, steps: 2, schedule: 'constant', warmup: 0 });
  const long = await runOf({ steps: 7, schedule: 'constant', warmup: 0 });
  expect(long.losses).toHaveLength(7);
  expect(long.losses.slice(0, 2)).toEqual(short.losses);
  const tokens = eventsOf(long.events, 'step').map((step) => step.tokens);
  expect(tokens.slice(0, 3).reduce((sum, count) => sum + count)).toBe(705);
  expect(tokens.slice(3, 6)).not.toEqual(tokens.slice(0, 3));
});

test('nothing held out: nothing is measured and the last step is saved', async () => {
  const run = await runOf({ holdout: 0, epochs: 2 });
  expect(eventsOf(run.events, 'eval')).toEqual([]);
  expect(run.result).toMatchObject({ bestLoss: null, heldOutLoss: null, heldOutLossBefore: null });
  expect(eventsOf(run.events, 'plan')[0]).toMatchObject({ rows: 24, heldOutRows: 0 });
});

test('trained on all, every token but the first of each example is a label', async () => {
  const labels = async (trainOn: 'all' | 'answers') => {
    const { events } = await runOf({ trainOn, holdout: 0 });
    return eventsOf(events, 'step').reduce((sum, step) => sum + step.supervised, 0);
  };
  const tokens = eventsOf((await runOf({ holdout: 0 })).events, 'plan')[0]?.tokens as number;
  expect(await labels('all')).toBe(tokens - 24);
  expect(await labels('answers')).toBeLessThan(tokens / 2);
});

test('what is too long is cut and said, with the line', async () => {
  const rows = [...sums(8), { question: 'Why?', answer: 'because '.repeat(60) }];
  const { events } = await runOf({ data: dataFile(rows), maxLength: 64 });
  expect(eventsOf(events, 'warning').map(({ message }) => message)).toEqual([
    '1 rows are longer than 64 tokens and were cut: 9',
  ]);
  const steps = eventsOf(events, 'step').reduce((sum, step) => sum + step.tokens, 0);
  expect(steps).toBe(eventsOf(events, 'plan')[0]?.tokens);
});

test('a clip changes what is learned, not the norm that is reported; one that is never reached changes nothing', async () => {
  const [free, high, tight] = [
    await runOf({ clip: 0 }),
    await runOf({ clip: 100 }),
    await runOf({ clip: 0.01 }),
  ];
  expect(high.weights.equals(free.weights)).toBe(true);
  expect(norms(tight)[0]).toBe(norms(free)[0]);
  expect(tight.weights.equals(free.weights)).toBe(false);
});

test('decay shrinks A by lr times decay in the first step, in which it has no gradient', async () => {
  const once = { steps: 1, warmup: 0, schedule: 'constant', lr: 0.1 } as const;
  const [kept, decayed] = [await runOf(once), await runOf({ ...once, weightDecay: 0.5 })];
  const expected = matrix(kept, 'a').map((value) => 0.95 * value);
  expect(close(matrix(decayed, 'a'), expected, 1e-7)).toBe(true);
  expect(matrix(decayed, 'b')).toEqual(matrix(kept, 'b'));
});

test('rsLoRA is LoRA with alpha times the root of the rank', async () => {
  const [plain, stable] = [
    await runOf({ rank: 4, alpha: 16 }),
    await runOf({ rank: 4, alpha: 8, useRslora: true }),
  ];
  expect(stable.losses).toEqual(plain.losses);
  expect(stable.weights.equals(plain.weights)).toBe(true);
});

test('LoRA+ moves B by its ratio, A as before', async () => {
  const once = { steps: 1, warmup: 0, clip: 0 };
  const [plain, plus] = [await runOf(once), await runOf({ ...once, loraplusRatio: 4 })];
  expect(matrix(plus, 'a')).toEqual(matrix(plain, 'a'));
  expect(
    close(
      matrix(plus, 'b'),
      matrix(plain, 'b').map((value) => 4 * value),
      1e-7,
    ),
  ).toBe(true);
});

test('only the target modules are adapted', async () => {
  const { out, events } = await runOf({ targets: 'v_proj, q_proj' });
  const { modules, config } = readAdapter(out);
  expect([...modules.keys()]).toEqual(
    [0, 1].flatMap((i) => ['q_proj', 'v_proj'].map((name) => `model.layers.${i}.self_attn.${name}`)),
  );
  expect(config.targetModules).toEqual(['q_proj', 'v_proj']);
  expect(eventsOf(events, 'plan')[0]?.trainable).toBe(2 * 4 * (64 + 64 + 64 + 32));
});

test('a rank above the smaller side of a layer trains, with a warning', async () => {
  const { events, losses } = await runOf({ rank: 40, epochs: 2 });
  expect(eventsOf(events, 'warning').map(({ message }) => message)).toEqual([
    'rank 40 is more than the smaller side, 32, of a target layer: the adapter is larger than the layer',
  ]);
  expect(losses.at(-1)).toBeLessThan(losses[0]! - 1);
  expect(eventsOf((await runOf({ rank: 32 })).events, 'warning')).toEqual([]);
});

test('dropout is drawn from the seed, acts in training, and not when measured', async () => {
  const changes = { dropout: 0.3, epochs: 2 };
  const [plain, first, second] = [await runOf({ epochs: 2 }), await runOf(changes), await runOf(changes)];
  expect(second.weights.equals(first.weights)).toBe(true);
  expect(first.losses[0]).toBe(plain.losses[0]); // B is zero, so what goes into A does not matter yet
  expect(first.losses.slice(1)).not.toEqual(plain.losses.slice(1));
  expect(norms(first)[0]).not.toBe(norms(plain)[0]);
  const { heldOutLoss } = first.result;
  const again = await runOf({ init: first.out });
  expect(again.result.heldOutLossBefore).toBeCloseTo(heldOutLoss as number, 5);
});

test('an adapter to start from is taken up where it stood, whatever alpha it had', async () => {
  const first = await runOf({ epochs: 2, alpha: 8 });
  for (const alpha of [8, 4]) {
    const { result, losses } = await runOf({ init: first.out, alpha, lr: 1e-4 });
    expect(result.heldOutLossBefore).toBeCloseTo(first.result.heldOutLoss as number, 5);
    expect(losses[0]).toBeLessThan(first.losses.at(-1)! + 0.2);
  }
});

test('what is recomputed makes no difference', async () => {
  const [none, cheap, layer] = [
    await runOf({ recompute: 'none' }),
    await runOf({ recompute: 'cheap' }),
    await runOf({ recompute: 'layer' }),
  ];
  for (const run of [cheap, layer]) {
    expect(close(run.losses, none.losses, 1e-5)).toBe(true);
    expect(close(matrix(run, 'b'), matrix(none, 'b'), 1e-4)).toBe(true);
  }
});

test('the size of a forward pass and packing make no difference beyond rounding', async () => {
  const whole = await runOf({ microTokens: 256 });
  for (const changes of [{ microTokens: 64 }, { microTokens: 128 }, { packing: false }]) {
    const run = await runOf(changes);
    expect(close(run.losses, whole.losses, 1e-4)).toBe(true);
    expect(close(norms(run), norms(whole), 1e-3)).toBe(true);
    expect(run.result.heldOutLoss).toBeCloseTo(whole.result.heldOutLoss as number, 3);
  }
});
