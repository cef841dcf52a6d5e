/** metrics.jsonl: one line a step, never half a line, made of what the training loop sends. */

import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import type { StepMetrics, TrainEvent } from '../../../shared/events.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { diskError } from '../formats/diskError.ts';

/** Adds a step's line, what was measured after it, or drops the lines of steps that are taken again. @throws AppError `disk` */
export function recordMetrics(file: string, event: TrainEvent): void {
  if (event.type === 'step') {
    const { type: _, steps: __, etaSeconds: ___, ...metrics } = event;
    append(file, metrics);
  } else if (event.type === 'eval' && event.step > 0)
    amend(file, {
      heldOutLoss: event.heldOutLoss,
      ...(event.figures && { heldOutFigures: event.figures }),
    });
  else if (event.type === 'resumed') keep(file, event.step);
}

/** Adds the line of a step. */
function append(file: string, metrics: StepMetrics): void {
  const before = statSync(file, { throwIfNoEntry: false })?.size;
  try {
    appendFileSync(file, lineOf(metrics));
  } catch (error) {
    if (existsSync(file)) truncateSync(file, before ?? 0);
    throw diskError(error, file, 'write');
  }
}

/** Adds to the last line what was measured after its step. */
function amend(file: string, measured: Pick<StepMetrics, 'heldOutLoss' | 'heldOutFigures'>): void {
  const lines = read(file);
  const last = JSON.parse(lines.pop() ?? '{}') as StepMetrics;
  writeFileAtomic(file, [...lines.map((line) => `${line}\n`), lineOf({ ...last, ...measured })].join(''));
}

/** Drops the lines after the first `steps`. */
function keep(file: string, steps: number): void {
  if (existsSync(file))
    writeFileAtomic(
      file,
      read(file)
        .slice(0, steps)
        .map((line) => `${line}\n`)
        .join(''),
    );
}

function lineOf(metrics: StepMetrics): string {
  return `${JSON.stringify(metrics)}\n`;
}

function read(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}
