/** How a file is read where it can be read in several ways: encoding, sheet and split, each changed by choosing. */
import { MenuItem, Stack, TextField } from '@mui/material';
import { legacyEncodings } from '../../../../shared/datasetFiles.ts';
import type { DatasetMapping, Reading } from '../../../../shared/records/datasets.ts';
import { useText } from '../../text/TextProvider.tsx';

const encodings = ['utf-8', ...legacyEncodings];
const asFound: Reading = { encoding: '', sheet: '', split: '' };
/** Files that are text by their names. */
const isNamedText = (path: string): boolean => /\.(csv|tsv|jsonl?|ndjson|txt|md)(\.(gz|zst))?$/i.test(path);

interface ReadingChoiceProps {
  readonly path: string;
  readonly mapping: DatasetMapping;
  readonly onChange: (reading: Reading) => void;
}

export function ReadingChoice({ path, mapping, onChange }: ReadingChoiceProps) {
  const t = useText();
  const { reading = asFound, source, fault } = mapping;
  // Where none could be told, each that was tried shows what comes out.
  const tried = fault?.code === 'encodingUnknown' ? fault.tried : [];
  const found = source?.encodings[0] ?? 'utf-8';
  const others = [...new Set([...encodings, ...(reading.encoding ? [reading.encoding] : [])])].filter(
    (name) => tried.every(({ encoding }) => encoding !== name),
  );
  const parts = (['sheet', 'split'] as const).map((part) => ({
    part,
    names: (part === 'sheet' ? source?.sheets : source?.splits) ?? [],
    used: source?.[part] ?? '',
  }));
  const shown = parts.filter(({ names }) => names.length > 1);
  const isText = source?.text || tried.length > 0 || isNamedText(path);
  if (!isText && shown.length === 0) return null;
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5 }}>
      {isText ? (
        <TextField
          select
          label={t.data.reading.encoding}
          value={reading.encoding}
          onChange={({ target }) => onChange({ ...reading, encoding: target.value })}
          slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
          sx={{ minWidth: 190 }}
        >
          <MenuItem value="">
            {tried.length > 0 ? t.data.reading.toChoose : t.data.reading.found(found)}
          </MenuItem>
          {tried.map(({ encoding, shown }) => (
            <MenuItem key={encoding} value={encoding}>
              {t.data.reading.sample(encoding, shown)}
            </MenuItem>
          ))}
          {others.map((name) => (
            <MenuItem key={name} value={name}>
              {name}
            </MenuItem>
          ))}
        </TextField>
      ) : null}
      {shown.map(({ part, names, used }) => (
        <TextField
          key={part}
          select
          label={t.data.reading[part]}
          value={names.includes(used) ? used : ''}
          onChange={({ target }) => onChange({ ...reading, [part]: target.value })}
          sx={{ minWidth: 190 }}
        >
          {names.map((name) => (
            <MenuItem key={name} value={name}>
              {name}
            </MenuItem>
          ))}
        </TextField>
      ))}
    </Stack>
  );
}
