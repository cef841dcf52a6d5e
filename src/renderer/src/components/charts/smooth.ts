/** The smoothed line of a noisy curve. */

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
