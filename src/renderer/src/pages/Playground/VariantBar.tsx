/** Who is asked: the model, one of its adapters, how loudly the adapter speaks, and whether the base answers too. */
import {
  Box,
  FormControlLabel,
  MenuItem,
  Rating,
  Slider,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { useId } from 'react';
import type { Model } from '../../../../shared/records/models.ts';
import { testsIn } from '../../../../shared/records/playground.ts';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import type { Choice } from './choices.ts';

interface VariantBarProps {
  readonly models: readonly Model[];
  readonly model: Model;
  /** Of this model. */
  readonly versions: readonly Choice[];
  readonly adapter: Choice | undefined;
  readonly strength: number;
  readonly withBase: boolean;
  readonly blind: boolean;
  readonly onModel: (id: string) => void;
  readonly onVersion: (id: string | null) => void;
  readonly onStrength: (strength: number) => void;
  readonly onWithBase: (on: boolean) => void;
  readonly onBlind: (on: boolean) => void;
  readonly onRate: (rating: number | null) => void;
}

/** MUI's select has no value for "none". */
const none = 'none';

export function VariantBar(props: VariantBarProps) {
  const { models, model, versions, adapter, strength, withBase, blind } = props;
  const t = useText();
  const tests = adapter ? testsIn(adapter.version.tally) : 0;
  return (
    <Stack direction="row" useFlexGap spacing={2} sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
      <TextField
        select
        label={t.playground.model}
        value={model.id}
        onChange={(event) => props.onModel(event.target.value)}
        sx={{ width: 200 }}
      >
        {models.map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label={t.playground.adapter}
        value={adapter?.version.id ?? none}
        onChange={({ target }) => props.onVersion(target.value === none ? null : target.value)}
        sx={{ width: 220 }}
      >
        <MenuItem value={none}>{t.playground.noAdapter}</MenuItem>
        {versions.map(({ version, name }) => (
          <MenuItem key={version.id} value={version.id}>
            {t.adapters.named(name, version.number)}
          </MenuItem>
        ))}
      </TextField>
      {adapter ? (
        <>
          <Strength
            label={t.playground.strengthOf(t.adapters.named(adapter.name, adapter.version.number))}
            value={strength}
            onChange={props.onStrength}
          />
          <FormControlLabel
            control={
              <Switch size="small" checked={withBase} onChange={(_event, on) => props.onWithBase(on)} />
            }
            label={t.playground.withBase}
          />
          <Rating
            role="radiogroup"
            name={`rating-${adapter.version.id}`}
            aria-label={t.playground.rating(t.adapters.named(adapter.name, adapter.version.number))}
            value={adapter.version.rating}
            getLabelText={(stars) => t.playground.stars(stars)}
            emptyLabelText={t.playground.notRated}
            onChange={(_event, rating) => props.onRate(rating)}
            size="small"
          />
          {withBase ? (
            // With room for the tally, so that nothing moves when it comes.
            <Stack direction="row" useFlexGap spacing={0.5} sx={{ alignItems: 'center', minWidth: 440 }}>
              <FormControlLabel
                control={<Switch size="small" checked={blind} onChange={(_event, on) => props.onBlind(on)} />}
                label={t.playground.blind}
                sx={{ mr: 0 }}
              />
              <Help term="blindTest" />
              {tests === 0 ? null : (
                <Typography variant="body2" color="textSecondary">
                  {t.playground.tally(adapter.version.tally.adapter, tests, adapter.version.tally.equal)}
                </Typography>
              )}
            </Stack>
          ) : null}
        </>
      ) : null}
    </Stack>
  );
}

interface StrengthProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Strength({ label, value, onChange }: StrengthProps) {
  const t = useText();
  const formats = useFormats();
  const id = useId();
  return (
    <Box sx={{ width: 200 }}>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
        <Typography id={id} variant="body2">
          {t.playground.strength}
        </Typography>
        <Help term="strength" />
        <Typography variant="body2" sx={{ flex: 1, textAlign: 'right', fontWeight: 600 }}>
          {formats.number(value, 2)}
        </Typography>
      </Stack>
      <Slider
        size="small"
        aria-label={label}
        value={value}
        onChange={(_event, next) => onChange(next as number)}
        min={0}
        max={1.5}
        step={0.05}
        marks={[{ value: 1 }]}
        getAriaValueText={(shown) => formats.number(shown, 2)}
        sx={{ py: 0.75, display: 'block' }}
      />
    </Box>
  );
}
