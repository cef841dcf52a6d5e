/** Curves as charts want them: on one axis for uplot, smoothed, thinned out for a table. */

/** Points of a curve in the order of the axis. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** The axis, and a list for each curve that is as long as it. */
export type Aligned = [x: number[], ...curves: (number | null)[][]];

/** Each curve is null where it has no point of its own. */
export function align(curves: readonly Curve[]): Aligned {
  const axis = [...new Set(curves.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const place = new Map(axis.map((x, i) => [x, i]));
  const lists = curves.map(({ x, y }) => {
    const list: (number | null)[] = Array(axis.length).fill(null);
    x.forEach((at, i) => {
      list[place.get(at)!] = y[i] ?? null;
    });
    return list;
  });
  return [axis, ...lists];
}

/** Part of an axis; null: all of it. */
export type Range = readonly [from: number, to: number] | null;

/** What of a curve a logarithmic axis can show. */
export function positive(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value) => (value !== null && value > 0 ? value : null));
}

/** Share of the curve that the average looks back over, and the fewest and most points of it. */
const lookBack = 1 / 30;
const fewest = 4;
const most = 60;

/**
 * Exponential moving average without the usual pull towards the first value: early points are averages of what there is.
 * @returns a value a point; a point without one stays null and changes nothing
 */
export function smooth(values: readonly (number | null)[]): (number | null)[] {
  const window = Math.min(most, Math.max(fewest, values.length * lookBack));
  const keep = 1 - 1 / window;
  let [sum, weight] = [0, 0];
  return values.map((value) => {
    if (value === null) return null;
    sum = keep * sum + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return sum / weight;
  });
}

/** At most `most` of `count` places, evenly, the first and the last among them. */
export function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}
