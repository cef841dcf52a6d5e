/** The command palette: type a few letters, choose with the arrows, go. */
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { Box, Dialog, InputBase, Stack, Typography } from '@mui/material';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useText } from '../text/TextProvider.tsx';
import type { Actions } from './commands.ts';
import { type PaletteEntry, usePaletteEntries } from './usePaletteEntries.ts';

interface PaletteProps {
  readonly onClose: () => void;
  readonly actions: Actions;
}

export function Palette({ onClose, actions }: PaletteProps) {
  const t = useText();
  const id = useId();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const entries = usePaletteEntries(search, actions);
  const active = Math.min(at, entries.length - 1);
  const optionId = (index: number) => `${id}-${index}`;

  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  const choose = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move && entries.length > 0) setAt((active + move + entries.length) % entries.length);
    else if (event.key === 'Enter') choose(entries[active]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      slotProps={{ paper: { 'aria-label': t.frame.palette } }}
      fullWidth
      maxWidth="sm"
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start', pt: 8 } }}
    >
      <Stack
        direction="row"
        spacing={1}
        sx={{ alignItems: 'center', px: 2, borderBottom: 1, borderColor: 'divider' }}
      >
        <SearchIcon color="action" />
        <InputBase
          autoFocus
          fullWidth
          placeholder={t.frame.palette}
          value={search}
          onChange={({ target }) => {
            setSearch(target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          inputProps={{
            role: 'combobox',
            'aria-label': t.frame.palette,
            'aria-expanded': true,
            'aria-controls': id,
            'aria-activedescendant': entries.length > 0 ? optionId(active) : undefined,
            'aria-autocomplete': 'list',
          }}
          sx={{ height: 48 }}
        />
      </Stack>
      <Box
        component="ul"
        id={id}
        role="listbox"
        aria-label={t.frame.palette}
        sx={{ listStyle: 'none', m: 0, p: 1, height: 360, overflowY: 'auto' }}
      >
        {entries.map((entry, i) => (
          <Stack
            component="li"
            direction="row"
            key={`${entry.kind}-${entry.id}`}
            id={optionId(i)}
            role="option"
            aria-selected={i === active}
            onMouseMove={() => setAt(i)}
            onClick={() => choose(entry)}
            sx={{
              justifyContent: 'space-between',
              gap: 2,
              px: 1.5,
              py: 0.75,
              borderRadius: 1,
              cursor: 'pointer',
              '&[aria-selected=true]': { bgcolor: 'primary.light' },
            }}
          >
            <Typography noWrap title={entry.name}>
              {entry.name}
            </Typography>
            <Typography variant="body2" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
              {entry.kind}
            </Typography>
          </Stack>
        ))}
        {entries.length === 0 ? (
          <Typography
            component="li"
            role="option"
            aria-disabled
            aria-selected={false}
            sx={{ p: 1.5 }}
            color="textSecondary"
          >
            {t.frame.nothingFound}
          </Typography>
        ) : null}
      </Box>
    </Dialog>
  );
}
