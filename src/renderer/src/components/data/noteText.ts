/** What is worth knowing about how a dataset is read and learned, from its code and facts, in the reader's language. */
import type { DataNote, SourceNote } from '../../../../shared/dataNotes.ts';
import type { Formats } from '../../format.ts';
import type { Catalogue } from '../../text/catalogues.ts';

/** Rows that are told by number. */
const most = 5;

export function noteText(
  note: DataNote | SourceNote,
  { notes, rows: rowsIn }: Pick<Catalogue['data'], 'notes' | 'rows'>,
  { number }: Pick<Formats, 'number'>,
): string {
  const about = (rows: readonly number[], sentence: (count: number, shown: string) => string): string => {
    const shown = rows.slice(0, most).map((row) => number(row));
    return notes.about(
      sentence(rows.length, number(rows.length)),
      rowsIn(rows.length, shown.join(', '), rows.length > most),
    );
  };
  switch (note.code) {
    case 'noHeader':
      return notes.noHeader(note.columns.join(', '));
    case 'textAbove':
      return notes.textAbove(note.file, note.lines, number(note.lines));
    case 'rowsAbove':
      return notes.rowsAbove(note.sheet, note.rows, number(note.rows));
    case 'sheetWithoutHeader':
      return notes.sheetWithoutHeader(note.sheet);
    case 'hiddenRows':
    case 'formulasWithoutResult':
    case 'errorCells':
    case 'strayCells': {
      const { sheet, cells, count } = note;
      return notes[note.code](
        sheet,
        `${cells.join(', ')}${count > cells.length ? `, … (${number(count)})` : ''}`,
      );
    }
    case 'noTemplate':
      return notes.noTemplate;
    case 'noEndToken':
      return notes.noEndToken;
    case 'templateFails':
      return notes.templateFails;
    case 'specialTokens':
      return about(note.rows, notes.specialTokens[note.readAs]);
    case 'specialTokensInAnswers':
      return about(note.rows, notes.specialTokensInAnswers);
    case 'systemInQuestion':
      return about(note.rows, notes.systemInQuestion);
    case 'thoughtsLeftOut':
      return about(note.rows, notes.thoughtsLeftOut);
    case 'thoughtsMissing':
      return about(note.rows, notes.thoughtsMissing[note.learned]);
    case 'renderedText':
      return about(note.rows, notes.renderedText);
    case 'emptyAnswers':
      return about(note.rows, notes.emptyAnswers);
    case 'preferences':
      return notes.preferences(note.answer, note.rejected);
    case 'heldOutUnused':
      return notes.heldOutUnused(note.file, number(note.unused), number(note.rows));
    case 'comparedInPart':
      return notes.comparedInPart(number(note.rows));
  }
}
