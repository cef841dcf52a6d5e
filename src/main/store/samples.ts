/** A run's answers to its fixed prompts, at each measurement. */
import type { Sample } from '../../shared/records/runs.ts';
import type { Store } from './store.ts';

/** A step that was taken again answers again. */
export function putSample(store: Store, runId: string, { step, prompt, text }: Sample): void {
  store.prepare('INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?)').run(runId, step, prompt, text);
}

export function dropSamplesAfter(store: Store, runId: string, step: number): void {
  store.prepare('DELETE FROM samples WHERE runId = ? AND step > ?').run(runId, step);
}

export function samplesOf(store: Store, runId: string): Sample[] {
  return store.all(
    store.query
      .selectFrom('samples')
      .select(['step', 'prompt', 'text'])
      .where('runId', '=', runId)
      .orderBy('step')
      .orderBy('prompt'),
  );
}
