/** A field whose text is kept when it is left or Enter is pressed, and goes back to what was kept with Escape. */
import { InputAdornment, TextField, type TextFieldProps } from '@mui/material';
import { type ReactNode, useState } from 'react';
import type { Choice } from '../../../../shared/records/app.ts';
import { PathField } from '../../components/PathField.tsx';

interface SavedFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly help?: string;
  readonly unit?: string;
  /** The text is a path, chosen for this. */
  readonly choice?: Choice;
  /** What is wrong with a text; undefined: nothing. */
  readonly check?: (text: string) => string | undefined;
  readonly onSave: (text: string) => void;
}

export function SavedField({ label, value, help, unit, choice, check, onSave }: SavedFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? value;
  const problem = draft === null ? undefined : check?.(draft.trim());
  const save = () => {
    if (draft === null || problem) return;
    if (draft.trim() !== value) onSave(draft.trim());
    setDraft(null);
  };
  const field: TextFieldProps = {
    label,
    error: problem !== undefined,
    helperText: problem ?? help,
    onBlur: save,
    onKeyDown: ({ key }) => {
      if (key === 'Enter') save();
      if (key === 'Escape') setDraft(null);
    },
  };
  if (choice) return <PathField {...field} choice={choice} value={text} onType={setDraft} onPath={onSave} />;
  return (
    <TextField
      {...field}
      fullWidth
      value={text}
      onChange={({ target }) => setDraft(target.value)}
      slotProps={{
        input: unit ? { endAdornment: <InputAdornment position="end">{unit}</InputAdornment> } : {},
      }}
    />
  );
}
