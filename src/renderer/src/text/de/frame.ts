/** Words of the frame around every page, and the few that many pages share, in German. */
import type { frame as english } from '../en/frame.ts';

export const frame: typeof english = {
  name: 'Lowrank Studio',
  version: (version) => `Version ${version}`,
  pages: 'Seiten',
  disconnected: 'Die Verbindung zum Studio ist unterbrochen. Neuer Versuch läuft.',
  disconnectedHint: 'Wurde das Studio neu gestartet, öffnen Sie die Adresse, die es dabei ausgegeben hat.',
  pageFailed: 'Diese Seite ist stehen geblieben',
  reload: 'Neu laden',
  retry: 'Erneut versuchen',
  loading: 'Wird geladen',
  undo: 'Rückgängig',
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  remove: 'Entfernen',
  rename: 'Umbenennen',
  open: 'Öffnen',
  more: 'Mehr',
  search: 'Suchen',
  help: (term) => `Was bedeutet ${term}?`,
  savePng: 'Als PNG speichern',
  saveCsv: 'Als CSV speichern',
  copy: 'Kopieren',
  copied: 'Kopiert',
};
