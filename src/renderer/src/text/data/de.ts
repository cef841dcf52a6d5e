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
  answersLost: (lost, total) => `${lost} von ${total} Antworten gehen verloren.`,
  cutOff: 'Abgeschnitten',
  chooseColumns:
    'Wählen Sie, welche Spalten Frage und Antwort sind; dann steht hier, was das Modell lernen würde.',
  memory: (bytes) => `Ein Schritt braucht etwa ${bytes} Speicher.`,
  memorySaved: (bytes, saved) => `Ein Schritt braucht etwa ${bytes} Speicher, ${saved} weniger.`,
  conversation: 'Gespräch, wie das Modell es liest',
  asConversation: 'Zeilen werden zu Gesprächen',
  learned: 'Gelernt',
  onlyRead: 'Nur gelesen',
  row: (row) => `Zeile ${row}`,
  rows: (count, rows, more) => `${count === 1 ? 'Zeile' : 'Zeilen'} ${rows}${more ? ', ...' : ''}`,
  findings: 'Befunde',
  nothingFound: 'Nichts Auffälliges gefunden.',
  found: {
    bad: (count, shown) => `${shown} ${rowsWord(count)} nicht verwendbar.`,
    empty: (count, shown) =>
      `${shown} ${rowsWord(count)} ohne etwas zu lernen: Die Antwort ist leer oder nur zu lesen.`,
    withoutEnd: (count, shown) =>
      `${shown} ${rowsWord(count)} ohne Ende: Das Modell würde lernen, weiterzureden.`,
    withoutQuestion: (count, shown) =>
      `${shown} ${count === 1 ? 'Zeile, in der' : 'Zeilen, in denen'} nichts gefragt wird.`,
    placeholders: (count, shown) =>
      `${shown} ${rowsWord(count)} mit einer Antwort, wie Programme sie für „leer“ schreiben, etwa nan.`,
    beyond: (count, shown) => `${shown} ${rowsWord(count)}, deren Antwort ganz hinter dem Schnitt liegt.`,
    cut: (count, shown) => `${shown} ${rowsWord(count)}, deren Ende abgeschnitten wird.`,
    leaks: (count, shown) =>
      `${shown} ${count === 1 ? 'Prüfzeile, die' : 'Prüfzeilen, die'} auch trainiert wird: Ergebnisse sehen zu gut aus.`,
    key: (count, shown) => `${shown} ${rowsWord(count)} mit etwas, das wie ein geheimer Schlüssel aussieht.`,
    exactDuplicates: (count, shown) => `${shown} ${rowsWord(count)} als Wiederholung einer früheren.`,
    nearDuplicates: (count, shown) => `${shown} ${rowsWord(count)} fast wie eine frühere.`,
    copies: (count, shown) => `${shown} ${rowsWord(count)} als Kopie einer Prüfzeile ausgelassen.`,
    shortAnswers: (count, shown) => `${shown} ${rowsWord(count)} mit sehr kurzer Antwort.`,
    damaged: (count, shown) =>
      `${shown} ${rowsWord(count)} mit beschädigten Zeichen, etwa Buchstaben einer falschen Kodierung.`,
    email: (count, shown) => `${shown} ${rowsWord(count)} mit etwas, das wie eine E-Mail-Adresse aussieht.`,
    phone: (count, shown) => `${shown} ${rowsWord(count)} mit etwas, das wie eine Telefonnummer aussieht.`,
  },
  left: {
    sheet: (name) => `Das Blatt „${name}“ wird nicht gelesen.`,
    file: (name) => `Die Datei ${name} wird nicht gelesen.`,
    split: (name) => `Der Teil „${name}“ wird nicht gelesen.`,
    part: (name) => `Der Abschnitt „${name}“ wird nicht gelesen.`,
  },
  hubLeft: (taken, left) =>
    `Vom Datensatz auf dem Hub wurde nur „${taken}“ übernommen. Nicht dabei: ${left}.`,
  unused: {
    column: (name, share) =>
      `Die Spalte „${name}“ wird nicht genutzt; sie ist in ${share} der Zeilen gefüllt.`,
    key: (name, share) => `„${name}“ in Beiträgen wird nicht genutzt; es steht in ${share} der Zeilen.`,
  },
  notes: {
    about: (sentence, rows) => `${sentence} (${rows})`,
    noHeader: (columns) => `Die Tabelle hat keine Zeile mit Spaltennamen: Ihre Spalten heißen ${columns}.`,
    textAbove: (file, count, lines) =>
      `${file}: ${lines} ${count === 1 ? 'Zeile über der ersten Frage wird' : 'Zeilen über der ersten Frage werden'} nicht gelesen.`,
    rowsAbove: (sheet, count, rows) =>
      `Blatt „${sheet}“: ${rows} ${count === 1 ? 'Zeile über den Spaltennamen wird' : 'Zeilen über den Spaltennamen werden'} nicht gelesen.`,
    sheetWithoutHeader: (sheet) =>
      `Blatt „${sheet}“ hat keine Zeile mit Spaltennamen: Seine Spalten heißen nach ihren Buchstaben.`,
    hiddenRows: (sheet, rows) => `Blatt „${sheet}“: Ausgeblendete Zeilen werden mitgelesen: ${rows}.`,
    formulasWithoutResult: (sheet, cells) =>
      `Blatt „${sheet}“: Formeln, deren Ergebnis nie gespeichert wurde, gelten als leer: ${cells}. Öffnen Sie die Mappe in einer Tabellenkalkulation und speichern Sie sie.`,
    errorCells: (sheet, cells) => `Blatt „${sheet}“: Zellen mit einem Fehler gelten als leer: ${cells}.`,
    strayCells: (sheet, cells) =>
      `Blatt „${sheet}“: Zellen in Spalten ohne Namen werden nicht gelesen: ${cells}.`,
    noTemplate:
      'Das Modell hat keine Gesprächsvorlage: Es wird mit den schlichten Überschriften „### Instruction“ und „### Response“ trainiert.',
    noEndToken:
      'Die Gesprächsvorlage setzt kein Endzeichen hinter eine Antwort: Das Modell lernt vielleicht nicht aufzuhören.',
    templateFails: 'Die Gesprächsvorlage des Modells kann nicht einmal das einfachste Gespräch darstellen.',
    specialTokens: {
      text: (count, shown) =>
        `${shown} ${count === 1 ? 'Zeile enthält' : 'Zeilen enthalten'} in der Frage Sondertoken des Modells: Sie werden als reiner Text gelesen.`,
      tokens: (count, shown) =>
        `${shown} ${count === 1 ? 'Zeile enthält' : 'Zeilen enthalten'} in der Frage Sondertoken des Modells: Sie werden als diese Token gelesen.`,
    },
    specialTokensInAnswers: (count, shown) =>
      `${shown} ${count === 1 ? 'Zeile enthält' : 'Zeilen enthalten'} in einer Antwort oder Systemnachricht Sondertoken des Modells: Sie werden als diese Token gelesen.`,
    systemInQuestion: (count, shown) =>
      `${shown} ${count === 1 ? 'Zeile hat' : 'Zeilen haben'} eine Systemnachricht, für die das Modell keinen Platz kennt: Sie steht vor der ersten Frage.`,
    thoughtsLeftOut: (count, shown) =>
      `${shown} ${count === 1 ? 'Zeile enthält' : 'Zeilen enthalten'} einen Gedankengang, den die Gesprächsvorlage weglässt.`,
    thoughtsMissing: {
      empty: (count, shown) =>
        `${shown} ${count === 1 ? 'Zeile hat' : 'Zeilen haben'} keinen Gedankengang, wo das Modell einen erwartet: Ein leerer wird gelernt.`,
      none: (count, shown) =>
        `${shown} ${count === 1 ? 'Zeile hat' : 'Zeilen haben'} keinen Gedankengang, wo das Modell einen erwartet: Es wird ohne gefragt.`,
    },
    renderedText: (count, shown) =>
      `${shown} ${count === 1 ? 'Zeile ist' : 'Zeilen sind'} reiner Text mit Sondertoken des Modells: Sind es Gespräche, werden auch ihre Fragen gelernt.`,
    emptyAnswers: (count, shown) =>
      `${shown} ${count === 1 ? 'Zeile hat' : 'Zeilen haben'} zwischen anderen eine leere Antwort: Sie wird gelesen und nicht gelernt.`,
    preferences: (answer, rejected) =>
      `Die Datei enthält Vorlieben: „${answer}“ wird gelernt, „${rejected}“ nicht genutzt.`,
    heldOutUnused: (file, unused, rows) =>
      `${unused} der ${rows} Zeilen von ${file} sind zum Prüfen nicht brauchbar.`,
    comparedInPart: (rows) => `Auf Ähnlichkeit verglichen wurde bis Zeile ${rows}.`,
  },
  reading: {
    encoding: 'Kodierung',
    sheet: 'Blatt',
    split: 'Teil zum Trainieren',
    toChoose: 'Bitte wählen',
    sample: (name, shown) => `${name}: ${shown}`,
    found: (name) => `Gefunden: ${name}`,
  },
  reasons: {
    none: 'Die Spalten sind noch zu wählen.',
    unread: 'Wie die Datei zu lesen ist, ist noch zu wählen.',
    turns: (column) => `„${column}“ enthält Gespräche.`,
    transcripts: (column) =>
      `„${column}“ enthält ganze Gespräche als Text. Als „Reiner Text“ wird es gelernt, wie es dasteht.`,
    text: (column) => `„${column}“ ist reiner Text und wird als Ganzes gelernt.`,
    withContext: (prompt, context) => `${prompt}“ mit „${context}`,
    names: (prompt, answer) =>
      prompt ? `„${prompt}“ ist die Frage, „${answer}“ die Antwort.` : `„${answer}“ enthält Gespräche.`,
    stems: (prompt, answer) => `„${prompt}“ ist die Frage, „${answer}“ die Antwort, so sagen es die Namen.`,
    contents: (prompt, answer) =>
      `„${prompt}“ enthält Fragezeichen, ist also die Frage; „${answer}“ enthält die längsten Texte, ist also die Antwort.`,
    labels: (prompt, answer) =>
      `Zu „${prompt}“ wird der passende der wenigen Namen in „${answer}“ gelernt. Als „Reiner Text“ wird „${prompt}“ als Ganzes gelernt.`,
    rivals: (columns) => ` Gemeint sein könnte auch: ${columns}.`,
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
    history: 'Frühere Beiträge',
    rejected: 'Verworfene Antwort',
    tools: 'Funktionen',
    split: 'Merkmal für Prüfzeilen',
  },
  toChoose: 'Bitte wählen',
  notUsed: 'Nicht genutzt:',
  moreColumns: (count) => `und ${count} weitere`,
  rolesOf: (column) => `„${column}“ nutzen als`,
  asField: (field) => `Nutzen als: ${field}`,
  noColumn: 'Keine',
  confidence: { chosen: 'Wie gewählt', high: 'Erkannt', medium: 'Geraten', low: 'Bitte prüfen' },
};
