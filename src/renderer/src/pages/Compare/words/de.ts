/** Words of the page that compares runs, in German. */
import type { en } from './en.ts';

const ratiosOf = <T>(word: (what: string) => T) => ({
  size: word('der Größe'),
  time: word('der Zeit'),
  memory: word('des Speichers'),
});
const german = new Intl.ListFormat('de');

export const de: typeof en = {
  title: 'Läufe vergleichen',
  back: 'Alle Läufe',
  choose: 'Wählen Sie zwei bis sechs Läufe',
  chooseAbout:
    'Markieren Sie sie in der Liste der Läufe; hier stehen dann ihre Kurven und die Einstellungen, in denen sie sich unterscheiden.',
  curves: 'Kurven',
  quantity: 'Was zu sehen ist',
  quantities: { heldOut: 'Prüfverlust', loss: 'Trainingsverlust, geglättet' },
  axis: 'Gemeinsame Achse',
  axes: { step: 'Schritte', share: 'Anteil des Laufs' },
  summary: (name, from, to) => `${name}: von ${from} auf ${to}.`,
  noCurve: (name) => `${name}: keine Punkte.`,
  inWords: 'In Worten',
  found: {
    tooFew: 'Weniger als zwei davon haben einen Prüfverlust: Es gibt nichts, wonach sie zu ordnen wären.',
    unlikeRows:
      'Sie wurden an verschiedenen Prüfzeilen gemessen, ihre Verluste sind also nicht bis auf die letzte Stelle vergleichbar.',
    level: (best, second, loss) =>
      `${best} und ${second} endeten gleichauf, bei einem Prüfverlust von ${loss}.`,
    lowest: (best, loss, ahead, other) =>
      `${best} endete am tiefsten, bei einem Prüfverlust von ${loss}: ${ahead} unter ${other}.`,
    lowestOfAll: (best, loss, ahead, second) =>
      `${best} endete am tiefsten, bei einem Prüfverlust von ${loss}: ${ahead} unter dem nächstbesten, ${second}.`,
    costSame: (other) => `Es kostete so viel wie ${other}.`,
    cost: (other, ratios, figures) => `Verglichen mit ${other} brauchte es ${ratios}: ${figures}.`,
    ratio: {
      twice: ratiosOf((what) => () => `das Doppelte ${what}`),
      half: ratiosOf((what) => () => `die Hälfte ${what}`),
      times: ratiosOf((what) => (figure: string) => `das ${figure}-Fache ${what}`),
      percent: ratiosOf((what) => (figure: string) => `${figure} % ${what}`),
    },
    against: (best, other) => `${best} gegen ${other}`,
    trained: (figures) => `${figures} trainierte Zahlen`,
    unmeasured: (count, names) => `${names} ${count === 1 ? 'hat' : 'haben'} keinen Prüfverlust.`,
    list: (items) => german.format(items),
    comma: ', ',
  },
  differences: 'Unterschiedliche Einstellungen',
  same: 'Sie haben dieselben Einstellungen.',
  setting: 'Einstellung',
  results: 'Ergebnisse',
  result: 'Ergebnis',
  before: 'Prüfverlust davor',
  best: 'Bester Prüfverlust',
  ended: 'Beendet nach',
  steps: (step, steps) => `${step} von ${steps} Schritten`,
};
