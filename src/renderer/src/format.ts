/** Numbers and times as people read them in their language: units, and a sensible number of digits. */
import type { Language } from './text/language.ts';

/** Short names of units that differ between languages. */
const words = {
  en: { s: ' s', min: ' min', h: ' h', d: ' d', gap: ' ' },
  de: { s: ' s', min: ' min', h: ' h', d: ' T.', gap: ' ' },
  zh: { s: ' 秒', min: ' 分', h: ' 小时', d: ' 天', gap: ' ' },
} as const satisfies Record<Language, Record<string, string>>;

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];
const countUnits = [
  { from: 999_500_000, by: 1e9, name: 'B' },
  { from: 999_500, by: 1e6, name: 'M' },
];

/** One language's way to write numbers. */
export interface Formats {
  /** `3 min 20 s`, `12 s`, `0.42 s`, `8 ms`, `2 d 3 h`. */
  duration(seconds: number): string;
  /** `512 B`, `1.1 GB`, `23 GB`: powers of 1000, as disks and downloads are sold. */
  bytes(bytes: number): string;
  /** `12,345`; with at most that many decimals where asked. */
  number(value: number, decimals?: number): string;
  /** `1.2 B`, `135 M`, `12,345`: parameters and tokens. */
  count(value: number): string;
  /** `2.623`: three decimals, or three digits below 0.1. */
  loss(value: number): string;
  /** `42 %` of a share from 0 to 1; a first decimal below 10 %, two digits below 0.1 %. */
  share(value: number): string;
  /** `0.0002` or `2.0e-6`: learning rates. */
  rate(value: number): string;
  /** `24 Nov 2026, 14:05`. */
  time(at: number): string;
  /** `5 minutes ago`; the day once it is more than a week past. */
  ago(at: number, now?: number): string;
}

/** @param language how numbers, dates and units are written */
export function formatsFor(language: Language): Formats {
  const unit = words[language];
  const { decimal, significant } = numbersIn(language);
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

  return {
    duration(seconds) {
      if (seconds < 0.0995) return `${decimal(seconds * 1000, 0)} ms`;
      if (seconds < 9.95) return `${decimal(Number(seconds.toPrecision(2)), 3)}${unit.s}`;
      const whole = Math.round(seconds);
      if (whole < 60) return `${whole}${unit.s}`;
      if (whole < 3600) return `${Math.floor(whole / 60)}${unit.min}${unit.gap}${whole % 60}${unit.s}`;
      const minutes = Math.round(seconds / 60);
      if (minutes < 48 * 60)
        return `${Math.floor(minutes / 60)}${unit.h}${unit.gap}${minutes % 60}${unit.min}`;
      const hours = Math.round(seconds / 3600);
      return `${Math.floor(hours / 24)}${unit.d}${unit.gap}${hours % 24}${unit.h}`;
    },
    bytes(bytes) {
      let value = bytes;
      let at = 0;
      while (value >= 999.5 && at < byteUnits.length - 1) {
        value /= 1000;
        at += 1;
      }
      const digits = value < 9.95 && at > 0 ? 1 : 0;
      return `${decimal(value, digits, digits)} ${byteUnits[at]}`;
    },
    number: (value, decimals = 0) => decimal(value, decimals),
    count(value) {
      const large = countUnits.find(({ from }) => value >= from);
      if (!large) return decimal(value, 0);
      const scaled = value / large.by;
      return `${decimal(scaled, scaled < 99.5 ? 1 : 0)} ${large.name}`;
    },
    loss: (value) => (Math.abs(value) < 0.1 ? significant(value, 3) : decimal(value, 3, 3)),
    share(value) {
      const percent = value * 100;
      if (percent !== 0 && Math.abs(percent) < 0.1) return `${significant(percent, 2)} %`;
      return `${decimal(percent, Math.abs(percent) < 9.95 ? 1 : 0)} %`;
    },
    rate: (value) => (value !== 0 && Math.abs(value) < 1e-5 ? value.toExponential(1) : significant(value, 3)),
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

/** Numbers with at most, and at least, so many decimals; and with so many significant digits, however small. */
function numbersIn(language: Language) {
  // Making a format takes far longer than using it, and a page that is live writes hundreds of numbers a second.
  const made = new Map<string, Intl.NumberFormat>();
  const format = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const known = made.get(key) ?? new Intl.NumberFormat(language, options);
    made.set(key, known);
    return known;
  };
  return {
    decimal: (value: number, most: number, least = 0) =>
      format({ maximumFractionDigits: most, minimumFractionDigits: least }).format(value),
    significant: (value: number, digits: number) =>
      format({ maximumSignificantDigits: digits }).format(value),
  };
}

/** `CPU`, `GPU 0 (CUDA)`, `GPU (WebGPU)`: a device by the name people know, the same in every language. */
export function deviceText(device: string): string {
  if (device === 'cpu') return 'CPU';
  if (device === 'webgpu') return 'GPU (WebGPU)';
  return device.replace(/^cuda(?::(\d+))?$/, (_, number = '0') => `GPU ${number} (CUDA)`);
}
