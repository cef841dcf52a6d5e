/** Learning rate by step: linear warm-up, then one of three shapes. */

export type Schedule = 'cosine' | 'linear' | 'constant';

/**
 * Learning rate of step `step` (from 0) of `steps`: peak·(step+1)/warmup while warming up, then falling to 0 at
 * `steps` along a cosine or a line, or staying at the peak.
 */
export function learningRateAt(
  step: number,
  { peak, schedule, steps, warmup }: { peak: number; schedule: Schedule; steps: number; warmup: number },
): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const done = (step - warmup) / Math.max(1, steps - warmup);
  if (schedule === 'constant') return peak;
  return schedule === 'linear' ? peak * (1 - done) : peak * 0.5 * (1 + Math.cos(Math.PI * done));
}

/** Number of warm-up steps: a count when at least 1, else a share of all steps, rounded up as transformers does. */
export function warmupSteps(warmup: number, steps: number): number {
  return warmup >= 1 ? Math.min(steps, Math.round(warmup)) : Math.ceil(warmup * steps);
}
