/** What can be wrong with data, and what to do about it, in German. */
import type { en } from './en.ts';

const mend = 'Berichtigen Sie die Zeile oder lassen Sie unbrauchbare Zeilen weg.';
const save = 'Öffnen Sie sie in einer Tabellenkalkulation und speichern Sie sie als .xlsx oder .csv.';
const fetchAgain = 'Die Datei ist abgeschnitten oder beschädigt: Holen Sie sie noch einmal.';
const otherModel = 'Wählen Sie ein anderes Modell.';

export const de: typeof en = {
  at: (place, message) => `${place}: ${message}`,
  inFile: (file, place) => `${file}, ${place}`,
  row: (row) => `Datenzeile ${row}`,
  line: (line) => `Zeile ${line}`,
  sheetRow: (row) => `Zeile ${row} des Blatts`,
  character: (place, character) => `${place}, Zeichen ${character}`,
  column: (column, message) => `Spalte „${column}“: ${message}`,
  turn: (column, turn, message) => `Spalte „${column}“, Beitrag ${turn}: ${message}`,
  kinds: {
    nothing: 'nichts',
    list: 'eine Liste',
    object: 'ein Objekt',
    number: 'eine Zahl',
    text: 'ein Text',
    boolean: 'wahr oder falsch',
  },
  binary: {
    picture: 'Die Datei ist ein Bild.',
    document: 'Die Datei ist ein Dokument, etwa PDF, Word oder RTF.',
    table: 'Die Datei ist eine Parquet-Tabelle, doch ihr Name sagt etwas anderes.',
    archive: 'Die Datei ist ein Archiv.',
    database: 'Die Datei ist eine Datenbank.',
    model: 'Die Datei ist ein Modell.',
    array: 'Die Datei ist ein Zahlenfeld.',
    video: 'Die Datei ist ein Video.',
    sound: 'Die Datei ist eine Tonaufnahme.',
    program: 'Die Datei ist ein Programm.',
    unknown: 'Die Datei ist kein Text und keine Tabelle, die hier bekannt ist.',
  },
  binaryHint: {
    other: 'Wählen Sie eine Tabelle (CSV, Excel, Parquet), JSONL, JSON oder eine Textdatei.',
    document:
      'Exportieren Sie ihren Text oder ihre Tabelle als .txt, .csv oder .jsonl und importieren Sie das.',
    table: 'Geben Sie ihrem Namen die Endung .parquet und importieren Sie sie erneut.',
    archive:
      'Entpacken Sie es und importieren Sie eine Datei daraus. Eine Excel-Mappe braucht die Endung .xlsx.',
    model: 'Importieren Sie es auf der Seite „Modelle“.',
  },
  unknownFormat: (ending) => `Dateien mit der Endung „${ending}“ können nicht gelesen werden.`,
  known: (endings) => `Bekannt sind ${endings}.`,
  noEnding: 'Die Datei hat keine Endung, die sagt, was sie ist.',
  changedWhileRead: 'Die Datei hat sich geändert, während sie gelesen wurde.',
  changedHint: 'Warten Sie, bis sie vollständig ist, und versuchen Sie es erneut.',
  folderWithoutData: 'Keine Datei in diesem Ordner kann gelesen werden.',
  severalKinds: (kinds) => `Der Ordner enthält Tabellen verschiedener Art: ${kinds}.`,
  severalKindsHint: 'Wählen Sie eine der Dateien oder lassen Sie nur Dateien einer Art im Ordner.',
  arrowFile: 'Das ist eine Arrow-Datei, wie save_to_disk der Bibliothek datasets sie schreibt.',
  arrowHint: 'Speichern Sie den Datensatz als Parquet oder JSON und importieren Sie das.',
  damagedArchive: 'Die gepackte Datei kann nicht entpackt werden.',
  damagedHint: fetchAgain,
  unpacksTooFar: (times, bytes) =>
    `Die gepackte Datei wird entpackt mehr als ${times}-mal so groß und größer als ${bytes}.`,
  unpacksHint:
    'Das tut keine Tabelle: Die Datei ist kaputt oder soll schaden. Entpacken Sie sie selbst, wenn Sie ihr trauen.',
  notAWorkbook: 'Die Datei kann nicht als Excel-Mappe gelesen werden.',
  lockedWorkbook: 'Die Mappe ist durch ein Passwort geschützt oder im alten Format .xls.',
  workbookTooLarge: (bytes, most) => `Die Mappe hat ${bytes}; gelesen werden höchstens ${most} einer Mappe.`,
  tableTooWide: (rows, columns) =>
    `Eine Tabelle von ${rows} Zeilen und ${columns} Spalten ist mehr, als aus einer Mappe gelesen wird.`,
  saveAsCsv: 'Speichern Sie das Blatt als .csv und nehmen Sie das.',
  saveAsWorkbook: save,
  notParquet: 'Die Datei kann nicht als Parquet-Tabelle gelesen werden.',
  notParquetHint: fetchAgain,
  noRows: 'Sie enthält keine Zeilen.',
  noRowsHint: 'Erwartet werden Spaltennamen mit Zeilen darunter oder ein JSON-Objekt je Zeile.',
  noSuchEncoding: (asked) => `Die Kodierung „${asked}“ gibt es nicht.`,
  noSuchEncodingHint: 'Wählen Sie eine aus der Liste.',
  encodingUnknown: 'Es lässt sich nicht erkennen, in welcher Kodierung der Text gespeichert wurde.',
  encodingUnknownHint:
    'Wählen Sie die Kodierung, in der sich der Text richtig liest, oder speichern Sie die Datei als UTF-8.',
  noSuchSheet: (asked) => `Das Blatt „${asked}“ gibt es nicht.`,
  sheets: (names) => `Die Blätter sind: ${names}.`,
  noSuchSplit: (asked) => `Den Teil „${asked}“ gibt es nicht.`,
  splits: (names) => `Die Teile sind: ${names}.`,
  unknownField: (field) => `Eine Spalte kann nicht als „${field}“ genutzt werden.`,
  fields: (names) => `Bekannt sind ${names}.`,
  noSuchColumn: (column) => `Die Spalte „${column}“ gibt es nicht.`,
  columns: (names) => `Die Spalten sind: ${names}.`,
  noUsableColumn: (columns) =>
    `Es lässt sich nicht erkennen, welche Spalten Frage und Antwort sind: ${columns}.`,
  noColumns: 'Es wurden keine Spalten gefunden.',
  noUsableColumnHint: 'Wählen Sie die Spalten selbst.',
  wrongByte: (byte) => `Das Byte ${byte} gehört zu keinem Zeichen von UTF-8.`,
  wrongByteHint:
    'Wählen Sie eine andere Kodierung, speichern Sie die Datei als UTF-8 oder lassen Sie unbrauchbare Zeilen weg.',
  badJson: {
    syntax: (found) => `Das ist kein JSON: ${found}.`,
    ended: 'Das ist kein JSON: Es endet zu früh.',
    python: (found) => `So schreibt es Python, und das ist kein JSON: ${found}.`,
    number: (found) => `Eine Zahl wie ${found} gibt es in JSON nicht.`,
  },
  rowNoObject: (kind, shown) => `Erwartet wird ein Objekt mit Feldern, gefunden wurde ${kind} (${shown}).`,
  notClosed: {
    list: (found) => `Die Liste, die mit ${found} beginnt, endet nirgends.`,
    object: (found) => `Das Objekt, das mit ${found} beginnt, endet nirgends.`,
  },
  afterList: (found) => `Nach dem Ende der Liste steht noch etwas: ${found}.`,
  rowTooLong: (most) => `Die Zeile ist länger als ${most}.`,
  raggedRow: (found, expected, last) =>
    `${found} Felder, wo die Kopfzeile ${expected} hat; das letzte ist ${last}.`,
  brokenQuotes: (field) => `In Feld ${field} steht ein Anführungszeichen an der falschen Stelle.`,
  brokenQuotesHint:
    'Schreiben Sie ein Anführungszeichen in einem Feld doppelt oder lassen Sie unbrauchbare Zeilen weg.',
  noTurns: (kind) => `Erwartet wird eine Liste von Beiträgen, gefunden wurde ${kind}.`,
  emptyTurns: 'Die Liste der Beiträge ist leer.',
  turnNoObject: (kind) => `Erwartet wird ein Objekt mit Rolle und Inhalt, gefunden wurde ${kind}.`,
  nestsTooDeep: 'Listen oder Objekte sind zu tief geschachtelt.',
  unknownRole: (found, roles) => `Die Rolle ${found} ist unbekannt; bekannt sind ${roles}.`,
  noRole: (kind) => `Der Beitrag sagt nicht, wer spricht: Statt einer Rolle steht da ${kind}.`,
  noContent: (keys) => `Der Beitrag hat keinen Inhalt, nur ${keys}.`,
  notText: (kind, shown) => `Erwartet wird Text, gefunden wurde ${kind} (${shown}).`,
  otherParts: (kinds) => `Nur Text kann gelernt werden, und hier gibt es Teile der Art ${kinds}.`,
  noJson: {
    json: (found) => `Erwartet wird JSON, gefunden wurde ${found}.`,
    python: (found) => `Erwartet wird JSON, gefunden wurde, was Python ausgibt: ${found}.`,
  },
  pythonHint:
    'Speichern Sie die Tabelle als .jsonl oder .parquet, die Listen bewahren, oder lassen Sie unbrauchbare Zeilen weg.',
  noTools: (kind) => `Erwartet wird eine Liste von Funktionen, gefunden wurde ${kind}.`,
  mend,
  notShown: {
    calls: (turn) => `Die Gesprächsvorlage des Modells zeigt die Aufrufe in Beitrag ${turn} nicht.`,
    thoughts: (turn) => `Die Gesprächsvorlage des Modells zeigt die Gedanken in Beitrag ${turn} nicht.`,
    answer: (turn) => `Die Gesprächsvorlage des Modells zeigt nichts von der Antwort in Beitrag ${turn}.`,
    turn: (turn) => `Die Gesprächsvorlage des Modells zeigt Beitrag ${turn} nicht.`,
  },
  notShownHint:
    'Wählen Sie ein Modell, das für solche Beiträge gemacht ist, oder lassen Sie unbrauchbare Zeilen weg.',
  onlyReadNoAnswer: (turn) => `Beitrag ${turn} soll nur gelesen werden; das geht nur bei Antworten.`,
  templateRefuses: (turns) => `Die Gesprächsvorlage des Modells lehnt die Beiträge ${turns} ab.`,
  templateRefusesHint:
    'Ändern Sie die Beiträge so, wie das Modell sie kennt, oder lassen Sie unbrauchbare Zeilen weg.',
  templateEndless: 'Die Gesprächsvorlage des Modells kommt zu keinem Ende.',
  templateEndlessHint:
    'Trauen Sie diesem Modell nicht: Seine Vorlage ist beschädigt oder soll das Programm aufhalten.',
  templateBroken: 'Die Gesprächsvorlage des Modells ist beschädigt.',
  templateBrokenHint: 'Holen Sie das Modell noch einmal.',
  templateUnsupported: (what) =>
    `Die Gesprächsvorlage des Modells verlangt etwas, das hier nicht genau möglich ist: ${what}.`,
  otherModel,
  tokenOnly: (token) => `Das Modell kann ${token} nur als sein Sondertoken lesen, nicht als Text.`,
  tokenOnlyHint: 'Ändern Sie den Text oder lassen Sie Sondertoken in Fragen die Token selbst sein.',
  nothingToTrainOn: (rows, why) => `Keine der ${rows} Zeilen kann gelernt werden: ${why}.`,
  lost: {
    empty: (count) => `${count} mit leerer Antwort`,
    placeholders: (count) => `${count} mit einer Antwort, wie Programme sie für „leer“ schreiben`,
    beyond: (count, tokens) => `${count}, deren Antwort hinter ${tokens} Token beginnt`,
    bad: (count) => `${count} nicht lesbar`,
    heldOut: 'alle sind zum Prüfen zurückgelegt',
  },
  nothingHint: 'Prüfen Sie, welche Spalte die Antwort ist, oder erlauben Sie längere Beispiele.',
};
