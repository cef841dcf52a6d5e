/** Which column of the file plays which part: the guess and its reason, changed by choosing one at a time. */
import { Alert, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { type DatasetMapping, isComplete, type Reading } from '../../../../shared/records/datasets.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { Help } from '../Help.tsx';
import { faultText } from './faultText.ts';
import {
  type Field,
  fieldsOf,
  kindOf,
  kinds,
  mappingReason,
  type RowKind,
  remap,
  unusedColumns,
} from './mapping.ts';
import { ReadingChoice } from './ReadingChoice.tsx';
import { UnusedColumns } from './UnusedColumns.tsx';

interface ColumnMappingProps {
  readonly columns: readonly string[];
  readonly mapping: DatasetMapping;
  /** Where the file lies. */
  readonly path: string;
  /** Told a column for each field of the kind (empty: there is none), or how the file is to be read. */
  readonly onChange: (map: Record<string, string>, reading?: Reading) => void;
}

export function ColumnMapping({ columns, mapping, path, onChange }: ColumnMappingProps) {
  const t = useText();
  // Another kind is no choice yet: it is one as soon as a column is chosen for it.
  const [wanted, setWanted] = useState<RowKind | null>(null);
  const found = kindOf(mapping.columns);
  const formats = useFormats();
  const { fault } = mapping;
  const unread = columns.length === 0 && fault ? faultText(fault, t.faults, formats) : null;
  const kind = wanted ?? found;
  const chosen = kind === found ? mapping.columns : {};
  const choose = (field: Field, column: string) =>
    onChange(remap(kind, { ...chosen, [field]: column }, mapping.columns));
  return (
    <Stack spacing={1.5}>
      {unread ? (
        <Alert severity="warning">
          {unread.message} {unread.hint}
        </Alert>
      ) : (
        <Typography variant="body2" color="textSecondary">
          {t.data.confidence[mapping.confidence]}: {mappingReason(mapping, t.data)} <Help term="mapping" />
        </Typography>
      )}
      <ReadingChoice path={path} mapping={mapping} onChange={(reading) => onChange({}, reading)} />
      {columns.length > 0 ? (
        <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5 }}>
          <TextField
            select
            label={t.data.kind}
            value={kind}
            onChange={({ target }) => setWanted(target.value as RowKind)}
            sx={{ minWidth: 190 }}
          >
            {kinds.map((each) => (
              <MenuItem key={each} value={each}>
                {t.data.kinds[each]}
              </MenuItem>
            ))}
          </TextField>
          {fieldsOf[kind]
            .filter(({ field, need }) => need !== 'rare' || chosen[field])
            .map(({ field, need }) => (
              <TextField
                key={field}
                select
                label={t.data.fields[field]}
                value={chosen[field] ?? ''}
                onChange={({ target }) => choose(field, target.value)}
                slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
                sx={{ minWidth: 150, maxWidth: '100%' }}
              >
                {need !== 'needed' || !chosen[field] ? (
                  <MenuItem value="">{need === 'needed' ? t.data.toChoose : t.data.noColumn}</MenuItem>
                ) : null}
                {columns.map((column) => (
                  <MenuItem key={column} value={column}>
                    {column}
                  </MenuItem>
                ))}
              </TextField>
            ))}
        </Stack>
      ) : null}
      {isComplete(mapping) ? (
        <UnusedColumns
          columns={unusedColumns(columns, mapping.columns)}
          fields={fieldsOf[kind].map(({ field }) => field)}
          onUse={choose}
        />
      ) : null}
    </Stack>
  );
}
