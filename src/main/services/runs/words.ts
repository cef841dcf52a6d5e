/** Numbers as the run's own sentences write them. */
export { durationText } from '../../../shared/duration.ts';

/** `512 B`, `1.1 GB`, `23 GB`: powers of 1000. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value < 9.95 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

export function lossText(loss: number): string {
  return loss.toFixed(loss < 0.1 ? 4 : 2);
}

export function countText(count: number, decimals = 0): string {
  return count.toLocaleString('en', { maximumFractionDigits: decimals });
}

/** `1 row`, `12 rows`. */
export function counted(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`;
}
