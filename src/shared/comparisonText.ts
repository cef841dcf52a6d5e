/** What a comparison of runs found, in words: in English for the command line, in any language for the studio. */
import type { Finding, Measure } from './records/runs.ts';

/** How one quantity stands to another; `times` and `percent` come with the figure. */
export type Ratio = 'twice' | 'half' | 'times' | 'percent';

/** The sentences of one language. Losses, counts and ratios come as text. */
export interface ComparisonWords {
  tooFew: string;
  unlikeRows: string;
  level(best: string, second: string, loss: string): string;
  lowest(best: string, loss: string, ahead: string, other: string): string;
  /** Of more than two. */
  lowestOfAll(best: string, loss: string, ahead: string, second: string): string;
  costSame(other: string): string;
  /** @param ratios of {@link ratio}, listed */
  cost(other: string, ratios: string, figures: string): string;
  ratio: Readonly<Record<Ratio, Readonly<Record<Measure['of'], (figure: string) => string>>>>;
  against(best: string, other: string): string;
  /** After the figures of the size. */
  trained(figures: string): string;
  unmeasured(count: number, names: string): string;
  list(items: readonly string[]): string;
  /** Between figures. */
  comma: string;
}

const ratiosOf = <T>(word: (what: string) => T) => ({
  size: word('the size'),
  time: word('the time'),
  memory: word('the memory'),
});
const english = new Intl.ListFormat('en-GB');

export const englishComparison: ComparisonWords = {
  tooFew: 'Fewer than two of these have a held-out loss: there is nothing to rank them by.',
  unlikeRows:
    'They were measured on different held-out rows, so their losses cannot be compared to the last digit.',
  level: (best, second, loss) => `${best} and ${second} ended level, at a held-out loss of ${loss}.`,
  lowest: (best, loss, ahead, other) =>
    `${best} ended lowest, at a held-out loss of ${loss}: ${ahead} below ${other}.`,
  lowestOfAll: (best, loss, ahead, second) =>
    `${best} ended lowest, at a held-out loss of ${loss}: ${ahead} below the next best, ${second}.`,
  costSame: (other) => `It cost as much as ${other}.`,
  cost: (other, ratios, figures) => `It took ${ratios} of ${other}: ${figures}.`,
  ratio: {
    twice: ratiosOf((what) => () => `twice ${what}`),
    half: ratiosOf((what) => () => `half ${what}`),
    times: ratiosOf((what) => (figure: string) => `${figure} times ${what}`),
    percent: ratiosOf((what) => (figure: string) => `${figure} % of ${what}`),
  },
  against: (best, other) => `${best} against ${other}`,
  trained: (figures) => `${figures} trained numbers`,
  unmeasured: (count, names) => `${names} ${count === 1 ? 'has' : 'have'} no held-out loss.`,
  list: (items) => english.format(items),
  comma: ', ',
};

interface Formats {
  loss(value: number): string;
  number(value: number, decimals?: number): string;
  duration(seconds: number): string;
  bytes(bytes: number): string;
}

export function comparisonText(finding: Finding, words: ComparisonWords, formats: Formats): string {
  const { loss } = formats;
  switch (finding.kind) {
    case 'tooFew':
    case 'unlikeRows':
      return words[finding.kind];
    case 'level':
      return words.level(finding.best, finding.second, loss(finding.loss));
    case 'lowest':
    case 'lowestOfAll':
      return words[finding.kind](finding.best, loss(finding.loss), loss(finding.ahead), finding.second);
    case 'cost':
      return costText(finding.other, finding.measures, words, formats);
    case 'unmeasured':
      return words.unmeasured(finding.names.length, words.list(finding.names));
  }
}

function costText(
  other: string,
  measures: readonly Measure[],
  words: ComparisonWords,
  { number, duration, bytes }: Formats,
): string {
  if (measures.length === 0) return words.costSame(other);
  const texts = { size: number, time: duration, memory: bytes } as const;
  const ratios = measures.map((measure) => {
    const { ratio, figure } = ratioOf(measure);
    return words.ratio[ratio][measure.of](number(figure, 1));
  });
  const figures = measures.map((measure) => {
    const text = texts[measure.of];
    const both = words.against(text(measure.best), text(measure.other));
    return measure.of === 'size' ? words.trained(both) : both;
  });
  return words.cost(other, words.list(ratios), figures.join(words.comma));
}

function ratioOf({ best, other }: Measure): { readonly ratio: Ratio; readonly figure: number } {
  const times = best / other;
  if (Math.abs(times - 2) < 0.05) return { ratio: 'twice', figure: times };
  if (Math.abs(times - 0.5) < 0.0125) return { ratio: 'half', figure: times };
  return times > 1
    ? { ratio: 'times', figure: times }
    : { ratio: 'percent', figure: Math.round(100 * times) };
}
