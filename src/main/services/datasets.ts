/** The datasets as hosts use them: files with versions, the report on each, renamed, removed and restored. */
import { internalError } from '../../shared/errors.ts';
import type { Context } from './context.ts';

/** A dataset that can be read, in the version its file has now. */
export interface ResolvedDataset {
  readonly datasetId: string;
  readonly versionId: string;
  readonly name: string;
  /** The file, or the folder of texts; absolute. */
  readonly path: string;
}

/**
 * Finds a dataset by path, id or name (whatever its case), and notes it and its present content as a version, so that a
 * run can say what it was trained on. A file not seen before joins the library.
 * @param map the user's own choices of column by field, where the guess is wrong
 * @throws AppError `not-found` listing what the library holds; `bad-data` where nothing can be read of it; `interrupted`
 */
export async function resolveDataset(
  _context: Context,
  _pathOrName: string,
  _options: {
    readonly map?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<ResolvedDataset> {
  throw internalError('resolveDataset is being written');
}
