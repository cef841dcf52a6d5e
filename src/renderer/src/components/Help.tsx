/** The small "?" beside a term: opens two plain sentences on it. */
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import { IconButton, Popover, Stack, Typography } from '@mui/material';
import { type ReactNode, useId, useState } from 'react';
import type { Term } from '../text/catalogues.ts';
import { useText } from '../text/TextProvider.tsx';

interface HelpProps {
  readonly term: Term;
  /** Where a picture says more. */
  readonly picture?: ReactNode;
}

export function Help({ term, picture }: HelpProps) {
  const t = useText();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const { name, text } = t.terms[term];
  return (
    <>
      <IconButton
        size="small"
        aria-label={t.frame.help(name)}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ p: 0.25, color: 'text.secondary' }}
      >
        <HelpOutline sx={{ fontSize: 16 }} />
      </IconButton>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-labelledby': id, sx: { p: 2, maxWidth: 340 } } }}
      >
        <Stack spacing={1}>
          <Typography id={id} variant="h3">
            {name}
          </Typography>
          <Typography variant="body2">{text}</Typography>
          {picture}
        </Stack>
      </Popover>
    </>
  );
}
