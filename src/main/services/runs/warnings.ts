/** What would go wrong or be a pity in a run that is put together: a table of rules, most with the settings that mend it. */
import { methods } from '../../../shared/methods.ts';
import type { Warning } from '../../../shared/records/forecast.ts';
import type { Preview } from '../../../shared/records/runs.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { PassPlan } from '../../engine/index.ts';
import type { DataEstimate } from './dataEstimate.ts';

/** What the rules look at; parts are undefined until model or data are chosen. */
export interface Plans {
  readonly config: RunConfig;
  readonly data: DataEstimate | undefined;
  /** Tokens that the model takes at most. */
  readonly longest: number | undefined;
  readonly estimate: PassPlan | undefined;
  readonly memory: Preview['memory'];
  /** The memory a change of settings would lead to. */
  memoryWith(changes: Partial<RunConfig>): number | undefined;
  readonly diskBytes: number | null;
  readonly diskFreeBytes: number;
}

const fewRows = 50;
const manyEpochs = 5;

type Rule = (plans: Plans) => Warning | undefined;

const rules: readonly Rule[] = [
  (plans) => {
    const { memory } = plans;
    if (memory?.fit !== 'tooLarge') return undefined;
    const { total: needed, available } = memory;
    return { kind: 'tooLarge', needed, available, fix: fixForMemory(plans, available) };
  },
  ({ memory }) =>
    memory?.fit === 'tight'
      ? { kind: 'tight', needed: memory.total, available: memory.available, fix: null }
      : undefined,
  ({ diskBytes, diskFreeBytes }) =>
    diskBytes !== null && diskBytes > diskFreeBytes
      ? { kind: 'disk', needed: diskBytes, available: diskFreeBytes, fix: null }
      : undefined,
  ({ config: { rank }, estimate }) => {
    const side = estimate?.smallestSide ?? Number.POSITIVE_INFINITY;
    if (rank <= side) return undefined;
    return { kind: 'rankAboveSide', rank, side, fix: { rank: 2 ** Math.floor(Math.log2(side)) } };
  },
  ({ config, data }) => {
    if (!data || data.rows === null || data.rows >= fewRows) return undefined;
    const many = (config.epochs ?? 0) > manyEpochs && config.steps === undefined;
    return { kind: 'fewRows', rows: data.rows, fix: many ? { epochs: manyEpochs } : null };
  },
  ({ config: { holdout, holdoutFile }, data }) => {
    const none = holdoutFile === undefined && holdout === 0;
    if (!none && data?.heldOutRows !== 0) return undefined;
    return { kind: 'nothingHeldOut', fix: none ? { holdout: 0.05 } : null };
  },
  (plans) => {
    const { config, data, memory, longest = Number.POSITIVE_INFINITY } = plans;
    if (!data || data.cut === 0) return undefined;
    const maxLength = Math.min(longest, Math.ceil(data.uncutLength / 64) * 64);
    // What a model cannot take at once, no setting gives it.
    const helps = maxLength > config.maxLength && memory !== null;
    const fix = helps && (plans.memoryWith({ maxLength }) ?? 0) <= memory.available ? { maxLength } : null;
    return { kind: 'cut', rows: data.cut, maxLength: config.maxLength, fix };
  },
  ({ config: { lr, method } }) => {
    const { usual, highest } = methods[method].rate;
    return lr > highest ? { kind: 'highRate', rate: lr, fix: { lr: usual } } : undefined;
  },
];

export function warningsFor(plans: Plans): Warning[] {
  return rules.flatMap((rule) => rule(plans) ?? []);
}

/** The first change that fits, from those that cost nothing but time on. */
function fixForMemory({ config, memoryWith }: Plans, available: number): Warning['fix'] {
  const { lighter } = methods[config.method];
  const changes: Partial<RunConfig>[] = [
    { microTokens: 128 },
    { microTokens: 128, recompute: 'layer' },
    ...(lighter ? [{ method: lighter, microTokens: 128 }] : []),
    ...[16, 8, 4]
      .filter((rank) => rank < config.rank)
      .map((rank) => ({ rank, microTokens: 128, recompute: 'layer' as const })),
    { maxLength: 256, microTokens: 128, recompute: 'layer' },
  ];
  return changes.find((change) => (memoryWith(change) ?? Number.POSITIVE_INFINITY) <= available) ?? null;
}
