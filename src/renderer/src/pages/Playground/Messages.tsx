/** What was asked and said, the newest in sight; a screen reader hears of each answer once it is whole. */

import PlaygroundIcon from '@mui/icons-material/ForumOutlined';
import { Box, Stack } from '@mui/material';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import type { Conversation, Talk, Turn } from './conversation.ts';
import { TurnView } from './TurnView.tsx';

interface MessagesProps {
  readonly conversation: Conversation;
  readonly onAgain: (turn: Turn) => void;
  readonly onCopy: (text: string) => void;
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

/** Pixels from the end within which one is taken to be reading along. */
const nearEnd = 160;

/** Follows the end of the text as it grows, unless the reader has scrolled away from it. */
function useFollowing(talk: Talk) {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const scrolled = box.current?.closest('main');
    if (!scrolled) return;
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = scrolled;
      following.current = scrollHeight - scrollTop - clientHeight < nearEnd;
    };
    scrolled.addEventListener('scroll', onScroll, { passive: true });
    return () => scrolled.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    const scrolled = box.current?.closest('main');
    if (talk.busy && following.current) scrolled?.scrollTo({ top: scrolled.scrollHeight });
  }, [talk]);
  return box;
}

export function Messages({ conversation, onAgain, onCopy }: MessagesProps) {
  const t = useText();
  const talk = useSyncExternalStore(conversation.subscribe, conversation.current);
  const box = useFollowing(talk);
  return (
    <>
      <Stack ref={box} component="section" aria-label={t.playground.conversation} spacing={2}>
        {talk.turns.length === 0 ? (
          <EmptyState
            icon={<PlaygroundIcon />}
            title={t.playground.emptyTitle}
            about={t.playground.emptyAbout}
          />
        ) : null}
        {talk.turns.map((turn, i) => (
          <TurnView key={turn.id} turn={turn} follows={i > 0} onAgain={onAgain} onCopy={onCopy} />
        ))}
      </Stack>
      <Announcement turn={talk.turns.at(-1)} />
    </>
  );
}

function Announcement({ turn }: { readonly turn: Turn | undefined }) {
  const t = useText();
  const formats = useFormats();
  const said = turn?.answers.flatMap(({ speaker, facts }) =>
    facts ? [t.playground.answered(speaker.name, formats.number(facts.tokens))] : [],
  );
  return (
    <Box role="status" sx={visuallyHidden}>
      {said?.join(' ')}
    </Box>
  );
}
