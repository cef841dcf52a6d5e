/** Words of the page that compares runs, in German. */
import type { compare as english } from '../en/compare.ts';

export const compare: typeof english = {
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
