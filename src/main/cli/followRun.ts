/** Follows a run to its end, for whichever command started it. */
import type { TrainResult } from '../../shared/events.ts';
import type { Run } from '../../shared/records/runs.ts';
import { followRun } from '../services/runs/index.ts';
import { commandLine, type Session } from './command.ts';
import { RunDisplay, resultLine } from './runDisplay.ts';

/** Shows the run until it ends. @throws AppError what it failed with */
export async function watchRun(
  { context, output, interrupts }: Session,
  { id }: Pick<Run, 'id'>,
): Promise<TrainResult> {
  interrupts.expect('Stopping after this pass and saving what was learned; Ctrl-C again ends at once.');
  const display = new RunDisplay(output);
  try {
    return await followRun(
      context,
      id,
      (event) => {
        output.event(event);
        display.show(event);
      },
      interrupts.signal,
    );
  } finally {
    display.end();
  }
}

/** Tells how it ended. @returns whether it came to its end */
export function tellEnd(session: Session, run: Run, result: TrainResult): boolean {
  const { output } = session;
  const done = result.state === 'done';
  if (done) {
    output.say(`Done: ${resultLine(result)}`);
    output.say(`Run ${run.name} (${shortId(run.id)}) is in ${result.adapter}`);
  } else tellStop(session, run, result);
  output.result(result);
  return done;
}

/** Tells that it ended early, and how to go on. */
export function tellStop(session: Session, { id }: Pick<Run, 'id'>, result: TrainResult): void {
  const { output } = session;
  if (result.reason) output.warn(`paused: ${result.reason.message}\n${result.reason.hint}`);
  output.warn(`Stopped after step ${result.steps}; what was learned so far is saved in ${result.adapter}.`);
  output.warn(`To continue: ${commandLine(session, 'runs', 'resume', shortId(id))}`);
}

/** What people type of an id. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
