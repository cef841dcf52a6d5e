/** Words of the page Runs, in German. */
import type { en } from './en.ts';

export const de: typeof en = {
  title: 'Läufe',
  about: 'Alles, was Sie trainiert haben, und was daraus wurde.',
  search: 'Nach Name, Modell, Daten, Schlagwort oder Notiz suchen',
  states: 'Zustand',
  allStates: 'Jeder Zustand',
  columns: {
    name: 'Name',
    state: 'Zustand',
    model: 'Modell',
    data: 'Daten',
    rank: 'Rang',
    heldOutLoss: 'Prüfverlust',
    seconds: 'Zeit',
    createdAt: 'Angelegt',
    tags: 'Schlagwörter',
    notes: 'Notizen',
    actions: 'Aktionen',
  },
  full: 'ganz',
  compare: (count) => `${count} vergleichen`,
  compareHint: 'Wählen Sie zwei bis sechs Läufe, um sie zu vergleichen.',
  removeSelected: (count) => `${count} entfernen`,
  removedMany: (count, shown) => `${shown} ${count === 1 ? 'Lauf wurde' : 'Läufe wurden'} entfernt.`,
  edit: 'Name, Schlagwörter und Notizen ändern',
  editTitle: (name) => `${name} ändern`,
  tagsHint: 'Mit Kommas trennen.',
  again: 'Mit Änderungen wiederholen',
  emptyTitle: 'Noch keine Läufe',
  emptyAbout:
    'Jeder Lauf, den Sie starten, steht hier, mit seinen Kurven, seinen Antworten und seinem Urteil. Der erste braucht drei Entscheidungen und einen Knopf.',
  nothing: 'Kein Lauf passt dazu',
  clear: 'Alle Läufe zeigen',
  table: 'Läufe',
};
