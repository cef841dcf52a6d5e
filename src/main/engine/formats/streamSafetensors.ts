/** Writes large weight files while the event loop keeps turning, so that progress shows and a stop gets through. */

import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { AtomicFile } from './atomic.ts';
import { safetensorsBytes, type TensorSource } from './safetensors.ts';
import { bytesPerElement, elementCount } from './tensor.ts';

export interface StreamOptions {
  /** Called between pieces with the share of the bytes that is written, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Aborting it leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes `files`, safetensors by path, one tensor at a time; each appears only when it is whole.
 * @throws AppError `disk`; `interrupted` through the signal; whatever a source throws
 */
export async function streamSafetensors(
  files: ReadonlyMap<string, readonly TensorSource[]>,
  { onProgress, signal }: StreamOptions = {},
): Promise<void> {
  const total = [...files.values()].flat().reduce((sum, source) => sum + sourceBytes(source), 0);
  let written = 0;
  for (const [path, sources] of files) {
    const file = new AtomicFile(path);
    try {
      for (const piece of safetensorsBytes(sources)) {
        await yieldOrAbort(signal, nothingKept);
        await file.append(piece);
        written += piece.byteLength;
        onProgress?.(Math.min(1, written / total));
      }
      await file.settle();
      file.commit();
    } finally {
      file.abort();
    }
  }
}

/** Bytes of a tensor's numbers. */
export function sourceBytes({ shape, dtype }: Pick<TensorSource, 'shape' | 'dtype'>): number {
  return elementCount(shape) * bytesPerElement[dtype];
}
