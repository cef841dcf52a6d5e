/** Reads parquet files piece by piece, in a thread of its own whose memory and time are bounded. */

import { once } from 'node:events';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/errors.ts';
import { threadFile } from '../formats/threadFile.ts';
import type { ParquetAnswer } from './parquetThread.ts';
import { type FoundRow, fileFact, type ReaderOptions } from './row.ts';
import { watched } from './watched.ts';

/** Seconds in which the next rows of any sound file are there, from a slow disk too. */
const timeoutSeconds = 120;
/** MiB of values on the way, of the largest group of rows that is taken. */
const memoryMiB = 4096;

/** Rows in file order. Throws bad-data where the file is not parquet or damaged. */
export async function* readParquet(
  file: string,
  { onBytes }: Pick<ReaderOptions, 'onBytes'>,
): AsyncGenerator<FoundRow> {
  const { size } = statSync(file);
  const thread = new Worker(threadFile('parquetThread', import.meta.dirname), {
    workerData: { path: file },
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    execArgv: [],
  });
  let line = 1;
  try {
    for (;;) {
      const answer = await watched(next(thread), timeoutSeconds, late);
      if (!answer.rows) {
        if (answer.failed !== undefined) throw new Error(answer.failed);
        return;
      }
      for (const values of answer.rows) yield { values, line: line++ };
      onBytes?.((size * line) / Math.max(1, answer.total));
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = (cause as Error).message.split('\n', 1)[0] ?? '';
    throw new AppError(
      'bad-data',
      `${file}: cannot be read as parquet (${reason})`,
      'Fetch or write the file again.',
      { cause, detail: { code: 'notParquet', at: fileFact(file), reason } },
    );
  } finally {
    await thread.terminate();
  }
}

/** @throws Error what the thread died of */
async function next(thread: Worker): Promise<ParquetAnswer> {
  const answered = once(thread, 'message');
  thread.postMessage('next');
  const [answer] = (await answered) as [ParquetAnswer];
  return answer;
}

const late = () => new Error(`nothing came for ${timeoutSeconds} seconds`);
