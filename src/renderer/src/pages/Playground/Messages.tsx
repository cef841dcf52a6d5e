/** What was asked and said, the newest in sight; a screen reader hears of each answer once it is whole. */

import PlaygroundIcon from '@mui/icons-material/ForumOutlined';
import { Box, Stack } from '@mui/material';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { type Finding, isHidden, onScreen } from './blindTest.ts';
import type { Conversation, ConversationState, Exchange } from './conversation.ts';
import { ExchangeView } from './ExchangeView.tsx';

interface MessagesProps {
  readonly conversation: Conversation;
  readonly onAgain: (exchange: Exchange) => void;
  readonly onCopy: (text: string) => void;
  readonly onRate: (exchange: Exchange, finding: Finding) => void;
  readonly onUnrate: (exchange: Exchange) => void;
}

/** Read aloud, not shown. */
const visuallyHidden = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
} as const;

/** Pixels below the place's lower edge within which the end of the text is taken to be read along. */
const nearEnd = 160;

/** Room for the composer, which floats above the end of the page. */
const composerHeight = 112;

/** Keeps the end of the text in sight as it grows, unless the reader has scrolled away from it. */
function useFollowing(talk: ConversationState) {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const place = box.current?.closest('main');
    if (!place) return;
    const onScroll = () => {
      const below = (box.current?.getBoundingClientRect().bottom ?? 0) - place.getBoundingClientRect().bottom;
      following.current = below < nearEnd;
    };
    place.addEventListener('scroll', onScroll, { passive: true });
    return () => place.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    if (talk.busy && following.current) box.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [talk]);
  return box;
}

export function Messages({ conversation, ...actions }: MessagesProps) {
  const t = useText();
  const talk = useSyncExternalStore(conversation.subscribe, conversation.current);
  const box = useFollowing(talk);
  return (
    <>
      <Stack
        ref={box}
        component="section"
        aria-label={t.playground.conversation}
        spacing={2}
        sx={{ '& > *': { scrollMarginBottom: composerHeight } }}
      >
        {talk.exchanges.length === 0 ? (
          <EmptyState
            icon={<PlaygroundIcon />}
            title={t.playground.emptyTitle}
            about={t.playground.emptyAbout}
          />
        ) : null}
        {talk.exchanges.map((exchange, i) => (
          <ExchangeView key={exchange.id} exchange={exchange} follows={i > 0} {...actions} />
        ))}
      </Stack>
      <Announcement exchange={talk.exchanges.at(-1)} />
    </>
  );
}

function Announcement({ exchange }: { readonly exchange: Exchange | undefined }) {
  const t = useText();
  const formats = useFormats();
  const hidden = exchange !== undefined && isHidden(exchange);
  const said =
    exchange &&
    onScreen(exchange).flatMap(({ variant, facts }, i) => {
      if (!facts) return [];
      const tokens = formats.number(facts.tokens);
      return [hidden ? t.playground.complete(i + 1, tokens) : t.playground.answered(variant.name, tokens)];
    });
  return (
    <Box role="status" sx={visuallyHidden}>
      {said?.join(' ')}
    </Box>
  );
}
