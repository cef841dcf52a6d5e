/** Narrows the list of runs: words, and states. */
import { Checkbox, ListItemText, MenuItem, Stack, TextField } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { type RunState, runStateSchema } from '../../../../shared/records/runs.ts';
import { SearchField } from '../../components/ListTools.tsx';
import { useText } from '../../text/TextProvider.tsx';

/** Milliseconds after the last letter until it is searched for. */
const debounceMs = 250;

interface RunsFilterProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly states: readonly RunState[];
  readonly onStates: (states: readonly RunState[]) => void;
}

export function RunsFilter({ search, onSearch, states, onStates }: RunsFilterProps) {
  const t = useText();
  const [text, setText] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(search), [search]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(typed), debounceMs);
  };
  // Whoever leaves the field for a run has searched for what stands there: later it would call them back.
  const flush = () => {
    clearTimeout(timer.current);
    if (text !== search) onSearch(text);
  };
  return (
    <Stack direction="row" spacing={1} sx={{ flex: 1, minWidth: 0 }}>
      <SearchField
        label={t.runs.search}
        value={text}
        onChange={type}
        onBlur={flush}
        sx={{ flex: 1, minWidth: 160, maxWidth: 460 }}
      />
      <TextField
        select
        label={t.runs.states}
        value={states}
        onChange={({ target }) => onStates(target.value as unknown as RunState[])}
        slotProps={{
          inputLabel: { shrink: true },
          select: {
            multiple: true,
            displayEmpty: true,
            renderValue: (chosen) => {
              const list = chosen as RunState[];
              return list.length === 0
                ? t.runs.allStates
                : list.map((state) => t.frame.runStates[state]).join(', ');
            },
          },
        }}
        sx={{ width: 190, flexShrink: 0 }}
      >
        {runStateSchema.options.map((state) => (
          <MenuItem key={state} value={state} dense>
            <Checkbox
              size="small"
              checked={states.includes(state)}
              tabIndex={-1}
              disableRipple
              sx={{ p: 0.5 }}
            />
            <ListItemText primary={t.frame.runStates[state]} />
          </MenuItem>
        ))}
      </TextField>
    </Stack>
  );
}
