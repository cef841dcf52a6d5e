/** Words of the page Datasets, in German. */
import type { en } from './en.ts';

export const de: typeof en = {
  title: 'Datensätze',
  about: 'Die Dateien, mit denen Sie feintunen. Sie werden gelesen, wo sie liegen, und nie verändert.',
  import: 'Daten hinzufügen',
  drop: 'Eine Datei mit Ihren Beispielen hier ablegen',
  dropAbout: 'CSV, Excel, JSON, JSONL, Parquet oder Text; Spalten werden erkannt.',
  place: 'Oder ein Pfad oder ein Datensatz des Hubs (owner/name)',
  get: 'Hinzufügen',
  sample: 'Beispieldaten nehmen',
  emptyTitle: 'Noch keine Datensätze',
  emptyAbout:
    'Eine Tabelle mit Fragen und guten Antworten genügt. Legen Sie sie oben ab und sehen Sie, was ein Modell daraus lernen würde.',
  sources: { file: 'Datei', hub: 'Hub', sample: 'Beispiel', upload: 'Hochgeladen' },
  origin: (source, origin) => `${source}: ${origin}`,
  gone: 'Datei fehlt',
  missing: (path) =>
    `Die Datei ist verschwunden: ${path}. Legen Sie sie zurück oder importieren Sie sie neu.`,
  rows: (count, shown) => `${shown} ${count === 1 ? 'Zeile' : 'Zeilen'}`,
  versionCount: (count) => `${count} Fassungen`,
  added: 'Hinzugefügt',
  versions: 'Fassungen',
  version: 'Fassung',
  seen: 'Zuerst gesehen',
  uncounted: 'noch nicht gezählt',
  columns: 'Spalten',
  report: 'Was ein Modell lernen würde',
  reportAbout:
    'Gezählt mit den Token und der Gesprächsvorlage dieses Modells. Ziehen Sie den Schnitt, um zu sehen, was eine kürzere Grenze verlöre.',
  forModel: 'Für das Modell',
  noModel: 'Zum Zählen der Token braucht es ein Modell',
  noModelAbout:
    'Jedes Modell zerlegt Text auf seine eigene Weise in Token. Holen Sie eines, dann steht der Bericht hier.',
  reading: 'Jede Zeile wird gelesen',
  skipBad: 'Nicht verwendbare Zeilen auslassen',
  hub: {
    config: 'Konfiguration',
    part: (split, count, files, bytes) =>
      `${split} · ${files} ${count === 1 ? 'Datei' : 'Dateien'}, ${bytes}`,
    files: 'Dateien',
    more: (count) => ` und ${count} weitere`,
    left: 'Bleibt auf dem Hub',
    taken: 'Übernommen',
  },
};
