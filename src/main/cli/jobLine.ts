/** Long work other than training, in a line. */
import { english } from '../../shared/numbers.ts';
import type { JobProgress } from '../services/process/jobs.ts';

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
    typeof progress === 'number' && english.percent(progress),
    typeof bytesDone === 'number' &&
      (typeof bytesTotal === 'number'
        ? `${english.bytes(bytesDone)} of ${english.bytes(bytesTotal)}`
        : english.bytes(bytesDone)),
    typeof etaSeconds === 'number' && etaSeconds > 0 && `${english.duration(etaSeconds)} left`,
  ].filter((fact) => fact !== false);
  return `${stage ? `${stage} ` : ''}${title}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`;
}
