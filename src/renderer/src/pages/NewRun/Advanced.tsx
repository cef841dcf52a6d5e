/** Every other setting, in four groups; an empty field has its default. */
import {
  Box,
  Checkbox,
  FormControlLabel,
  ListItemText,
  MenuItem,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import type { ReactNode } from 'react';
import type { Model } from '../../../../shared/records/models.ts';
import { Help } from '../../components/Help.tsx';
import { deviceText } from '../../format.ts';
import { useText } from '../../text/TextProvider.tsx';
import { defaultOf, type FieldLook, fieldGroups, type Group } from './advancedFields.ts';
import { type Field, patternOf, patternText } from './draft.ts';
import { NumberField } from './NumberField.tsx';
import { useNewRunForm } from './useNewRun.ts';

export function Advanced() {
  const { full } = useNewRunForm();
  const t = useText();
  const groups = Object.keys(fieldGroups) as Group[];
  return (
    <Stack spacing={2.5}>
      {groups.map((group) => {
        const looks = fieldGroups[group].filter(({ lora }) => !lora || !full);
        if (looks.length === 0) return null;
        return (
          <Box key={group} component="fieldset" sx={{ border: 0, p: 0, m: 0, minWidth: 0 }}>
            <Typography component="legend" variant="h3" sx={{ mb: 1.5 }}>
              {t.newRun.groups[group]}
            </Typography>
            <Box
              sx={{
                display: 'grid',
                gridTemplateColumns: 'repeat(auto-fill, minmax(225px, 1fr))',
                columnGap: 2,
                rowGap: 2,
                alignItems: 'start',
              }}
            >
              {looks.map((look) => (
                <Labelled key={look.field} look={look}>
                  <Entry look={look} />
                </Labelled>
              ))}
            </Box>
          </Box>
        );
      })}
    </Stack>
  );
}

function Labelled({ look, children }: { readonly look: FieldLook; readonly children: ReactNode }) {
  return (
    <Stack direction="row" spacing={0.5} sx={{ alignItems: 'flex-start', minWidth: 0 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>{children}</Box>
      <Box sx={{ pt: 1, width: 20 }}>{look.term ? <Help term={look.term} /> : null}</Box>
    </Stack>
  );
}

function Entry({ look }: { readonly look: FieldLook }) {
  const { draft, problems, set, model, devices } = useNewRunForm();
  const t = useText();
  const { field, kind } = look;
  const label = t.newRun.fields[field];
  const error = problems.get(field);
  const value = draft[field];
  const fallback = defaultOf(field, Number(draft.rank ?? 16), draft.steps);
  const change = (to: unknown) => set(field, to);
  switch (kind) {
    case 'number':
      return (
        <NumberField
          label={label}
          value={value}
          placeholder={fallback === undefined ? emptyText(field, t.newRun) : String(fallback)}
          error={error}
          onChange={change}
        />
      );
    case 'switch':
      return (
        <FormControlLabel
          label={label}
          control={
            <Switch size="small" checked={Boolean(value ?? fallback)} onChange={(_event, on) => change(on)} />
          }
          slotProps={{ typography: { variant: 'body2' } }}
          sx={{ pt: 0.75, ml: 0 }}
        />
      );
    case 'text':
    case 'pattern': {
      const read = (text: string) => (text === '' ? undefined : text);
      const [shown, taken] = kind === 'pattern' ? [patternText(value), patternOf] : [value ?? '', read];
      return (
        <TextField
          fullWidth
          multiline
          maxRows={4}
          label={label}
          value={shown}
          placeholder={kind === 'pattern' ? 'q_proj=32' : undefined}
          error={error !== undefined}
          helperText={error}
          onChange={({ target }) => change(taken(target.value))}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      );
    }
    case 'targets':
      return (
        <Targets
          label={label}
          value={String(value ?? fallback)}
          linear={model?.linear ?? []}
          error={error}
          onChange={change}
        />
      );
    case 'choice':
    case 'device': {
      const named: Readonly<Record<string, string>> =
        t.newRun.options[field as keyof typeof t.newRun.options];
      const others = [...(kind === 'device' ? devices : []), ...(typeof value === 'string' ? [value] : [])];
      const options = [...new Set([...Object.keys(named), ...others])];
      return (
        <TextField
          select
          fullWidth
          label={label}
          value={value ?? fallback}
          error={error !== undefined}
          helperText={error}
          onChange={({ target }) => change(target.value)}
        >
          {options.map((option) => (
            <MenuItem key={option} value={option}>
              {named[option] ?? (kind === 'device' ? deviceText(option) : option)}
            </MenuItem>
          ))}
        </TextField>
      );
    }
  }
}

function emptyText(
  field: Field,
  t: { readonly automatic: string; readonly allCores: string; readonly noLimit: string },
) {
  if (field === 'threads') return t.allCores;
  return field === 'steps' || field === 'epochs' ? t.noLimit : t.automatic;
}

interface TargetsProps {
  readonly label: string;
  readonly value: string;
  readonly linear: Model['linear'];
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

const all = 'all-linear';

function Targets({ label, value, linear, error, onChange }: TargetsProps) {
  const t = useText();
  const modules = linear.map(({ module }) => module);
  const selected = value === all ? modules : value.split(',').map((name) => name.trim());
  return (
    <TextField
      select
      fullWidth
      label={label}
      value={selected}
      error={error !== undefined}
      helperText={error}
      onChange={({ target }) => {
        const names = target.value as unknown as string[];
        if (names.length > 0) onChange(names.length === modules.length ? all : names.join(','));
      }}
      slotProps={{
        inputLabel: { shrink: true },
        select: {
          multiple: true,
          displayEmpty: true,
          renderValue: () => (value === all ? t.newRun.allLayers : value),
        },
      }}
    >
      {modules.map((module) => (
        <MenuItem key={module} value={module} dense>
          <Checkbox size="small" checked={selected.includes(module)} tabIndex={-1} sx={{ p: 0.5 }} />
          <ListItemText primary={module} />
        </MenuItem>
      ))}
    </TextField>
  );
}
