/** Turns dropped and picked files into paths that main can read, with the progress of the upload where one is needed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, asAppError } from '../../../shared/errors.ts';
import { pathOfFile } from '../api.ts';

interface Paths {
  /** Share uploaded, 0 to 1; null while nothing is under way. */
  readonly progress: number | null;
  /** What the last file failed with. */
  readonly error: Error | null;
  take(file: File): void;
  cancel(): void;
}

/** @param onPath told the path of each file once main can read it */
export function usePaths(onPath: (path: string) => void): Paths {
  const [progress, setProgress] = useState<number | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const take = useCallback(
    (file: File) => {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      setError(null);
      setProgress(0);
      pathOfFile(file, setProgress, own.signal)
        .then(
          (path) => {
            if (path) onPath(path);
            else
              setError(
                new AppError(
                  'not-found',
                  `"${file.name}" has no path on this machine.`,
                  'Save it to disk first.',
                  { detail: { code: 'noPath', file: file.name } },
                ),
              );
          },
          (cause: unknown) => {
            if (!own.signal.aborted) setError(asAppError(cause));
          },
        )
        .finally(() => {
          if (controller.current === own) setProgress(null);
        });
    },
    [onPath],
  );
  return { progress, error, take, cancel: () => controller.current?.abort() };
}
