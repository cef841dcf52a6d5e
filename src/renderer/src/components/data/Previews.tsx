/** "These rows become these conversations": the first few, one at a time. */
import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { Conversation, ConversationLegend } from './Conversation.tsx';

interface PreviewsProps extends Pick<DatasetReport, 'preview'> {
  /** Tokens; what lies beyond is not learned. */
  readonly maxLength: number;
}

export function Previews({ preview, maxLength }: PreviewsProps) {
  const t = useText();
  const { number } = useFormats();
  const [chosen, setChosen] = useState(0);
  const shown = preview[Math.min(chosen, preview.length - 1)];
  if (!shown) return null;
  return (
    <Stack spacing={1}>
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5 }}>
        <Typography variant="h3">{t.data.asConversation}</Typography>
        <ConversationLegend />
        <Stack direction="row" spacing={0.5} sx={{ ml: 'auto' }}>
          {preview.map(({ row }, i) => (
            <Button
              key={row}
              variant={row === shown.row ? 'outlined' : 'text'}
              aria-pressed={row === shown.row}
              onClick={() => setChosen(i)}
            >
              {t.data.row(number(row))}
            </Button>
          ))}
        </Stack>
      </Stack>
      <Conversation pieces={shown.pieces} maxLength={maxLength} />
    </Stack>
  );
}
