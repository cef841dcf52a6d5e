/** Two to six runs side by side: their curves, the settings that differ, and what to make of it. */

import type { Comparison, Finding, Measure } from '../../../shared/records/runs.ts';
import { readMetrics } from '../../store/metrics.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';
import { runRecord } from './records.ts';

/** @param points of each curve */
export function comparison(store: Store, chosen: readonly RunRow[], points: number): Comparison {
  const rows = chosen.map((row) => ({ ...row, name: nameAmong(chosen, row) }));
  return {
    runs: rows.map(runRecord),
    curves: rows.map(({ id }) => readMetrics(store, id, { from: 0, to: null, points })),
    differences: differencesOf(rows),
    findings: findingsOn(rows.map(contenderOf)),
  };
}

/** With the beginning of its id where another has the same name. */
function nameAmong(rows: readonly RunRow[], { id, name }: RunRow): string {
  return rows.some((other) => other.id !== id && other.name === name) ? `${name} (${id.slice(0, 8)})` : name;
}

/** Settings that follow from others, or that say how a run was carried out and not what it learned. */
const beside = new Set(['model', 'data', 'checkpointMinutes', 'checkpointBudgetBytes', 'threads']);

function differencesOf(rows: readonly RunRow[]): Comparison['differences'] {
  const settings = rows.map(({ model, data, config }): Settings => {
    const own = Object.entries(config).filter(([field]) => !beside.has(field));
    return { model, data, ...Object.fromEntries(own) };
  });
  const fields = [...new Set(settings.flatMap(Object.keys))];
  return fields
    .filter((field) => field !== 'alpha' || !settings.every(followsRank))
    .map((field) => ({ field, values: settings.map((each) => shown(field, each)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

type Settings = Readonly<Record<string, unknown>>;

/** Where alpha was left to itself, it differs only as the rank does. */
function followsRank({ alpha, rank }: Settings): boolean {
  return alpha === 2 * Number(rank);
}

function shown(field: string, settings: Settings): string {
  const value = settings[field];
  if (value === undefined || value === '') return '-';
  // As many as the steps need.
  if (field === 'epochs' && value === Number.MAX_SAFE_INTEGER) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A run as the findings speak of it. */
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
  const { name, rank, heldOutLoss, seconds, plan, actual } = row;
  const { holdout, seed } = row.config;
  return {
    name,
    rank,
    heldOutLoss,
    seconds,
    data: row.dataVersionId ?? row.data,
    heldOutRows: plan?.heldOutRows ?? null,
    holdout: `${holdout}/${seed}`,
    trainable: plan?.trainable ?? null,
    memoryBytes: actual?.memoryBytes ?? null,
  };
}

/** Losses that differ by less than this are called equal. */
const same = 0.005;

/** Ratios as near to 1 as this are not worth a word. */
const alike = 0.05;

export function findingsOn(runs: readonly Contender[]): Finding[] {
  const measured = runs.filter(isMeasured).toSorted((a, b) => a.heldOutLoss - b.heldOutLoss);
  const [best, second] = measured;
  if (!best || !second) return [{ kind: 'tooFew' }];
  const comparable = new Set(measured.map(({ data, holdout }) => `${data}/${holdout}`)).size === 1;
  const unmeasured = runs.filter((run) => !isMeasured(run)).map(({ name }) => name);
  return [
    ...(comparable ? [] : [{ kind: 'unlikeRows' as const }]),
    ranking(best, second, measured.length),
    ...measured.slice(1).map((other) => price(best, other)),
    ...(unmeasured.length === 0 ? [] : [{ kind: 'unmeasured' as const, names: unmeasured }]),
  ];
}

type Measured = Contender & { readonly heldOutLoss: number };

function isMeasured(run: Contender): run is Measured {
  return run.heldOutLoss !== null;
}

function ranking(best: Measured, second: Measured, count: number): Finding {
  const ahead = second.heldOutLoss - best.heldOutLoss;
  const both = { best: best.name, second: second.name, loss: best.heldOutLoss };
  if (ahead < same) return { kind: 'level', ...both };
  return { kind: count > 2 ? 'lowestOfAll' : 'lowest', ...both, ahead };
}

/** What the better one cost compared with another, as far as it is worth a word. */
function price(best: Contender, other: Contender): Finding {
  const measure = (of: Measure['of'], a: number | null, b: number | null): Measure[] =>
    !a || !b || Math.abs(a / b - 1) < alike ? [] : [{ of, best: a, other: b }];
  return {
    kind: 'cost',
    other: other.name,
    measures: [
      ...measure('size', best.trainable, other.trainable),
      ...measure('time', best.seconds, other.seconds),
      ...measure('memory', best.memoryBytes, other.memoryBytes),
    ],
  };
}
