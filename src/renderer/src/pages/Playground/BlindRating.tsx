/** How a blind test ends: which answer is the better one, then whose it was. */
import { Button, Stack, Typography } from '@mui/material';
import { useRef } from 'react';
import { useText } from '../../text/TextProvider.tsx';
import { canRate, type Finding, isHidden } from './blindTest.ts';
import type { Exchange } from './conversation.ts';

interface BlindRatingProps {
  readonly exchange: Exchange;
  readonly onRate: (exchange: Exchange, finding: Finding) => void;
  readonly onUnrate: (exchange: Exchange) => void;
}

export function BlindRating({ exchange, onRate, onUnrate }: BlindRatingProps) {
  const t = useText();
  /** Whether the button just pressed is about to go, and the focus with it. */
  const pressed = useRef(false);
  if (isHidden(exchange)) {
    const button = (finding: Finding, text: string) => (
      <Button
        variant="outlined"
        onClick={() => {
          pressed.current = true;
          onRate(exchange, finding);
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
        sx={{ mt: 1, justifyContent: 'center', visibility: canRate(exchange) ? 'visible' : 'hidden' }}
      >
        {button(0, t.playground.better(1))}
        {button('equal', t.playground.equallyGood)}
        {button(1, t.playground.better(2))}
      </Stack>
    );
  }
  if (!exchange.test?.rated) return null;
  const { preferred } = exchange.test;
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
        <Outcome exchange={exchange} />
      </Typography>
      {preferred === null ? null : (
        <Button
          onClick={() => {
            pressed.current = true;
            onUnrate(exchange);
          }}
        >
          {t.frame.undo}
        </Button>
      )}
    </Stack>
  );
}

function Outcome({ exchange: { test, answers } }: { readonly exchange: Exchange }) {
  const t = useText();
  if (!test?.preferred) return t.playground.notCounted;
  if (test.preferred === 'equal') return t.playground.foundEqual;
  const chosen = answers.find(({ variant }) => variant.slot === test.preferred);
  return t.playground.preferred(chosen?.variant.name ?? '');
}
