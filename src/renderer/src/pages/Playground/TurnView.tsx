/** One question and what each speaker answered, side by side. */
import CopyIcon from '@mui/icons-material/ContentCopyOutlined';
import { Box, Divider, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import { memo } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import type { Answer, Turn } from './conversation.ts';

interface TurnViewProps {
  readonly turn: Turn;
  /** Whether something was said before. */
  readonly follows: boolean;
  readonly onAgain: (turn: Turn) => void;
  readonly onCopy: (text: string) => void;
}

/** Remembered, for a long conversation must not be drawn anew with every token. */
export const TurnView = memo(function TurnView({ turn, follows, onAgain, onCopy }: TurnViewProps) {
  const t = useText();
  const { question, answers, error, fresh } = turn;
  return (
    <Box component="article" aria-label={question}>
      {fresh && follows ? (
        <Divider sx={{ mb: 2 }}>
          <Typography variant="caption" color="textSecondary">
            {t.playground.newConversation}
          </Typography>
        </Divider>
      ) : null}
      <Box sx={{ bgcolor: 'primary.light', borderRadius: 1, px: 1.5, py: 1, mb: 1 }}>
        <Typography variant="caption" color="textSecondary" component="h2">
          {t.playground.you}
        </Typography>
        <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{question}</Typography>
      </Box>
      {error ? (
        <ErrorNotice error={error} onRetry={() => onAgain(turn)} retryLabel={t.playground.again} />
      ) : null}
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: `repeat(${answers.length}, minmax(0, 1fr))` }}>
        {answers.map((answer, i) => {
          if (error && answer.text === '') return null;
          const turnToSpeak = answers.slice(0, i).every(({ state }) => state === 'done');
          return (
            <AnswerCard
              key={answer.speaker.slot}
              answer={answer}
              first={i === 0 || turnToSpeak}
              failed={error !== null}
              onCopy={onCopy}
            />
          );
        })}
      </Box>
    </Box>
  );
});

interface AnswerCardProps {
  readonly answer: Answer;
  /** Nobody speaks before it. */
  readonly first: boolean;
  readonly failed: boolean;
  readonly onCopy: (text: string) => void;
}

function AnswerCard({ answer, first, failed, onCopy }: AnswerCardProps) {
  const t = useText();
  const { speaker, state, text } = answer;
  const busy = state !== 'done' && !failed;
  return (
    <Box
      aria-busy={busy}
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        px: 1.5,
        py: 1,
        minWidth: 0,
      }}
    >
      <Stack direction="row" sx={{ alignItems: 'center', justifyContent: 'space-between', minHeight: 28 }}>
        <Typography variant="caption" color="textSecondary" component="h3" noWrap title={speaker.name}>
          {speaker.name}
        </Typography>
        {text === '' || busy ? null : (
          <Tooltip title={t.frame.copy}>
            <IconButton aria-label={t.playground.copyAnswer(speaker.name)} onClick={() => onCopy(text)}>
              <CopyIcon sx={{ fontSize: 16 }} />
            </IconButton>
          </Tooltip>
        )}
      </Stack>
      <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minHeight: '1.5em' }}>
        {text}
        {state === 'speaking' && busy ? <Caret /> : null}
        {state === 'waiting' && !failed ? (
          <Typography component="span" color="textSecondary">
            {first ? t.playground.reading : t.playground.waiting}
          </Typography>
        ) : null}
        {state === 'done' && text === '' ? (
          <Typography component="span" color="textSecondary">
            {t.playground.saidNothing}
          </Typography>
        ) : null}
      </Typography>
      <Facts answer={answer} />
    </Box>
  );
}

/** Where the next word will come. */
function Caret() {
  return (
    <Box
      component="span"
      aria-hidden
      sx={{
        display: 'inline-block',
        width: '0.5em',
        height: '1em',
        ml: 0.25,
        verticalAlign: 'text-bottom',
        bgcolor: 'primary.main',
      }}
    />
  );
}

function Facts({ answer }: { readonly answer: Answer }) {
  const t = useText();
  const formats = useFormats();
  const { facts } = answer;
  if (!facts || facts.tokens === 0) return null;
  const said = [
    t.playground.tokens(formats.number(facts.tokens)),
    ...(facts.tokensPerSecond > 0
      ? [t.playground.speed(formats.number(facts.tokensPerSecond, facts.tokensPerSecond < 10 ? 1 : 0))]
      : []),
    ...(facts.ending === 'length' ? [t.playground.cut] : []),
    ...(facts.ending === 'interrupted' ? [t.playground.stopped] : []),
  ];
  return (
    <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
      {said.join(' · ')}
    </Typography>
  );
}
