/** One conversation as the model reads it: what is learned is tinted and underlined, what is only read is grey. */
import { Box, Stack, Typography } from '@mui/material';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import { useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';
import { Help } from '../Help.tsx';

const learnedLook = {
  bgcolor: 'primary.light',
  color: 'text.primary',
  textDecoration: 'underline',
  textDecorationColor: 'var(--mui-palette-primary-main)',
  textUnderlineOffset: 3,
};

interface ConversationProps extends Pick<DatasetReport['preview'][number], 'pieces'> {
  /** Tokens; what begins beyond is cut off. */
  readonly maxLength: number;
}

export function Conversation({ pieces, maxLength }: ConversationProps) {
  const t = useText();
  const kept = pieces.filter(({ start }) => start < maxLength);
  const lost = pieces.slice(kept.length);
  return (
    <Box
      component="section"
      tabIndex={0} // it scrolls, and must do so by keyboard
      aria-label={t.data.conversation}
      sx={{
        fontFamily: monospace,
        fontSize: '0.8125rem',
        lineHeight: 1.7,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
        color: 'text.secondary',
        bgcolor: 'background.default',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        px: 1.5,
        py: 1,
        maxHeight: 320,
        overflowY: 'auto',
      }}
    >
      {kept.map(({ text, learned }, i) =>
        learned ? (
          // Pieces have no name of their own, and never change places.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Box component="mark" key={i} sx={learnedLook}>
            {text}
          </Box>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={i}>{text}</span>
        ),
      )}
      {lost.length > 0 ? (
        <Box component="del" sx={{ opacity: 0.7 }} aria-label={t.data.cutOff}>
          {lost.map(({ text }) => text).join('')}
        </Box>
      ) : null}
    </Box>
  );
}

/** Says which look means what. */
export function ConversationLegend() {
  const t = useText();
  return (
    <Stack direction="row" spacing={1.5} sx={{ alignItems: 'center' }}>
      <Typography variant="body2" component="span">
        <Box component="mark" sx={{ ...learnedLook, px: 0.5 }}>
          {t.data.learned}
        </Box>{' '}
        <Help term="learnedTokens" />
      </Typography>
      <Typography variant="body2" component="span" color="textSecondary">
        {t.data.onlyRead}
      </Typography>
      <Typography variant="body2" component="span" color="textSecondary">
        <del>{t.data.cutOff}</del>
      </Typography>
    </Stack>
  );
}
