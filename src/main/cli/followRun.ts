/** Follows a run to its end, for whichever command started it. */
import type { TrainResult } from '../../shared/events.ts';
import type { Run } from '../../shared/records/runs.ts';
import { clearFailedStart, killRun } from '../services/runs/failedStart.ts';
import { followRun } from '../services/runs/index.ts';
import { commandLine, type Session } from './command.ts';
import { RunDisplay, resultLine } from './runDisplay.ts';

/**
 * Shows the run until it ends. One that fails before it has any results leaves no files.
 * @param undo takes away the folders that were made for it
 * @throws AppError what it failed with
 */
export async function watchRun(
  session: Session,
  { id }: Pick<Run, 'id'>,
  undo: () => void = () => {},
): Promise<TrainResult> {
  const { context, output, interrupts } = session;
  interrupts.expect(
    'Stopping after this pass and saving what was learned; Ctrl-C again ends at once.',
    () => {
      killRun(context, id);
      output.warn(`Ended. To go on: ${resumeLine(session, id)}`);
    },
  );
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
  } catch (error) {
    clearFailedStart(context, id);
    undo();
    throw error;
  } finally {
    display.end();
  }
}

/** Tells how it ended. @returns whether it came to its end */
export function printEnd(session: Session, run: Run, result: TrainResult): boolean {
  const { output } = session;
  const done = result.state === 'done';
  if (done) {
    output.say(`Done: ${resultLine(result)}`);
    output.say(`Run ${run.name} (${shortId(run.id)}) is in ${result.adapter}`);
  } else printStop(session, run, result);
  output.result(result);
  return done;
}

/** Tells that it ended early, and how to go on. */
export function printStop(session: Session, { id }: Pick<Run, 'id'>, result: TrainResult): void {
  const { output } = session;
  if (result.reason) output.warn(`paused: ${result.reason.message}\n${result.reason.hint}`);
  output.warn(`Stopped after step ${result.steps}; what was learned so far is saved in ${result.adapter}.`);
  output.warn(`To continue: ${resumeLine(session, id)}`);
}

function resumeLine(session: Session, id: string): string {
  return commandLine(session, 'runs', 'resume', shortId(id));
}

/** What people type of an id. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
