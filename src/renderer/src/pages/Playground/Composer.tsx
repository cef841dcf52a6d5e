/** Where a question is written: Ctrl+Enter sends it, Escape stops the answer. */
import SendIcon from '@mui/icons-material/SendOutlined';
import StopIcon from '@mui/icons-material/StopOutlined';
import { Button, Stack, TextField } from '@mui/material';
import type { KeyboardEvent, RefObject } from 'react';
import { useText } from '../../text/TextProvider.tsx';

interface ComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Whether an answer is being given. */
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onSend: () => void;
  readonly onStop: () => void;
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

const onMac = /Mac/.test(navigator.userAgent);

export function Composer({ text, onText, busy, disabled, onSend, onStop, input }: ComposerProps) {
  const t = useText();
  const canSend = !disabled && !busy && text.trim() !== '';
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (canSend) onSend();
    }
    if (event.key === 'Escape' && busy) onStop();
  };
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: 'flex-start' }}>
      <TextField
        label={t.playground.question}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKey}
        helperText={t.playground.questionHint(onMac ? '⌘ Enter' : 'Ctrl+Enter')}
        multiline
        minRows={2}
        maxRows={8}
        fullWidth
        inputRef={input}
      />
      {busy ? (
        <Button onClick={onStop} startIcon={<StopIcon />} sx={{ minWidth: 104 }}>
          {t.playground.stop}
        </Button>
      ) : (
        <Button
          variant="contained"
          onClick={onSend}
          disabled={!canSend}
          startIcon={<SendIcon />}
          sx={{ minWidth: 104 }}
        >
          {t.playground.send}
        </Button>
      )}
    </Stack>
  );
}
