/** A run's state as a short sentence. */
import type { Run } from '../../../../shared/records/runs.ts';
import type { Formats } from '../../format.ts';
import type { Catalogue } from '../../text/catalogues.ts';

/** @param ending it was asked to end and is still saving */
export function stateInWords(
  { state, step, steps, seconds, queuePosition }: Run,
  ending: boolean,
  t: Catalogue,
  { number, duration }: Formats,
): string {
  switch (state) {
    case 'running':
      if (ending) return t.run.states.stopping;
      return steps === null ? t.run.states.preparing : t.run.states.running(number(step), number(steps));
    case 'queued':
      return t.run.states.queued(number(queuePosition ?? 1));
    case 'done':
      return t.run.states.done(duration(seconds));
    default:
      return t.run.states[state](number(step));
  }
}
