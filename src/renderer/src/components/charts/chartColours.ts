/** The theme's colours for a canvas, which knows no style sheets; read again when light and dark change. */
import { useMemo, useSyncExternalStore } from 'react';

export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly paper: string;
  readonly main: string;
  readonly second: string;
  /** Told apart without hue as well, with {@link curveDashes}. */
  readonly curves: readonly string[];
}

/** One a curve, in the order of `ChartColours.curves`. */
export const curveDashes: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [12, 4, 2, 4],
  [5, 2],
  [1, 5],
];

const curves = {
  light: ['#24588a', '#a04a00', '#1f6b3d', '#8a2a7d', '#5b5f00', '#a8261d'],
  dark: ['#8fbde8', '#f0b070', '#7fc798', '#e29bd8', '#d0d480', '#f0958c'],
} as const;

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

const scheme = () => document.documentElement.dataset.theme ?? 'light';

function read(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--mui-palette-${name}`).trim();
}

export function useChartColours(): ChartColours {
  const now = useSyncExternalStore(subscribe, scheme);
  return useMemo(
    () => ({
      text: read('text-secondary'),
      grid: read('divider'),
      paper: read('background-paper'),
      main: read('primary-main'),
      second: read('warning-main'),
      curves: curves[now === 'dark' ? 'dark' : 'light'],
    }),
    [now],
  );
}
