/** Where lengths in tokens stand on the histogram's axis: every bin is as wide as the next, although each holds longer rows. */
import type { DatasetReport } from '../../../../shared/records/datasets.ts';

export type Bins = DatasetReport['histogram'];
export type Cost = DatasetReport['costs'][number];

/** Place of a length on the axis, in bins from the left: 1.5 is the middle of the second bin. */
export function placeOf(tokens: number, bins: Bins): number {
  const at = bins.findIndex(({ limit }) => tokens <= limit);
  if (at === -1) return bins.length;
  const [from, to] = [bins[at - 1]?.limit ?? 0, bins[at]?.limit ?? 1];
  return at + (tokens - from) / (to - from);
}

/** The limit a cut dragged to this place snaps to: what it costs is known exactly only at the bins' own limits. */
export function limitAt(place: number, bins: Bins): number {
  const border = Math.min(Math.max(Math.round(place), 1), bins.length);
  return bins[border - 1]?.limit ?? 0;
}

/** The next limit to the right (1) or left (-1) of one that may lie between two. */
export function nextLimit(tokens: number, direction: 1 | -1, bins: Bins): number {
  const limits = bins.map(({ limit }) => limit);
  const next =
    direction === 1 ? limits.find((limit) => limit > tokens) : limits.findLast((limit) => limit < tokens);
  return next ?? (direction === 1 ? (limits.at(-1) ?? tokens) : (limits[0] ?? tokens));
}

/** What a limit costs: known where it is one of the bins', and where it cuts nothing; else the next lower bin's tells the most it can be. */
export function costOf(
  limit: number,
  { costs, cut, beyond, maxLength, answers }: DatasetReport,
): Cost | undefined {
  const known = costs.find((cost) => cost.limit === limit);
  if (known) return known;
  if (limit >= (costs.at(-1)?.limit ?? 0))
    return { limit, cut: 0, tokens: 0, answers: 0, memoryBytes: costs.at(-1)?.memoryBytes ?? null };
  if (limit === maxLength && cut.length + beyond.length === 0)
    return { limit, cut: 0, tokens: 0, answers: answers.lost, memoryBytes: null };
  return undefined;
}
