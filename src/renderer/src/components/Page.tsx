/** A page's head and body: its title, what one can do here, and the page's name in the window's title. */
import { Box, Stack, Typography } from '@mui/material';
import { type ReactNode, useEffect } from 'react';
import { useText } from '../text/TextProvider.tsx';

export interface PageProps {
  readonly title: string;
  /** Small and beside the title: a state, a help button. */
  readonly badge?: ReactNode;
  /** One sentence under the title. */
  readonly about?: ReactNode;
  /** Buttons at the right; the main one last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, badge, about, actions, children }: PageProps) {
  const t = useText();
  useEffect(() => {
    document.title = `${title} - ${t.frame.name}`;
  }, [title, t]);
  return (
    <Stack spacing={2} sx={{ px: 3, py: 2, maxWidth: 1600, mx: 'auto', width: '100%', minWidth: 0 }}>
      <Stack direction="row" spacing={2} sx={{ alignItems: 'flex-start', justifyContent: 'space-between' }}>
        <Box sx={{ minWidth: 0 }}>
          <Stack direction="row" spacing={1} sx={{ alignItems: 'center', minHeight: 32 }}>
            <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
              {title}
            </Typography>
            {badge}
          </Stack>
          {about ? (
            <Typography color="textSecondary" sx={{ maxWidth: 800 }}>
              {about}
            </Typography>
          ) : null}
        </Box>
        {actions ? (
          <Stack direction="row" spacing={1} sx={{ flexShrink: 0, alignItems: 'center', minHeight: 32 }}>
            {actions}
          </Stack>
        ) : null}
      </Stack>
      {children}
    </Stack>
  );
}
