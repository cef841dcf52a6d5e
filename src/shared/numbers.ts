/** Numbers, sizes, durations and losses as people read them: the one place that rounds for the eye, in every language. */
import type { Language } from './records/app.ts';

/** Short names of units that differ between languages. */
const timeUnits = {
  en: { s: ' s', min: ' min', h: ' h', d: ' d', gap: ' ' },
  de: { s: ' s', min: ' min', h: ' h', d: ' T.', gap: ' ' },
  zh: { s: ' 秒', min: ' 分', h: ' 小时', d: ' 天', gap: ' ' },
} as const satisfies Record<Language, Record<string, string>>;

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];
const countUnits = [
  { from: 999_500_000, by: 1e9, name: 'B' },
  { from: 999_500, by: 1e6, name: 'M' },
];

/** `down` and `up` keep what is there below what is needed, however near the two are. */
type Rounding = 'nearest' | 'down' | 'up';
const rounders = { nearest: Math.round, down: Math.floor, up: Math.ceil } as const;

/** One language's way to write numbers. */
export interface Numbers {
  /** `8 ms`, `0.42 s`, `12 s`, `3 min 20 s`, `1 min`, `2 h 5 min`, `2 d 3 h`. */
  duration(seconds: number): string;
  /** `512 B`, `1.1 GB`, `23 GB`: powers of 1000, as disks and downloads are sold. */
  bytes(bytes: number, rounding?: Rounding): string;
  /** `12,345`; with at most that many decimals where asked. */
  number(value: number, decimals?: number): string;
  /** `0.0000013`, `0.024`, `11`: at most so many digits that count, and none beyond the tenth decimal. */
  significant(value: number, digits: number): string;
  /** `1.2 B`, `135 M`, `12,345`: parameters and tokens. */
  count(value: number): string;
  /** `2.623`: three decimals, or three digits below 0.1. */
  loss(value: number): string;
  /** `42 %` of a share from 0 to 1; a first decimal below 10 %, two digits below 0.1 %. `100 %` is all of it. */
  share(value: number): string;
  /** `42 %` of work that goes on: whole percents, all that are done. */
  percent(share: number): string;
  /** `0.0002`, `0.00000213`: learning rates. */
  rate(value: number): string;
}

/** What is nearer to 0 reads `< 0.0000000001`. */
const smallest = 1e-10;

/** @param language how numbers and units are written */
export function numbersIn(language: Language): Numbers {
  const unit = timeUnits[language];
  const { decimal, significant } = writersIn(language);
  /** Without the smaller part where there is none. */
  const parts = (whole: number, by: number, large: 'min' | 'h' | 'd', small: 's' | 'min' | 'h') => {
    const first = `${Math.floor(whole / by)}${unit[large]}`;
    return whole % by === 0 ? first : `${first}${unit.gap}${whole % by}${unit[small]}`;
  };
  return {
    duration(seconds) {
      if (seconds < 0.0995) return `${decimal(seconds * 1000, 0)} ms`;
      if (seconds < 9.95) return `${decimal(Number(seconds.toPrecision(2)), 3)}${unit.s}`;
      const whole = Math.round(seconds);
      if (whole < 60) return `${whole}${unit.s}`;
      if (whole < 3600) return parts(whole, 60, 'min', 's');
      const minutes = Math.round(seconds / 60);
      return minutes < 48 * 60
        ? parts(minutes, 60, 'h', 'min')
        : parts(Math.round(seconds / 3600), 24, 'd', 'h');
    },
    bytes(bytes, rounding = 'nearest') {
      const round = rounders[rounding];
      let at = 0;
      while (at < byteUnits.length - 1 && round(bytes / 1000 ** at) >= 1000) at++;
      // Of whole tenths, so that 1.1 is not a little more than that.
      const tenths = round(bytes / (1000 ** at / 10));
      const text =
        at > 0 && tenths < 100 ? decimal(tenths / 10, 1, 1) : decimal(round(bytes / 1000 ** at), 0);
      return `${text} ${byteUnits[at]}`;
    },
    number: (value, decimals = 0) => decimal(value, decimals),
    significant,
    count(value) {
      const large = countUnits.find(({ from }) => value >= from);
      if (!large) return decimal(value, 0);
      const scaled = value / large.by;
      return `${decimal(scaled, scaled < 99.5 ? 1 : 0)} ${large.name}`;
    },
    loss: (value) => (Math.abs(value) < 0.099_95 ? significant(value, 3) : decimal(value, 3, 3)),
    share(value) {
      const percent = value * 100;
      if (percent !== 0 && Math.abs(percent) < 0.1) return `${significant(percent, 2)} %`;
      if (percent >= 99.5 && percent < 100) return `${decimal(Math.floor(percent * 10 + 1e-9) / 10, 1)} %`;
      return `${decimal(percent, Math.abs(percent) < 9.95 ? 1 : 0)} %`;
    },
    percent: (share) => `${Math.floor(100 * share + 1e-9)} %`,
    rate: (value) => significant(value, 3),
  };
}

/** Numbers with at most, and at least, so many decimals; and with so many significant digits, however small. */
function writersIn(language: Language) {
  // Making a format takes far longer than using it, and a page that is live writes hundreds of numbers a second.
  const made = new Map<string, Intl.NumberFormat>();
  const format = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const known = made.get(key) ?? new Intl.NumberFormat(language, options);
    made.set(key, known);
    return known;
  };
  const decimal = (value: number, most: number, least = 0) =>
    format({ maximumFractionDigits: most, minimumFractionDigits: least }).format(value);
  return {
    decimal,
    significant(value: number, digits: number) {
      const near = value !== 0 && Math.abs(value) < smallest;
      const text = format({ maximumSignificantDigits: near ? 1 : digits });
      return near ? `< ${text.format(smallest)}` : text.format(value);
    },
  };
}

/** As the command line, runs and errors write them. */
export const english = numbersIn('en');

/** `1 row`, `12 rows`. */
export function counted(count: number, what: string): string {
  return `${english.number(count)} ${what}${count === 1 ? '' : 's'}`;
}
