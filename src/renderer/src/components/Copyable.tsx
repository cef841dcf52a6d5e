/** A text of several lines to read and to take along: a command, a script, settings. */
import { Box, Button, Stack, Typography } from '@mui/material';
import { useText } from '../text/TextProvider.tsx';
import { monospace } from '../theme.ts';
import { useCopy } from './useCopy.ts';

interface CopyableProps {
  readonly label: string;
  /** What it belongs to, where the page has several of this label. */
  readonly of?: string;
  readonly text: string;
}

export function Copyable({ label, of, text }: CopyableProps) {
  const t = useText();
  const copy = useCopy();
  const name = of === undefined ? label : `${label}: ${of}`;
  return (
    <Box>
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography variant="body2" color="textSecondary">
          {label}
        </Typography>
        <Button variant="text" aria-label={`${t.frame.copy}: ${name}`} onClick={() => copy(text)}>
          {t.frame.copy}
        </Button>
      </Stack>
      <Box
        component="pre"
        tabIndex={0}
        aria-label={name}
        role="region"
        sx={{
          m: 0,
          p: 1.5,
          maxHeight: 260,
          overflow: 'auto',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          fontFamily: monospace,
          fontSize: '0.75rem',
          bgcolor: 'background.default',
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
        }}
      >
        {text}
      </Box>
    </Box>
  );
}
