/** What to export, as what, and where to. */
import {
  Box,
  Button,
  FormControl,
  FormControlLabel,
  FormLabel,
  MenuItem,
  Radio,
  RadioGroup,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { type FormEvent, useId } from 'react';
import {
  type ExportDtype,
  type ExportTarget,
  exportTargetSchema,
  offeredDtypes,
} from '../../../../shared/exportTargets.ts';
import { Help } from '../../components/Help.tsx';
import { PathField } from '../../components/PathField.tsx';
import { useText } from '../../text/TextProvider.tsx';

/** An export as it stands in the form. */
export interface ExportDraft {
  readonly adapterVersionId: string;
  readonly target: ExportTarget;
  readonly dtype: ExportDtype;
  /** Empty: a new folder where exports go. */
  readonly path: string;
}

/** A version that can be exported, under its name. */
export interface Exportable {
  readonly id: string;
  /** "Name v2". */
  readonly name: string;
  readonly model: string;
  /** Lengths of the rows of its base's matrices. */
  readonly rows: readonly number[];
}

interface ExportFormProps {
  readonly versions: readonly Exportable[];
  readonly draft: ExportDraft;
  /** Where exports go by themselves, once known. */
  readonly folder: string | undefined;
  readonly busy: boolean;
  readonly onChange: (change: Partial<ExportDraft>) => void;
  readonly onSubmit: () => void;
}

export function ExportForm({ versions, draft, folder, busy, onChange, onSubmit }: ExportFormProps) {
  const t = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  const rows = versions.find(({ id }) => id === draft.adapterVersionId)?.rows ?? [];
  const dtypes = offeredDtypes(draft.target, rows);
  return (
    <form onSubmit={submit} noValidate>
      <Stack spacing={2}>
        <Stack direction="row" useFlexGap spacing={2} sx={{ flexWrap: 'wrap' }}>
          <TextField
            select
            label={t.exports.version}
            value={draft.adapterVersionId}
            onChange={(event) => onChange({ adapterVersionId: event.target.value })}
            sx={{ minWidth: 280, flex: 1 }}
          >
            {versions.map(({ id, name, model }) => (
              <MenuItem key={id} value={id}>
                {name}{' '}
                <Typography component="span" color="textSecondary" sx={{ ml: 0.5 }}>
                  {t.exports.on(model)}
                </Typography>
              </MenuItem>
            ))}
          </TextField>
          <TextField
            select
            label={t.exports.dtype}
            value={draft.dtype}
            disabled={dtypes.length === 1}
            onChange={(event) => onChange({ dtype: event.target.value as ExportDtype })}
            sx={{ minWidth: 280, flex: 1 }}
          >
            {dtypes.map((dtype) => (
              <MenuItem key={dtype} value={dtype}>
                {t.exports.dtypes[dtype]}
              </MenuItem>
            ))}
          </TextField>
        </Stack>
        <TargetChoice target={draft.target} onTarget={(target) => onChange({ target })} />
        <Stack direction="row" spacing={2} sx={{ alignItems: 'flex-start' }}>
          <PathField
            choice="newExport"
            label={t.exports.folder}
            value={draft.path}
            from={draft.path || (folder ?? '')}
            onPath={(path) => onChange({ path })}
            helperText={folder === undefined ? t.exports.folderPlain : t.exports.folderHint(folder)}
          />
          <Button type="submit" variant="contained" disabled={busy} sx={{ minWidth: 120, mt: 0.5 }}>
            {t.exports.create}
          </Button>
        </Stack>
      </Stack>
    </form>
  );
}

interface TargetChoiceProps {
  readonly target: ExportTarget;
  readonly onTarget: (target: ExportTarget) => void;
}

function TargetChoice({ target, onTarget }: TargetChoiceProps) {
  const t = useText();
  const id = useId();
  return (
    <FormControl>
      <FormLabel id={id}>{t.exports.target}</FormLabel>
      <RadioGroup
        row
        aria-labelledby={id}
        value={target}
        onChange={(event) => onTarget(event.target.value as ExportTarget)}
        sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: 2 }}
      >
        {exportTargetSchema.options.map((each) => (
          <Box key={each}>
            <Stack direction="row" sx={{ alignItems: 'center' }}>
              <FormControlLabel
                value={each}
                control={
                  <Radio size="small" slotProps={{ input: { 'aria-describedby': `${id}-${each}` } }} />
                }
                label={t.exports.targets[each].name}
                sx={{ mr: 0.5 }}
              />
              <Help term={each} />
            </Stack>
            <Typography id={`${id}-${each}`} variant="body2" color="textSecondary" sx={{ pl: 3.5 }}>
              {t.exports.targets[each].about}
            </Typography>
          </Box>
        ))}
      </RadioGroup>
    </FormControl>
  );
}
