/** One of several choices as a card: a real radio button under it, so that arrow keys and screen readers know it. */
import { Box, Stack, Typography } from '@mui/material';
import { type ReactNode, useId } from 'react';
import { visuallyHidden } from '../theme.ts';

interface ChoiceCardProps {
  /** The same for all of one choice. */
  readonly group: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly title: string;
  /** Beside the title. */
  readonly badge?: ReactNode;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}

export function ChoiceCard({
  group,
  checked,
  onChoose,
  title,
  badge,
  disabled = false,
  children,
}: ChoiceCardProps) {
  const id = useId();
  return (
    <Box
      component="label"
      sx={{
        display: 'flex',
        flexDirection: 'column',
        height: '100%',
        minWidth: 0,
        border: 1,
        borderColor: checked ? 'primary.main' : 'divider',
        outline: checked ? '1px solid' : 'none',
        outlineColor: 'primary.main',
        borderRadius: 1,
        bgcolor: checked ? 'primary.light' : 'background.paper',
        px: 1.5,
        py: 1,
        cursor: disabled ? 'not-allowed' : 'pointer',
        opacity: disabled ? 0.75 : 1,
        position: 'relative',
        '&:hover': { borderColor: disabled ? 'divider' : 'primary.main' },
        '&:has(:focus-visible)': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: 2 },
      }}
    >
      <Box
        component="input"
        type="radio"
        name={group}
        checked={checked}
        disabled={disabled}
        onChange={onChoose}
        aria-label={title}
        aria-describedby={`${id}-about`}
        sx={visuallyHidden}
      />
      <Stack direction="row" spacing={1} sx={{ alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography variant="h3" component="span" noWrap title={title}>
          {title}
        </Typography>
        {badge}
      </Stack>
      <Box id={`${id}-about`} sx={{ flex: 1, display: 'flex', flexDirection: 'column' }}>
        {children}
      </Box>
    </Box>
  );
}
