/** Any other rank, by slider or as a number; each doubling is as far as the next. */
import { Slider, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { useText } from '../../text/TextProvider.tsx';

interface RankSliderProps {
  readonly rank: number;
  readonly largest: number;
  readonly disabled: boolean;
  readonly onRank: (rank: number) => void;
}

/** Parts of a doubling the slider stops at. */
const fineness = 4;

export function RankSlider({ rank, largest, disabled, onRank }: RankSliderProps) {
  const t = useText();
  const [text, setText] = useState(String(rank));
  useEffect(() => setText(String(rank)), [rank]);
  const top = Math.log2(Math.max(2, largest, rank));
  const commit = () => {
    const typed = Math.round(Number(text));
    if (Number.isFinite(typed) && typed >= 1) onRank(typed);
    else setText(String(rank));
  };
  const marks = Array.from({ length: Math.floor(top) + 1 }, (_, power) => ({
    value: power,
    label: String(2 ** power),
  }));
  return (
    <Stack direction="row" spacing={3} sx={{ alignItems: 'center' }}>
      <Typography sx={{ flexShrink: 0 }}>{t.newRun.rank.other}</Typography>
      <Slider
        size="small"
        aria-label={t.newRun.rank.other}
        min={0}
        max={top}
        step={1 / fineness}
        marks={marks}
        disabled={disabled}
        value={Math.log2(rank)}
        scale={(power) => Math.round(2 ** power)}
        getAriaValueText={() => String(rank)}
        onChange={(_event, power) => onRank(Math.round(2 ** (power as number)))}
        sx={{ flex: 1, minWidth: 0, maxWidth: 460 }}
      />
      <TextField
        label={t.newRun.rank.title}
        value={text}
        disabled={disabled}
        onChange={({ target }) => setText(target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          commit();
        }}
        slotProps={{ htmlInput: { inputMode: 'numeric' } }}
        sx={{ width: 86 }}
      />
    </Stack>
  );
}
