/** How whoever asked for it follows work that may take minutes: a job, or the command line. */
import type { JobProgress } from './jobs.ts';

export interface Follow {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** A part's own share, 0 to 1, as a stage of the whole work. */
export function stage({ onProgress }: Follow, name: string) {
  return ({ share }: { readonly share: number }) => onProgress?.({ stage: name, progress: share });
}
