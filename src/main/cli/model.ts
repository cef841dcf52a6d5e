/** Finds the model a command was given; a GGUF file is converted first, which takes a while. */
import { type ResolvedModel, resolveModel } from '../services/models/index.ts';
import type { Session } from './command.ts';
import { jobLine } from './jobLine.ts';
import { Progress } from './progress.ts';

/** @param asked a folder, a .gguf file, or a name or id of the library. @throws AppError as `resolveModel` does */
export async function findModel(
  { context, output, interrupts: { signal } }: Session,
  asked: string,
): Promise<ResolvedModel> {
  const gguf = /\.gguf$/i.test(asked);
  const progress = new Progress(output, gguf ? `reading ${asked}` : '');
  try {
    const onProgress = (state: Parameters<typeof jobLine>[1]) => progress.update(jobLine(asked, state));
    return await resolveModel(context, asked, { signal, onProgress });
  } finally {
    progress.end();
  }
}

/** What is said of an adapter that fits a model by its shapes alone. */
export function otherBase(trainedOn: string, model: string): string {
  return `note: the adapter says it was trained on ${trainedOn}, not on ${model}: the shapes agree, what it learned may not`;
}
