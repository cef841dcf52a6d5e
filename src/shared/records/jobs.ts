/** Long work other than training: it has progress, can be cancelled, and outlives the tab that asked for it. */
import { z } from 'zod';
import { errorSchema } from '../errors.ts';

export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'download',
    'datasetDownload',
    'datasetImport',
    'import',
    'report',
    'export',
    'ollama',
    'lmStudio',
    'llamaCpp',
    'share',
  ]),
  /** What it works on, in the user's words. */
  title: z.string(),
  state: z.enum(['running', 'paused', 'done', 'failed', 'cancelled']),
  /** What it is doing now, one or two words: `downloading`, `checking`, `writing`. */
  stage: z.string(),
  /** Share of the whole, 0 to 1; null while it cannot be told. */
  progress: z.number().min(0).max(1).nullable(),
  etaSeconds: z.number().nonnegative().nullable(),
  bytesDone: z.number().nonnegative().nullable(),
  bytesTotal: z.number().nonnegative().nullable(),
  /** Only a download can pause. */
  canPause: z.boolean(),
  /** Id of the model, dataset or export it made, or the address it was shared under, once done. */
  result: z.string().nullable(),
  error: errorSchema.nullable(),
  startedAt: z.number(),
});

export type Job = z.infer<typeof jobSchema>;
