/** Long work other than training, in a line. */
import type { JobProgress } from '../services/process/jobs.ts';
import { bytesText, durationText } from '../services/runs/words.ts';
import { percentText } from './progress.ts';

/** `downloading SmolLM2: 43 %, 116 MB of 270 MB, 12 s left` */
export function jobLine(
  title: string,
  {
    stage,
    progress,
    bytesDone,
    bytesTotal,
    etaSeconds,
  }: JobProgress & { readonly etaSeconds?: number | null },
): string {
  const facts = [
    typeof progress === 'number' && percentText(progress),
    typeof bytesDone === 'number' &&
      (typeof bytesTotal === 'number'
        ? `${bytesText(bytesDone)} of ${bytesText(bytesTotal)}`
        : bytesText(bytesDone)),
    typeof etaSeconds === 'number' && etaSeconds > 0 && `${durationText(etaSeconds)} left`,
  ].filter((fact) => fact !== false);
  return `${stage ? `${stage} ` : ''}${title}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`;
}
