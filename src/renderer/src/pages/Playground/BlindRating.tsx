/** How a blind test ends: which answer is the better one, then whose it was. */
import { Button, Stack, Typography } from '@mui/material';
import { useRef } from 'react';
import { useText } from '../../text/TextProvider.tsx';
import { canRate, type Finding, isHidden } from './blindTest.ts';
import type { Turn } from './conversation.ts';

interface BlindRatingProps {
  readonly turn: Turn;
  readonly onRate: (turn: Turn, finding: Finding) => void;
  readonly onUnrate: (turn: Turn) => void;
}

export function BlindRating({ turn, onRate, onUnrate }: BlindRatingProps) {
  const t = useText();
  /** Whether the button just pressed is about to go, and the focus with it. */
  const pressed = useRef(false);
  if (isHidden(turn)) {
    const button = (finding: Finding, text: string) => (
      <Button
        variant="outlined"
        onClick={() => {
          pressed.current = true;
          onRate(turn, finding);
        }}
      >
        {text}
      </Button>
    );
    return (
      <Stack
        role="group"
        aria-label={t.playground.whichBetter}
        direction="row"
        useFlexGap
        spacing={1}
        // It has its place from the start, so that nothing moves under the pointer.
        sx={{ mt: 1, justifyContent: 'center', visibility: canRate(turn) ? 'visible' : 'hidden' }}
      >
        {button(0, t.playground.better(1))}
        {button('equal', t.playground.equallyGood)}
        {button(1, t.playground.better(2))}
      </Stack>
    );
  }
  if (!turn.test?.rated) return null;
  const { preferred } = turn.test;
  return (
    <Stack direction="row" spacing={1} sx={{ mt: 1, alignItems: 'center', justifyContent: 'center' }}>
      <Typography
        key={preferred}
        ref={(element: HTMLElement | null) => {
          if (pressed.current) element?.focus({ preventScroll: true });
          pressed.current = false;
        }}
        tabIndex={-1}
        variant="body2"
      >
        <Outcome turn={turn} />
      </Typography>
      {preferred === null ? null : (
        <Button
          onClick={() => {
            pressed.current = true;
            onUnrate(turn);
          }}
        >
          {t.frame.undo}
        </Button>
      )}
    </Stack>
  );
}

function Outcome({ turn: { test, answers } }: { readonly turn: Turn }) {
  const t = useText();
  if (!test?.preferred) return t.playground.notCounted;
  if (test.preferred === 'equal') return t.playground.foundEqual;
  const chosen = answers.find(({ speaker }) => speaker.slot === test.preferred);
  return t.playground.preferred(chosen?.speaker.name ?? '');
}
