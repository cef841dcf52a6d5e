/** Lays out where the time of all checks went: a line a check, and under the tests a line a folder, longest first. */

export interface TimeRow {
  readonly name: string;
  readonly seconds: number;
  /** What it is made of, in any order and repeated; those of one name are added up. They may run side by side, and then exceed the whole. */
  readonly parts?: readonly TimeRow[];
}

/** Parts below this share of their sum are one line. */
const leastShare = 0.01;

export function timeTable(rows: readonly TimeRow[]): string {
  const lines = rows.flatMap(({ name, seconds, parts = [] }) => [
    { name, seconds },
    ...addedUp(parts).map((part) => ({ ...part, name: `  ${part.name}` })),
  ]);
  const width = Math.max(...lines.map(({ name }) => name.length));
  return lines
    .map(({ name, seconds }) => `${name.padEnd(width)} ${`${seconds.toFixed(0)} s`.padStart(7)}`)
    .join('\n');
}

function addedUp(parts: readonly TimeRow[]): TimeRow[] {
  const sums = new Map<string, number>();
  for (const { name, seconds } of parts) sums.set(name, (sums.get(name) ?? 0) + seconds);
  const all = [...sums.values()].reduce((sum, seconds) => sum + seconds, 0);
  const sorted = Array.from(sums, ([name, seconds]) => ({ name, seconds })).sort(
    (a, b) => b.seconds - a.seconds,
  );
  const shown = sorted.filter(({ seconds }) => seconds >= leastShare * all);
  const rest = sorted.slice(shown.length).reduce((sum, { seconds }) => sum + seconds, 0);
  return rest > 0 ? [...shown, { name: 'other folders', seconds: rest }] : shown;
}
