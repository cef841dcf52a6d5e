/** Marks of a logarithmic axis: round numbers, however narrow or wide the range. */

const steps = [1, 2, 5, 10];

/** @param min above 0 */
export function logMarks(min: number, max: number): number[] {
  return max / min < 10 ? linearMarks(min, max) : decades(min, max);
}

/** Over less than one power of ten equal steps read better. */
function linearMarks(min: number, max: number): number[] {
  if (max === min) return [min];
  const rough = (max - min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (steps.find((each) => each * power >= rough) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function decades(min: number, max: number): number[] {
  const [from, to] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const by = to - from > 4 ? [1] : [1, 2, 5];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
    .flatMap((power) => by.map((each) => Number((each * 10 ** power).toPrecision(12))))
    .filter((mark) => mark >= min * (1 - 1e-9) && mark <= max * (1 + 1e-9));
}
