/** Words for what is predicted of a run that is put together, in German. */
import type { en } from './en.ts';

const and = new Intl.ListFormat('de');
const times = (count: number, shown: string) => ['einmal', 'zweimal', 'dreimal'][count - 1] ?? `${shown}-mal`;

export const de: typeof en = {
  warnings: {
    tooLarge: (needed, available) =>
      `Etwa ${needed} Speicher sind nötig, ${available} sind da. Nehmen Sie ein kleineres Modell.`,
    tooLargeAsSet: (needed, available) =>
      `Etwa ${needed} Speicher sind nötig, ${available} sind da. Mit anderen Einstellungen passt es.`,
    tight: (needed, available) =>
      `Etwa ${needed} der ${available} Speicher, die da sind, werden gebraucht: Schließen Sie andere Programme.`,
    disk: (needed, available) => `Etwa ${needed} werden geschrieben; ${available} sind auf der Platte frei.`,
    rankAboveSide: (rank, side) =>
      `Rang ${rank} ist mehr als die kürzere Seite einer Schicht, ${side}: Der Adapter wäre größer als die Schicht selbst.`,
    fewRows: (count, rows) =>
      `${rows} ${count === 1 ? 'Zeile ist' : 'Zeilen sind'} wenig: Das Modell lernt sie womöglich auswendig, statt aus ihnen zu lernen.`,
    nothingHeldOut:
      'Keine Zeile wird zurückgehalten, also kann niemand sagen, welcher Schritt der beste war und ob es geholfen hat.',
    cut: (count, rows, maxLength) =>
      count === 1
        ? `${rows} Zeile ist länger als ${maxLength} Token und verliert ihr Ende.`
        : `${rows} Zeilen sind länger als ${maxLength} Token und verlieren ihr Ende.`,
    highRate: (rate) => `Eine Lernrate von ${rate} ist hoch: Das Training kann aus dem Ruder laufen.`,
  },
  adapter: (rank, model, data) =>
    `Trainiert einen Adapter mit Rang ${rank} für ${model} mit den Daten ${data}.`,
  full: (model, data) => `Trainiert das ganze Modell ${model} mit den Daten ${data}.`,
  file: 'Die Datei wird',
  rows: (count, rows) => `${rows} ${count === 1 ? 'Zeile wird' : 'Zeilen werden'}`,
  someRows: 'Einige Zeilen werden',
  steps: (count, steps) => `${steps} ${count === 1 ? 'Schritt' : 'Schritte'}`,
  aboutSteps: (steps) => `etwa ${steps}`,
  read: (rows, epochs, shown, steps) => `${rows} ${times(epochs, shown)} gelesen, das ergibt ${steps}.`,
  readFor: (rows, steps) => `${rows} für ${steps} gelesen.`,
  lastKept: 'Nichts wird zurückgehalten, daher wird der letzte Schritt behalten.',
  measured: (rows, count, shown) =>
    `${rows} zurückgehalten und ${times(count, shown)} gemessen; der beste Schritt wird behalten.`,
  measuredEarly: (rows, count, shown, patience) =>
    `${rows} zurückgehalten und ${times(count, shown)} gemessen; der beste Schritt wird behalten. Nach ${patience} in Folge ohne Fortschritt endet der Lauf früher.`,
  takes: (amounts) => `Nötig sind etwa ${and.format(amounts)}.`,
  memory: (bytes) => `${bytes} Speicher`,
  disk: (bytes) => `${bytes} auf der Platte`,
  fromAlike: (count, runs) =>
    count === 1
      ? 'Geschätzt nach dem letzten Lauf eines Modells dieser Größe hier.'
      : `Geschätzt nach den letzten ${runs} Läufen von Modellen dieser Größe hier.`,
  fromOthers: (count, runs) =>
    count === 1
      ? 'Geschätzt nach einem Lauf eines anderen Modells hier.'
      : `Geschätzt nach ${runs} Läufen anderer Modelle hier.`,
  fromSelfTest:
    'Nur nach dem Selbsttest geschätzt, weil auf diesem Gerät noch kein Lauf gemessen wurde: Es kann um die Hälfte danebenliegen.',
  fromNothing:
    'Auf diesem Gerät wurde noch kein Lauf gemessen: Der Selbsttest auf der Startseite gibt einen ersten Anhalt.',
  wasRight: (expected, took) => `Zuletzt waren ${expected} geschätzt, und es dauerte ${took}.`,
  wasOff: (count, share) => `Die letzten ${count} Schätzungen lagen um ${share} daneben.`,
  guessed: 'Die Zeilen sind noch nicht gezählt; ihre Zahl ist aus der Größe der Datei geschätzt.',
};
