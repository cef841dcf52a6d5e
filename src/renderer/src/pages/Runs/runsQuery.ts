/** What the list of runs shows, as its address says it: search, states, order and page outlive a look at a run. */
import { z } from 'zod';
import type { Input } from '../../../../shared/api.ts';
import { type RunState, runStateSchema } from '../../../../shared/records/runs.ts';

type Query = Input<'runs.list'>;

export const sorts = [
  'name',
  'state',
  'model',
  'data',
  'rank',
  'heldOutLoss',
  'seconds',
  'createdAt',
] as const satisfies readonly Query['sort'][];

/** As in the address; what is left out is as it was never chosen. */
export const runsSearch = z.object({
  search: z.coerce.string().optional().catch(undefined),
  /** States with commas. */
  states: z.string().optional().catch(undefined),
  sort: z.enum(sorts).optional().catch(undefined),
  order: z.enum(['up', 'down']).optional().catch(undefined),
  page: z.int().min(1).optional().catch(undefined),
  size: z.int().min(1).max(100).optional().catch(undefined),
});

export type RunsSearch = z.output<typeof runsSearch>;

export const pageSizes = [25, 50, 100] as const;

export function runsQuery({
  search: words = '',
  states = '',
  sort,
  order,
  page = 0,
  size = 50,
}: RunsSearch): Query {
  return {
    page,
    pageSize: size,
    search: words,
    sort: sort ?? 'createdAt',
    states: states.split(',').filter(isState),
    // Newest first, until an order is chosen.
    descending: sort === undefined || order === 'down',
  };
}

function isState(text: string): text is RunState {
  return runStateSchema.safeParse(text).success;
}
