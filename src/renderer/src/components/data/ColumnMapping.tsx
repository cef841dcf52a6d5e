/** Which column of the file plays which part: the guess and its reason, changed by choosing. */
import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import type { Dataset, Reading } from '../../../../shared/records/datasets.ts';
import { useText } from '../../text/TextProvider.tsx';
import { Help } from '../Help.tsx';
import { type Field, fieldsOf, kindOf, kinds, mappingReason, type RowKind, remap } from './mapping.ts';
import { ReadingChoice } from './ReadingChoice.tsx';

interface ColumnMappingProps {
  readonly columns: readonly string[];
  readonly mapping: Dataset['versions'][number]['mapping'];
  /** Where the file lies. */
  readonly path: string;
  /** Told a column for each field of the kind (empty: there is none), or how the file is to be read. */
  readonly onChange: (map: Record<string, string>, reading?: Reading) => void;
}

export function ColumnMapping({ columns, mapping, path, onChange }: ColumnMappingProps) {
  const t = useText();
  const kind = kindOf(mapping.columns);
  const choose = (field: Field, column: string) =>
    onChange(remap(kind, { ...mapping.columns, [field]: column }));
  return (
    <Stack spacing={1.5}>
      <Typography variant="body2" color="textSecondary">
        {t.data.confidence[mapping.confidence]}: {mappingReason(mapping, t.data)} <Help term="mapping" />
      </Typography>
      <ReadingChoice path={path} mapping={mapping} onChange={(reading) => onChange({}, reading)} />
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5 }}>
        <TextField
          select
          label={t.data.kind}
          value={kind}
          onChange={({ target }) =>
            onChange(remap(target.value as RowKind, firstColumns(target.value as RowKind, columns)))
          }
          sx={{ minWidth: 190 }}
        >
          {kinds.map((each) => (
            <MenuItem key={each} value={each}>
              {t.data.kinds[each]}
            </MenuItem>
          ))}
        </TextField>
        {fieldsOf[kind].map(({ field, optional }) => (
          <TextField
            key={field}
            select
            label={t.data.fields[field]}
            value={mapping.columns[field] ?? ''}
            onChange={({ target }) => choose(field, target.value)}
            slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
            sx={{ minWidth: 150 }}
          >
            {optional || !mapping.columns[field] ? <MenuItem value="">{t.data.noColumn}</MenuItem> : null}
            {columns.map((column) => (
              <MenuItem key={column} value={column}>
                {column}
              </MenuItem>
            ))}
          </TextField>
        ))}
      </Stack>
    </Stack>
  );
}

/** A start for a kind the file was not guessed to be: the needed fields get the first columns in turn. */
function firstColumns(kind: RowKind, columns: readonly string[]): Record<string, string> {
  const needed = fieldsOf[kind].filter(({ optional }) => !optional);
  return Object.fromEntries(needed.map(({ field }, i) => [field, columns[i] ?? columns[0] ?? '']));
}
