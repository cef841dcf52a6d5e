/** What would go wrong or be a pity in a run that is put together: a table of rules, most with the settings that mend it. */
import type { Preview } from '../../../shared/records/runs.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { Outlook } from '../../engine/index.ts';
import type { DataOutlook } from './dataOutlook.ts';
import { bytesText, counted } from './words.ts';

type Warning = Preview['warnings'][number];

/** What the rules look at; parts are undefined until model or data are chosen. */
export interface Plans {
  readonly config: RunConfig;
  readonly data: DataOutlook | undefined;
  readonly outlook: Outlook | undefined;
  readonly memory: Preview['memory'];
  /** The memory a change of settings would lead to. */
  memoryWith(changes: Partial<RunConfig>): number | undefined;
  readonly diskBytes: number | null;
  readonly diskFreeBytes: number;
}

const fewRows = 50;
const manyEpochs = 5;
/** Learning rates above which training tends to run away. */
const highest = { lora: 2e-3, full: 1e-4 } as const;
const usual = { lora: 2e-4, full: 2e-5 } as const;

type Rule = (plans: Plans) => Warning | undefined;

const rules: readonly Rule[] = [
  (plans) => {
    const { memory } = plans;
    if (memory?.fit !== 'tooLarge') return undefined;
    const fix = fixForMemory(plans, memory.available);
    const needs = `It needs about ${bytesText(memory.total)} of memory; ${bytesText(memory.available)} are there.`;
    return { message: fix ? `${needs} With other settings it fits.` : `${needs} Take a smaller model.`, fix };
  },
  ({ memory }) =>
    memory?.fit === 'tight'
      ? {
          message: `It needs about ${bytesText(memory.total)} of the ${bytesText(memory.available)} of memory that are there: close other programs.`,
          fix: null,
        }
      : undefined,
  ({ diskBytes, diskFreeBytes }) =>
    diskBytes !== null && diskBytes > diskFreeBytes
      ? {
          message: `It writes about ${bytesText(diskBytes)}; ${bytesText(diskFreeBytes)} of disk are free.`,
          fix: null,
        }
      : undefined,
  ({ config, outlook }) => {
    const side = outlook?.smallestSide ?? Number.POSITIVE_INFINITY;
    if (config.rank <= side) return undefined;
    return {
      message: `Rank ${config.rank} is more than the smaller side, ${side}, of a layer: the adapter would be larger than the layer itself.`,
      fix: { rank: 2 ** Math.floor(Math.log2(side)) },
    };
  },
  ({ config, data }) => {
    if (!data || data.rows === null || data.rows >= fewRows) return undefined;
    const many = (config.epochs ?? 0) > manyEpochs && config.steps === undefined;
    return {
      message: `${counted(data.rows, 'row')} are few: it may learn them by heart rather than learn from them.`,
      fix: many ? { epochs: manyEpochs } : null,
    };
  },
  ({ config, data }) =>
    config.holdout === 0 || data?.heldOutRows === 0
      ? {
          message: 'No row is held out, so nobody can say which step was the best or whether it helped.',
          fix: config.holdout === 0 ? { holdout: 0.05 } : null,
        }
      : undefined,
  (plans) => {
    const { config, data } = plans;
    if (!data || data.cut === 0) return undefined;
    const maxLength = Math.ceil(data.uncutLength / 64) * 64;
    const needed = plans.memoryWith({ maxLength }) ?? 0;
    return {
      message: `${counted(data.cut, 'row')} are longer than ${config.maxLength} tokens and lose their end.`,
      fix: plans.memory && needed <= plans.memory.available ? { maxLength } : null,
    };
  },
  ({ config }) =>
    config.lr > highest[config.method]
      ? {
          message: `A learning rate of ${config.lr} is high: training may run away.`,
          fix: { lr: usual[config.method] },
        }
      : undefined,
];

export function warningsFor(plans: Plans): Warning[] {
  return rules.flatMap((rule) => rule(plans) ?? []);
}

/** The first change that fits, from those that cost nothing but time on. */
function fixForMemory({ config, memoryWith }: Plans, available: number): Warning['fix'] {
  const changes: Partial<RunConfig>[] = [
    { microTokens: 128 },
    { microTokens: 128, recompute: 'layer' },
    ...(config.method === 'full' ? [{ method: 'lora' as const, microTokens: 128 }] : []),
    ...[16, 8, 4]
      .filter((rank) => rank < config.rank)
      .map((rank) => ({ rank, microTokens: 128, recompute: 'layer' as const })),
    { maxLength: 256, microTokens: 128, recompute: 'layer' },
  ];
  return changes.find((change) => (memoryWith(change) ?? Number.POSITIVE_INFINITY) <= available) ?? null;
}
