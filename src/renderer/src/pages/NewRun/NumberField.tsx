/** A number that may be left empty, then its default holds; what is no number is kept as typed, so that it can be complained about. */
import { TextField } from '@mui/material';
import { useEffect, useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  readonly value: unknown;
  /** What holds while it is empty. */
  readonly placeholder?: string;
  readonly error?: string | undefined;
  /** Told undefined when it is emptied. */
  readonly onChange: (value: number | string | undefined) => void;
  readonly disabled?: boolean;
}

export function NumberField({
  label,
  value,
  placeholder,
  error,
  onChange,
  disabled = false,
}: NumberFieldProps) {
  const [text, setText] = useState(shown(value));
  useEffect(() => {
    // Changed from elsewhere, not by typing.
    setText((typed) => (parsed(typed) === value ? typed : shown(value)));
  }, [value]);
  return (
    <TextField
      fullWidth
      label={label}
      value={text}
      placeholder={placeholder ?? ''}
      disabled={disabled}
      error={error !== undefined}
      helperText={error}
      onChange={({ target }) => {
        setText(target.value);
        onChange(parsed(target.value));
      }}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { inputMode: 'decimal' } }}
    />
  );
}

function shown(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

/** A decimal comma is taken as well. */
function parsed(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed.replace(',', '.'));
  return Number.isFinite(number) ? number : trimmed;
}
