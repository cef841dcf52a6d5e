/** The first fine-tune on the sample data, the same in the window and on the command line: settings, questions, duration. */
import type { DeviceReport } from './records/app.ts';
import type { RunConfigInput } from './runConfig.ts';

type FirstTry = Pick<RunConfigInput, 'rank' | 'epochs' | 'lr' | 'batchTokens' | 'warmup'>;

/** As few tokens as show the difference, in small steps at a rate that a demo can afford: the manner is learned, the rest kept. */
export const firstTry = {
  large: { rank: 16, epochs: 1, lr: 1e-3, batchTokens: 256, warmup: 0.1 },
  /** For the model that ships with the program. */
  tiny: { rank: 16, epochs: 6, lr: 2e-3, batchTokens: 512, warmup: 0.1 },
} as const satisfies Record<string, FirstTry>;

/** What it is asked as it goes: the questions that come with the sample data, none of which is among its rows. */
export const firstQuestions = [
  'Why does my bike make a noise?',
  'How do I make soup?',
  'What is a map for?',
] as const;

/** Steps of a processor's self-test in the time of the whole run with the model that ships: 9 s where a step takes 45 ms. */
const selfTestSteps = 200;
/** What two such measures differ by. */
const precision = 5;

/**
 * How long the run with the model that ships takes here.
 * @param devices what the self-test found
 * @returns seconds; null where the device is not one whose self-test tells
 */
export function firstTrySeconds(devices: readonly DeviceReport[]): number | null {
  const { device, stepSeconds } = devices.find(({ chosen }) => chosen) ?? {};
  if (device !== 'cpu' || stepSeconds === undefined) return null;
  return precision * Math.max(1, Math.round((selfTestSteps * stepSeconds) / precision));
}
