/** Two to six runs side by side: their curves, the settings that differ, and what to make of it in words. */

import type { Estimate } from '../../../shared/events.ts';
import type { Comparison } from '../../../shared/records/runs.ts';
import { readMetrics } from '../../store/metrics.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';
import { runRecord } from './records.ts';
import { bytesText, countText, durationText, lossText } from './words.ts';

/** @param points of each curve */
export function comparison(store: Store, rows: readonly RunRow[], points: number): Comparison {
  return {
    runs: rows.map(runRecord),
    curves: rows.map(({ id }) => readMetrics(store, id, { from: 0, to: null, points })),
    differences: differencesOf(rows),
    sentences: sentencesOn(rows.map(contenderOf)),
  };
}

/** Settings that follow from others, or that say how a run was carried out and not what it learned. */
const beside = new Set(['model', 'data', 'checkpointMinutes', 'checkpointBudgetBytes', 'threads']);

function differencesOf(rows: readonly RunRow[]): Comparison['differences'] {
  const settings = rows.map(({ model, data, config }): Settings => {
    const own = Object.entries(JSON.parse(config) as Settings);
    return { model, data, ...Object.fromEntries(own.filter(([field]) => !beside.has(field))) };
  });
  const fields = [...new Set(settings.flatMap(Object.keys))];
  return fields
    .map((field) => ({ field, values: settings.map((each) => shown(field, each)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

type Settings = Readonly<Record<string, unknown>>;

function shown(field: string, settings: Settings): string {
  const value = settings[field];
  if (value === undefined || value === '') return '-';
  if (field === 'alpha' && value === 2 * Number(settings.rank)) return '2 x rank';
  // As many as the steps need.
  if (field === 'epochs' && value === Number.MAX_SAFE_INTEGER) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A run as the sentences speak of it. */
export interface Contender {
  readonly name: string;
  readonly rank: number | null;
  readonly data: string;
  readonly heldOutRows: number | null;
  readonly holdout: unknown;
  readonly heldOutLoss: number | null;
  readonly seconds: number;
  readonly trainable: number | null;
  readonly memoryBytes: number | null;
}

function contenderOf(row: RunRow): Contender {
  const plan = JSON.parse(row.plan ?? '{}') as { trainable?: number; heldOutRows?: number };
  const actual = JSON.parse(row.actual ?? '{}') as Partial<Estimate>;
  const { holdout, seed } = JSON.parse(row.config) as { holdout: number; seed: number };
  const { name, rank, heldOutLoss, seconds } = row;
  return {
    ...{ name, rank, heldOutLoss, seconds },
    data: row.dataVersionId ?? row.data,
    heldOutRows: plan.heldOutRows ?? null,
    holdout: `${holdout}/${seed}`,
    trainable: plan.trainable ?? null,
    memoryBytes: actual.memoryBytes ?? null,
  };
}

/** Losses that differ by less than this are called equal. */
const same = 0.005;

export function sentencesOn(runs: readonly Contender[]): string[] {
  const measured = runs
    .filter((run): run is Contender & { heldOutLoss: number } => run.heldOutLoss !== null)
    .toSorted((a, b) => a.heldOutLoss - b.heldOutLoss);
  const [best, second] = measured;
  if (!best || !second)
    return ['Fewer than two of these have a held-out loss: there is nothing to rank them by.'];
  const comparable = new Set(measured.map(({ data, holdout }) => `${data}/${holdout}`)).size === 1;
  return [
    comparable
      ? ''
      : 'They were measured on different held-out rows, so their losses cannot be compared to the last digit.',
    ranking(best, second, measured.length),
    ...measured.slice(1).map((other) => price(best, other)),
    unmeasured(runs),
  ].filter((sentence) => sentence !== '');
}

function ranking(best: Contender & { heldOutLoss: number }, second: typeof best, count: number): string {
  const ahead = second.heldOutLoss - best.heldOutLoss;
  const others = count > 2 ? 'the next best, ' : '';
  if (ahead < same)
    return `${best.name} and ${second.name} ended level, at a held-out loss of ${lossText(best.heldOutLoss)}.`;
  return `${best.name} ended lowest, at a held-out loss of ${lossText(best.heldOutLoss)}: ${lossText(ahead)} below ${others}${second.name}.`;
}

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** What the better one cost compared with another: the ratios that are worth a word, each with its figures. */
function price(best: Contender, other: Contender): string {
  const measures = [
    { of: 'the size', a: best.trainable, b: other.trainable, text: countText, unit: ' trained numbers' },
    { of: 'the time', a: best.seconds, b: other.seconds, text: durationText, unit: '' },
    { of: 'the memory', a: best.memoryBytes, b: other.memoryBytes, text: bytesText, unit: '' },
  ].flatMap(({ of, a, b, text, unit }) => {
    const words = ratio(a, b, of);
    return a === null || b === null || words === ''
      ? []
      : [{ words, figures: `${text(a)} against ${text(b)}${unit}` }];
  });
  if (measures.length === 0) return `It cost as much as ${other.name}.`;
  return `It took ${list.format(measures.map(({ words }) => words))} of ${other.name}: ${measures.map(({ figures }) => figures).join(', ')}.`;
}

function ratio(one: number | null, other: number | null, what: string): string {
  if (one === null || other === null || other === 0 || one === 0) return '';
  const times = one / other;
  if (times > 0.95 && times < 1.05) return '';
  if (Math.abs(times - 2) < 0.05) return `twice ${what}`;
  if (Math.abs(times - 0.5) < 0.0125) return `half ${what}`;
  return times > 1 ? `${times.toFixed(1)} times ${what}` : `${Math.round(100 * times)} % of ${what}`;
}

function unmeasured(runs: readonly Contender[]): string {
  const names = runs.filter(({ heldOutLoss }) => heldOutLoss === null).map(({ name }) => name);
  if (names.length === 0) return '';
  return `${names.join(' and ')} ${names.length === 1 ? 'has' : 'have'} no held-out loss.`;
}
