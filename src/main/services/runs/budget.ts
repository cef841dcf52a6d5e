/** Keeps the checkpoints of all runs within the disk the user gives them: what no run will need any more goes first. */

import { rmSync } from 'node:fs';
import { amount, say, told } from '../../../shared/sentence.ts';
import { checkpointBytes, dropCheckpoint, spentCheckpoints } from '../../store/checkpoints.ts';
import { addLogEntry } from '../../store/runLog.ts';
import { readSettings } from '../../store/settings.ts';
import type { Context } from '../context.ts';

/** Deletes checkpoints of finished runs, oldest first, until the rest fits; results stay, and runs that can go on keep all. */
export function keepBudget({ store }: Pick<Context, 'store'>): void {
  const { checkpointBudgetBytes } = readSettings(store);
  let over = checkpointBytes(store) - checkpointBudgetBytes;
  const freed = new Map<string, number>();
  for (const { runId, step, path, bytes } of over > 0 ? spentCheckpoints(store) : []) {
    if (over <= 0) break;
    rmSync(path, { recursive: true, force: true });
    dropCheckpoint(store, runId, step);
    freed.set(runId, (freed.get(runId) ?? 0) + bytes);
    over -= bytes;
  }
  for (const [runId, bytes] of freed)
    addLogEntry(store, runId, {
      at: Date.now(),
      step: null,
      level: 'info',
      ...told(
        say`Checkpoints of ${amount.bytes(bytes)} were deleted to keep within the disk budget; the result stays.`,
      ),
    });
}
