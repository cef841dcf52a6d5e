/** A run's curves as they were read, with the steps taken since. */
import type { Metrics } from '../../../../shared/records/runs.ts';

/** @param tail the last steps, some of them perhaps in `base` already; absent: there are none */
export function mergeMetrics(base: Metrics, tail: Metrics | undefined): Metrics {
  if (!tail || tail.step.length === 0) return base;
  const join = joining(base.step, tail.step);
  return {
    step: join(base.step, tail.step),
    loss: join(base.loss, tail.loss),
    lossMin: join(base.lossMin, tail.lossMin),
    lossMax: join(base.lossMax, tail.lossMax),
    learningRate: join(base.learningRate, tail.learningRate),
    gradNorm: join(base.gradNorm, tail.gradNorm),
    tokensPerSecond: join(base.tokensPerSecond, tail.tokensPerSecond),
    memoryBytes: join(base.memoryBytes, tail.memoryBytes),
    heldOut: tail.heldOut.length === 0 ? base.heldOut : joinHeldOut(base.heldOut, tail.heldOut),
    figures: joinFigures(base.figures, tail.figures),
  };
}

/** Adds to a list of `base` what a list of `tail` has of later steps. */
function joining(base: readonly number[], tail: readonly number[]) {
  const last = base.at(-1) ?? -1;
  const first = tail.findIndex((step) => step > last);
  return <T>(old: readonly T[], own: readonly T[]) =>
    first === -1 ? [...old] : [...old, ...own.slice(first)];
}

/** Each has steps of its own, and the first of some is still to come when the others are there. */
function joinFigures(base: Metrics['figures'], tail: Metrics['figures']): Metrics['figures'] {
  const older = new Map(base.map((figure) => [figure.name, figure]));
  const newer = new Map(tail.map((figure) => [figure.name, figure]));
  return [...new Set([...older.keys(), ...newer.keys()])].map((name) => {
    const old = older.get(name) ?? { step: [], value: [] };
    const own = newer.get(name) ?? { step: [], value: [] };
    const join = joining(old.step, own.step);
    return { name, step: join(old.step, own.step), value: join(old.value, own.value) };
  });
}

/** A measurement is known only a moment after its step: it may be in the tail although its step is in the base. */
function joinHeldOut(base: Metrics['heldOut'], tail: Metrics['heldOut']): Metrics['heldOut'] {
  const newer = new Set(tail.map(({ step }) => step));
  const all = [...base.filter(({ step }) => !newer.has(step)), ...tail];
  const lowest = Math.min(...all.map(({ loss }) => loss));
  const best = all.findIndex(({ loss }) => loss === lowest);
  return all.map((point, i) => ({ ...point, best: i === best }));
}
