/** Learning rates against transformers' get_*_schedule_with_warmup. */

import { describe, expect, test } from 'vitest';
import { learningRateAt, type Schedule, warmupSteps } from '../../../src/main/engine/optim/schedule.ts';
import { blocks } from '../../support/blocks.ts';

const schedules = Object.entries(blocks.schedules).flatMap(([schedule, runs]) =>
  runs.map((run) => ({ schedule: schedule as Schedule, ...run })),
);

describe.each(schedules)(
  '$schedule, $warmup of $steps steps warming up',
  ({ schedule, steps, warmup, rates }) => {
    const at = (step: number) => learningRateAt(step, { peak: 2, schedule, steps, warmup });

    test('after the warm-up the rates are those of transformers', () => {
      for (let step = warmup; step < steps; step++)
        expect(at(step)).toBeCloseTo(2 * (rates[step] as number), 12);
    });

    test('the warm-up is one step ahead, since a step with a rate of 0 is wasted', () => {
      for (let step = 0; step < warmup; step++)
        expect(at(step)).toBeCloseTo(2 * (rates[step + 1] as number), 12);
    });
  },
);

test('a decaying schedule would reach 0 right after the last step', () => {
  for (const schedule of ['cosine', 'linear'] as const)
    expect(learningRateAt(10, { peak: 1, schedule, steps: 10, warmup: 3 })).toBeCloseTo(0, 12);
});

test('a warm-up longer than the run ends with it', () => {
  expect(warmupSteps(50, 10)).toBe(10);
  expect(learningRateAt(9, { peak: 3, schedule: 'cosine', steps: 10, warmup: 10 })).toBe(3);
});

test.each([
  { warmup: 0, steps: 100, expected: 0 },
  { warmup: 0.03, steps: 100, expected: 3 },
  { warmup: 0.03, steps: 101, expected: 4 },
  { warmup: 1, steps: 100, expected: 1 },
  { warmup: 10, steps: 100, expected: 10 },
])('a warm-up of $warmup is $expected of $steps steps', ({ warmup, steps, expected }) => {
  expect(warmupSteps(warmup, steps)).toBe(expected);
});
