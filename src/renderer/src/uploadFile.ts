/** Sends a file to the browser host, which keeps it in the home folder's datasets and tells its path. */

import { z } from 'zod';
import { AppError, errorSchema, fromRecord } from '../../shared/errors.ts';
import { say } from '../../shared/sentence.ts';

const answerSchema = z.object({ path: z.string() }).or(z.object({ error: errorSchema }));

/** `fetch` cannot tell how far an upload has come, so this is an XMLHttpRequest. */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const answer = answerSchema.safeParse(parseJson(request.responseText));
      if (answer.success && 'path' in answer.data) resolve(answer.data.path);
      else if (answer.success && 'error' in answer.data) reject(fromRecord(answer.data.error));
      else reject(refused(file.name, request));
    };
    request.onerror = () =>
      reject(
        new AppError(
          'network',
          `"${file.name}" could not be sent to the studio: the connection broke.`,
          'Check that the studio is still running, and try again.',
          { detail: { code: 'uploadCut', file: file.name } },
        ),
      );
    request.onabort = () => reject(new AppError('interrupted', say`Sending "${file.name}" was cancelled.`));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(name: string, { status, responseText }: XMLHttpRequest): AppError {
  return new AppError(
    'network',
    `The studio refused "${name}" with status ${status}: ${responseText.slice(0, 200)}`,
    'Load the page again and try once more.',
    { detail: { code: 'uploadRefused', file: name, status } },
  );
}
