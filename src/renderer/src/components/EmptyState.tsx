/** What a list says while nothing is in it: what will be here, and the one action that fills it. */
import { Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  /** Drawn large and pale; says nothing that the words do not. */
  readonly icon?: ReactNode;
  readonly title: string;
  readonly about: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon, title, about, action }: EmptyStateProps) {
  return (
    <Stack
      spacing={1}
      sx={{
        alignItems: 'center',
        textAlign: 'center',
        py: 6,
        px: 2,
        border: '1px dashed',
        borderColor: 'divider',
        borderRadius: 1,
        '& > svg': { fontSize: 40, color: 'text.secondary' },
      }}
    >
      {icon}
      <Typography variant="h2" component="p">
        {title}
      </Typography>
      <Typography color="textSecondary" sx={{ maxWidth: 520 }}>
        {about}
      </Typography>
      {action ? <Stack sx={{ pt: 1 }}>{action}</Stack> : null}
    </Stack>
  );
}
