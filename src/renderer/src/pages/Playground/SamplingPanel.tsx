/** How answers are drawn: temperature and its companions, their length, and what the model is told beforehand. */
import { Box, FormControlLabel, FormHelperText, Stack, Switch, TextField } from '@mui/material';
import { useState } from 'react';
import type { Sampling } from '../../../../shared/records/playground.ts';
import { Help } from '../../components/Help.tsx';
import { Section } from '../../components/Section.tsx';
import type { Term } from '../../text/catalogues.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

/** What the contract takes. */
const limits: Readonly<
  Record<keyof Sampling, { readonly min: number; readonly max: number; readonly step: number }>
> = {
  temperature: { min: 0, max: 5, step: 0.1 },
  topP: { min: 0.01, max: 1, step: 0.05 },
  topK: { min: 0, max: 1000, step: 1 },
  seed: { min: 0, max: 999_999_999, step: 1 },
  maxTokens: { min: 1, max: 8192, step: 1 },
};

const terms: Readonly<Partial<Record<keyof Sampling, Term>>> = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  seed: 'seed',
};

interface SamplingPanelProps {
  /** Undefined until it is known. */
  readonly fast: boolean | undefined;
  /** Of the model's weights in 8 bits. */
  readonly fastBytes: number;
  readonly onFast: (fast: boolean) => void;
  readonly sampling: Sampling;
  readonly system: string;
  readonly onSampling: (sampling: Sampling) => void;
  readonly onSystem: (system: string) => void;
}

export function SamplingPanel(props: SamplingPanelProps) {
  const { fast, fastBytes, sampling, system, onFast, onSampling, onSystem } = props;
  const t = useText();
  const formats = useFormats();
  return (
    <Section title={t.playground.settings}>
      <Box>
        <FormControlLabel
          control={
            <Switch
              checked={fast ?? false}
              disabled={fast === undefined}
              onChange={({ target }) => onFast(target.checked)}
              slotProps={{ input: { 'aria-describedby': 'fast-answers' } }}
            />
          }
          label={t.playground.fast}
        />
        <FormHelperText id="fast-answers" sx={{ m: 0 }}>
          {t.playground.fastHint(formats.bytes(fastBytes))}
        </FormHelperText>
      </Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: 1.5 }}>
        {(Object.keys(limits) as (keyof Sampling)[]).map((field) => (
          <NumberSetting
            key={field}
            field={field}
            value={sampling[field]}
            onChange={(value) => onSampling({ ...sampling, [field]: value })}
          />
        ))}
      </Box>
      <TextField
        label={t.playground.system}
        value={system}
        onChange={(event) => onSystem(event.target.value)}
        helperText={t.playground.systemHint}
        multiline
        minRows={2}
        maxRows={8}
      />
    </Section>
  );
}

interface NumberSettingProps {
  readonly field: keyof Sampling;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** Keeps what is typed; only a number within the limits is handed on, and leaving the field goes back to the last one. */
function NumberSetting({ field, value, onChange }: NumberSettingProps) {
  const t = useText();
  const formats = useFormats();
  const [typed, setTyped] = useState<string | null>(null);
  const { min, max, step } = limits[field];
  const isGood = (text: string) => {
    const number = Number(text);
    return text.trim() !== '' && number >= min && number <= max && (step < 1 || Number.isInteger(number));
  };
  const wrong = typed !== null && !isGood(typed);
  const term = terms[field];
  return (
    <Stack
      direction="row"
      sx={{ alignItems: 'flex-start', gridColumn: field === 'maxTokens' ? 'span 2' : 'auto' }}
    >
      <TextField
        type="number"
        label={t.playground[field]}
        value={typed ?? String(value)}
        error={wrong}
        helperText={wrong ? t.playground.outside(formats.number(min, 2), formats.number(max, 2)) : null}
        onChange={({ target }) => {
          setTyped(target.value);
          if (isGood(target.value)) onChange(Number(target.value));
        }}
        onBlur={() => setTyped(null)}
        slotProps={{ htmlInput: { min, max, step } }}
        fullWidth
      />
      {term ? <Help term={term} /> : null}
    </Stack>
  );
}
