/** What a run will take, from what others took on the same device; and how far off that was so far. */
import type { Basis } from '../../../shared/records/forecast.ts';
import { stepOverForward, type Work } from '../../engine/index.ts';

/** A run that was measured on the device. */
export interface PastRun {
  /** The model's parameters and the adapter's. */
  readonly parameters: number;
  /** Tokens trained, and seconds of the steps that did so. */
  readonly tokens: number;
  readonly stepSeconds: number;
  /** From its process's start to its end. */
  readonly seconds: number;
  /** What was promised before the start. */
  readonly expectedSeconds: number | null;
  readonly memoryBytes: number;
  /** What its sizes alone came to. */
  readonly predictedMemoryBytes: number | null;
}

export interface TimeEstimate {
  readonly seconds: number | null;
  readonly basis: Basis;
}

/** Floating-point operations of a token's way forward, a parameter. */
const perParameter = 2;
/** Operations of the self-test's step. */
const selfTestOperations = 5e9;
/** Seconds until the first step, where nothing is known of it. */
const usualStart = 3;
/** Runs that are looked back on. */
export const lookedBackOn = 20;
const judged = 5;

/**
 * @param work in tokens that pass forward
 * @param parameters of the model and the adapter
 * @param past newest first
 * @param selfTestSeconds of the device's step in the self-test, where it was tested
 */
export function estimateSeconds(
  work: Omit<Work, 'trained'>,
  parameters: number,
  past: readonly PastRun[],
  selfTestSeconds: number | null,
): TimeEstimate {
  const forward = work.training + (work.measurements + 1) * work.measuring;
  const usable = past.filter(({ tokens, stepSeconds }) => tokens > 0 && stepSeconds > 0);
  const alike = ofSize(usable, parameters);
  const runs = alike.length > 0 ? alike : usable;
  if (runs.length > 0) {
    // Seconds that one token's way forward takes a parameter.
    const pace = median(runs.map((run) => run.stepSeconds / (stepOverForward * run.tokens * run.parameters)));
    const start = median(runs.map((run) => Math.max(0, run.seconds - 1.25 * run.stepSeconds)));
    return {
      seconds: start + pace * forward * parameters,
      basis: { kind: 'runs', count: runs.length, alike: alike.length > 0, record: trackRecord(past) },
    };
  }
  if (selfTestSeconds === null) return { seconds: null, basis: { kind: 'nothing' } };
  const perOperation = selfTestSeconds / selfTestOperations;
  return {
    seconds: usualStart + perOperation * perParameter * parameters * forward,
    basis: { kind: 'selfTest' },
  };
}

/** A single odd run is not believed beyond this, either way. */
const mostCorrection = 2;

/**
 * What the memory reckoned from sizes alone is to be multiplied by, as runs of a model of this size have shown; 1: nothing
 * is known.
 */
export function memoryCorrection(parameters: number, past: readonly PastRun[]): number {
  const shares = ofSize(past, parameters).flatMap(({ memoryBytes, predictedMemoryBytes }) =>
    memoryBytes > 0 && predictedMemoryBytes ? [memoryBytes / predictedMemoryBytes] : [],
  );
  if (shares.length === 0) return 1;
  return Math.min(mostCorrection, Math.max(1 / mostCorrection, median(shares)));
}

function ofSize(past: readonly PastRun[], parameters: number): readonly PastRun[] {
  return past.filter((run) => Math.abs(run.parameters / parameters - 1) < 0.1);
}

/** How good the last estimates were. */
function trackRecord(past: readonly PastRun[]): Extract<Basis, { kind: 'runs' }>['record'] {
  const promised = past
    .flatMap(({ expectedSeconds: expected, seconds: took }) =>
      expected === null || took <= 0 ? [] : [{ expected, took }],
    )
    .slice(0, judged);
  const [last] = promised;
  if (!last) return null;
  const off = median(promised.map(({ expected, took }) => Math.abs(expected / took - 1)));
  return { count: promised.length, off, ...last };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
