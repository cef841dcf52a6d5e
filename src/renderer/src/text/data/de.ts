/** Words of the pictures of a dataset, in German. */
import type { en } from './en.ts';

const rowsWord = (count: number) => (count === 1 ? 'Zeile' : 'Zeilen');

export const de: typeof en = {
  lengths: 'Längen in Token',
  histogram: (examples, longest) => `Längen von ${examples} Beispielen; das längste hat ${longest} Token.`,
  cutAt: (tokens) => `Schnitt bei ${tokens}`,
  tokens: (_count, shown) => `${shown} Token`,
  sentenceGap: ' ',
  nothingCut: (limit) => `Bei ${limit} Token wird nichts abgeschnitten.`,
  rowsCut: (count, shown, share) =>
    `${shown} ${count === 1 ? 'Beispiel wird' : 'Beispiele werden'} gekürzt (${share}).`,
  tokensCut: (shown, share) => `${shown} Token gehen verloren (${share}).`,
  memory: (bytes) => `Ein Schritt braucht etwa ${bytes} Speicher.`,
  memorySaved: (bytes, saved) => `Ein Schritt braucht etwa ${bytes} Speicher, ${saved} weniger.`,
  conversation: 'Gespräch, wie das Modell es liest',
  asConversation: 'Zeilen werden zu Gesprächen',
  learned: 'Gelernt',
  onlyRead: 'Nur gelesen',
  row: (row) => `Zeile ${row}`,
  rows: (rows, more) => `Zeilen ${rows}${more ? ', ...' : ''}`,
  findings: 'Befunde',
  nothingFound: 'Nichts Auffälliges gefunden.',
  found: {
    bad: (count, shown) => `${shown} ${rowsWord(count)} nicht verwendbar.`,
    empty: (count, shown) => `${shown} ${rowsWord(count)} ohne etwas zu lernen: Die Antwort ist leer.`,
    withoutEnd: (count, shown) =>
      `${shown} ${rowsWord(count)} ohne Ende: Das Modell würde lernen, weiterzureden.`,
    beyond: (count, shown) => `${shown} ${rowsWord(count)}, deren Antwort ganz hinter dem Schnitt liegt.`,
    cut: (count, shown) => `${shown} ${rowsWord(count)}, deren Ende abgeschnitten wird.`,
    leaks: (count, shown) =>
      `${shown} ${count === 1 ? 'Prüfzeile, die' : 'Prüfzeilen, die'} auch trainiert wird: Ergebnisse sehen zu gut aus.`,
    key: (count, shown) => `${shown} ${rowsWord(count)} mit etwas, das wie ein geheimer Schlüssel aussieht.`,
    exactDuplicates: (count, shown) => `${shown} ${rowsWord(count)} als Wiederholung einer früheren.`,
    nearDuplicates: (count, shown) => `${shown} ${rowsWord(count)} fast wie eine frühere.`,
    copies: (count, shown) => `${shown} ${rowsWord(count)} als Kopie einer Prüfzeile ausgelassen.`,
    shortAnswers: (count, shown) => `${shown} ${rowsWord(count)} mit sehr kurzer Antwort.`,
    damaged: (count, shown) => `${shown} ${rowsWord(count)} mit beschädigten Zeichen.`,
    email: (count, shown) => `${shown} ${rowsWord(count)} mit etwas, das wie eine E-Mail-Adresse aussieht.`,
    phone: (count, shown) => `${shown} ${rowsWord(count)} mit etwas, das wie eine Telefonnummer aussieht.`,
  },
  figures: {
    rows: 'Genutzte Zeilen',
    heldOut: 'Zum Prüfen',
    tokens: 'Token',
    learned: 'Gelernt',
    median: 'Mittlere Länge',
    longest: 'Längstes',
  },
  kind: 'Eine Zeile ist',
  kinds: { pair: 'Frage und Antwort', turns: 'Eine Liste von Beiträgen', text: 'Reiner Text' },
  fields: {
    prompt: 'Frage',
    input: 'Kontext',
    answer: 'Antwort',
    system: 'Systemnachricht',
    messages: 'Beiträge',
    text: 'Text',
  },
  noColumn: 'Keine',
  confidence: { high: 'Erkannt', medium: 'Geraten', low: 'Bitte prüfen' },
};
