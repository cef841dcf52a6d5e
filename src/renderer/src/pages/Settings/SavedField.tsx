/** A field whose text is kept when it is left or Enter is pressed, and goes back to what was kept with Escape. */
import { InputAdornment, TextField } from '@mui/material';
import { type ReactNode, useState } from 'react';

interface SavedFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly help?: string;
  readonly unit?: string;
  /** What is wrong with a text; undefined: nothing. */
  readonly check?: (text: string) => string | undefined;
  readonly onSave: (text: string) => void;
}

export function SavedField({ label, value, help, unit, check, onSave }: SavedFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? value;
  const problem = draft === null ? undefined : check?.(draft.trim());
  const save = () => {
    if (draft === null || problem) return;
    if (draft.trim() !== value) onSave(draft.trim());
    setDraft(null);
  };
  return (
    <TextField
      fullWidth
      label={label}
      value={text}
      error={problem !== undefined}
      helperText={problem ?? help}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save();
        if (key === 'Escape') setDraft(null);
      }}
      slotProps={{
        input: unit ? { endAdornment: <InputAdornment position="end">{unit}</InputAdornment> } : {},
      }}
    />
  );
}
