/** A run in one paragraph, before it starts. */
import { basename } from 'node:path';
import type { Preview } from '../../../shared/records/runs.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { DataOutlook } from './dataOutlook.ts';
import { bytesText, counted, durationText } from './words.ts';

export interface Told {
  readonly config: RunConfig;
  readonly model: string;
  readonly data: DataOutlook | undefined;
  readonly steps: number | undefined;
  readonly measurements: number | undefined;
  readonly seconds: number | null;
  readonly memory: Preview['memory'];
  readonly diskBytes: number | null;
}

/** Empty until model and data are chosen. */
export function summary(told: Told): string {
  const { config, model, data } = told;
  if (config.model === '-' || !data) return '';
  const what =
    config.method === 'lora'
      ? `an adapter of rank ${config.rank} for ${basename(model)}`
      : `all of ${basename(model)}`;
  return [
    `Trains ${what} on ${basename(data.name)}.`,
    reading(told, data),
    measuring(told, data),
    taking(told),
  ]
    .filter(Boolean)
    .join(' ');
}

function reading({ config, steps }: Told, { rows, guessed }: DataOutlook): string {
  if (steps === undefined) return '';
  const about = guessed ? 'about ' : '';
  const read = rows === null ? 'the file is' : `${counted(rows, 'row')} are`;
  const passes =
    config.steps === undefined
      ? `read ${times(config.epochs)}, which makes ${about}${counted(steps, 'step')}.`
      : `read for ${counted(steps, 'step')}.`;
  return `${read[0]?.toUpperCase()}${read.slice(1)} ${passes}`;
}

function measuring({ config, measurements }: Told, { heldOutRows }: DataOutlook): string {
  if (heldOutRows === 0) return 'Nothing is held out, so the last step is kept.';
  if (measurements === undefined) return '';
  const early =
    config.patience > 0 && measurements > config.patience
      ? `, or ends early after ${config.patience} without progress`
      : '';
  const held =
    heldOutRows === null
      ? 'Some rows are'
      : `${counted(heldOutRows, 'row')} ${heldOutRows === 1 ? 'is' : 'are'}`;
  return `${held} held out and measured ${times(measurements)}; the best step is kept${early}.`;
}

function taking({ seconds, memory, diskBytes }: Told): string {
  const parts = [
    ...(seconds === null ? [] : [durationText(seconds)]),
    ...(memory === null ? [] : [`${bytesText(memory.total)} of memory`]),
    ...(diskBytes === null ? [] : [`${bytesText(diskBytes)} of disk`]),
  ];
  if (parts.length === 0) return '';
  const last = parts.pop() as string;
  return `It takes about ${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`}.`;
}

function times(count: number): string {
  return ['once', 'twice'][count - 1] ?? `${count} times`;
}
