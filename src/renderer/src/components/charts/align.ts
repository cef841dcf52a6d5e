/** Puts curves with points at different places onto one axis, as uplot wants them. */

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
      list[place.get(at) as number] = y[i] ?? null;
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
