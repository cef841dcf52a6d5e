/** Numbers and times as people read them in their language. */
import { type Numbers, numbersIn } from '../../shared/numbers.ts';
import type { Catalogue, Term } from './text/catalogues.ts';
import type { Language } from './text/language.ts';

/** One language's way to write numbers and times. */
export interface Formats extends Numbers {
  /** `24 Nov 2026, 14:05`. */
  time(at: number): string;
  /** `5 minutes ago`; the day once it is more than a week past. */
  ago(at: number, now?: number): string;
}

/** @param language how numbers, dates and units are written */
export function formatsFor(language: Language): Formats {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

  return {
    ...numbersIn(language),
    time: (at) => time.format(at),
    ago(at, now = Date.now()) {
      const seconds = (at - now) / 1000;
      const past = Math.abs(seconds);
      if (past < 45) return relative.format(0, 'second');
      if (past < 45 * 60) return relative.format(Math.round(seconds / 60), 'minute');
      if (past < 22 * 3600) return relative.format(Math.round(seconds / 3600), 'hour');
      if (past < 7 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day');
      return day.format(at);
    },
  };
}

/** `CPU`, `GPU 0 (CUDA)`, `GPU (WebGPU)`: a device by the name people know, the same in every language. */
export function deviceText(device: string): string {
  if (device === 'cpu') return 'CPU';
  if (device === 'webgpu') return 'GPU (WebGPU)';
  return device.replace(/^cuda(?::(\d+))?$/, (_, number = '0') => `GPU ${number} (CUDA)`);
}

/** The figures of objectives that a term explains. */
export const figureTerms: Readonly<Record<string, Term>> = { tokenAccuracy: 'tokenAccuracy' };

/** What a figure of an objective is called; one that the words do not know is shown as it is. */
export function figureTitle(name: string, { figures, heldOutFigure }: Catalogue['run']): string {
  const own = name.replace(/^heldOut\./, '');
  const title = (figures as Readonly<Record<string, string>>)[own] ?? own;
  return own === name ? title : heldOutFigure(title);
}
