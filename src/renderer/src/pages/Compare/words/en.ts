/** Words of the page that compares runs, in English; the other languages load when they are spoken. */
import { englishComparison } from '../../../../../shared/comparisonText.ts';

export const en = {
  title: 'Compare runs',
  back: 'All runs',
  choose: 'Choose two to six runs',
  chooseAbout:
    'Select them in the list of runs; their curves and the settings in which they differ will be here.',
  curves: 'Curves',
  quantity: 'What to show',
  quantities: { heldOut: 'Held-out loss', loss: 'Training loss, smoothed' },
  axis: 'Common axis',
  axes: { step: 'Steps', share: 'Share of the run' },
  summary: (name: string, from: string, to: string) => `${name}: from ${from} to ${to}.`,
  noCurve: (name: string) => `${name}: no points.`,
  inWords: 'In words',
  found: englishComparison,
  differences: 'Settings that differ',
  same: 'They have the same settings.',
  setting: 'Setting',
  results: 'Results',
  result: 'Result',
  before: 'Held-out loss before',
  best: 'Best held-out loss',
  ended: 'Ended after',
  steps: (step: string, steps: string) => `${step} of ${steps} steps`,
};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
