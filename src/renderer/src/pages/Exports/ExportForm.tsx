/** What to export, what for, in which form, and where to; with what it will take. */
import { Box, Button, MenuItem, Stack, TextField, Typography } from '@mui/material';
import type { FormEvent, ReactNode } from 'react';
import {
  type ExportDtype,
  type ExportTarget,
  exportTargets,
  offeredDtypes,
  type Purpose,
  targetsFor,
} from '../../../../shared/exportTargets.ts';
import { PathField } from '../../components/PathField.tsx';
import { useText } from '../../text/TextProvider.tsx';
import { LlamaCppOffer } from './LlamaCppOffer.tsx';
import { PurposeChoice } from './PurposeChoice.tsx';
import { TargetChoice } from './TargetChoice.tsx';

/** An export as it stands in the form. */
export interface ExportDraft {
  readonly adapterVersionId: string;
  readonly purpose: Purpose;
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
  readonly modelId: string;
  /** Lengths of the rows of its base's matrices. */
  readonly rows: readonly number[];
}

interface ExportFormProps {
  readonly versions: readonly Exportable[];
  readonly draft: ExportDraft;
  /** Where exports go by themselves, once known. */
  readonly folder: string | undefined;
  readonly busy: boolean;
  /** What the number format has meant for an earlier export. */
  readonly quality: string;
  /** What it will take. */
  readonly forecast: ReactNode;
  /** In place of all that is about files, where the purpose needs none. */
  readonly access: ReactNode;
  readonly onChange: (change: Partial<ExportDraft>) => void;
  readonly onSubmit: () => void;
}

export function ExportForm(props: ExportFormProps) {
  const { versions, draft, busy, access, onChange, onSubmit } = props;
  const t = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <Stack spacing={2}>
      <TextField
        select
        label={t.exports.version}
        value={draft.adapterVersionId}
        onChange={(event) => onChange({ adapterVersionId: event.target.value })}
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
      <PurposeChoice purpose={draft.purpose} onPurpose={(purpose) => onChange({ purpose })} />
      {draft.purpose === 'program' ? (
        access
      ) : (
        <form onSubmit={submit} noValidate>
          <WhatIsWritten {...props} />
        </form>
      )}
    </Stack>
  );
}

function WhatIsWritten({ versions, draft, folder, busy, quality, forecast, onChange }: ExportFormProps) {
  const t = useText();
  const targets = targetsFor(draft.purpose);
  const rows = versions.find(({ id }) => id === draft.adapterVersionId)?.rows ?? [];
  const dtypes = offeredDtypes(draft.target, rows);
  return (
    <Stack spacing={2}>
      {targets.length > 1 ? (
        <TargetChoice targets={targets} target={draft.target} onTarget={(target) => onChange({ target })} />
      ) : null}
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' },
          gap: 2,
          alignItems: 'start',
        }}
      >
        <TextField
          select
          label={t.exports.dtype}
          value={draft.dtype}
          disabled={dtypes.length === 1}
          helperText={quality}
          onChange={(event) => onChange({ dtype: event.target.value as ExportDtype })}
        >
          {dtypes.map((dtype) => (
            <MenuItem key={dtype} value={dtype}>
              {t.exports.dtypes[dtype]}
            </MenuItem>
          ))}
        </TextField>
        <PathField
          choice="newExport"
          label={t.exports.folder}
          value={draft.path}
          from={draft.path || (folder ?? '')}
          onPath={(path) => onChange({ path })}
          helperText={folder === undefined ? t.exports.folderPlain : t.exports.folderHint(folder)}
        />
      </Box>
      {exportTargets[draft.target].opensIn.includes('llamaCpp') ? <LlamaCppOffer /> : null}
      <Stack direction="row" useFlexGap spacing={2} sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
        <Button type="submit" variant="contained" disabled={busy} sx={{ minWidth: 120 }}>
          {t.exports.create}
        </Button>
        <Box sx={{ flex: '1 1 300px', minWidth: 0 }}>{forecast}</Box>
      </Stack>
    </Stack>
  );
}
