/** One question and what each variant answered, side by side. */
import CopyIcon from '@mui/icons-material/ContentCopyOutlined';
import { Box, Divider, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import { memo } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { BlindRating } from './BlindRating.tsx';
import { type Finding, isHidden, onScreen } from './blindTest.ts';
import type { Answer, Exchange } from './conversation.ts';

interface ExchangeViewProps {
  readonly exchange: Exchange;
  /** Whether something was said before. */
  readonly follows: boolean;
  readonly onAgain: (exchange: Exchange) => void;
  readonly onCopy: (text: string) => void;
  readonly onRate: (exchange: Exchange, finding: Finding) => void;
  readonly onUnrate: (exchange: Exchange) => void;
}

/** Remembered, for a long conversation must not be drawn anew with every token. */
export const ExchangeView = memo(function ExchangeView(props: ExchangeViewProps) {
  const t = useText();
  const { exchange, follows, onAgain, onCopy } = props;
  const { question, answers, error, fresh } = exchange;
  const hidden = isHidden(exchange);
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
        <ErrorNotice error={error} onRetry={() => onAgain(exchange)} retryLabel={t.playground.again} />
      ) : null}
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: `repeat(${answers.length}, minmax(0, 1fr))` }}>
        {onScreen(exchange).map((answer, i) => {
          if (error && answer.text === '') return null;
          const before = answers.slice(0, answers.indexOf(answer));
          return (
            <AnswerCard
              key={answer.variant.slot}
              answer={answer}
              number={hidden ? i + 1 : null}
              first={before.every(({ state }) => state === 'done')}
              failed={error !== null}
              preparing={exchange.preparing}
              onCopy={onCopy}
            />
          );
        })}
      </Box>
      <BlindRating {...props} />
    </Box>
  );
});

interface AnswerCardProps {
  readonly answer: Answer;
  /** What it is signed with where nothing may tell whose it is. */
  readonly number: number | null;
  /** Nobody speaks before it. */
  readonly first: boolean;
  readonly failed: boolean;
  readonly preparing: number | undefined;
  readonly onCopy: (text: string) => void;
}

function AnswerCard({ answer, number, first, failed, preparing, onCopy }: AnswerCardProps) {
  const t = useText();
  const formats = useFormats();
  const reading =
    preparing === undefined || preparing === 1
      ? t.playground.reading
      : t.playground.preparing(formats.percent(preparing));
  const { variant, state, text } = answer;
  const name = number === null ? variant.name : t.playground.answer(number);
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
        <Typography variant="caption" color="textSecondary" component="h3" noWrap title={name}>
          {name}
        </Typography>
        {text === '' || busy ? null : (
          <Tooltip title={t.frame.copy}>
            <IconButton
              aria-label={number === null ? t.playground.copyAnswer(name) : t.playground.copyNumbered(number)}
              onClick={() => onCopy(text)}
            >
              <CopyIcon sx={{ fontSize: 16 }} />
            </IconButton>
          </Tooltip>
        )}
      </Stack>
      <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minHeight: '1.5em' }}>
        {text}
        {state === 'generating' && busy ? <Caret /> : null}
        {state === 'waiting' && !failed ? (
          <Typography component="span" color="textSecondary">
            {first ? reading : t.playground.waiting}
          </Typography>
        ) : null}
        {state === 'done' && text === '' ? (
          <Typography component="span" color="textSecondary">
            {t.playground.saidNothing}
          </Typography>
        ) : null}
      </Typography>
      <Facts answer={answer} number={number} />
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

function Facts({ answer, number }: Pick<AnswerCardProps, 'answer' | 'number'>) {
  const t = useText();
  const formats = useFormats();
  const { facts } = answer;
  if (!facts || facts.tokens === 0) return null;
  const said = [
    t.playground.tokens(formats.number(facts.tokens)),
    // An adapter is a little slower than its base.
    ...(facts.tokensPerSecond > 0 && number === null
      ? [t.playground.speed(formats.number(facts.tokensPerSecond, facts.tokensPerSecond < 10 ? 1 : 0))]
      : []),
    t.playground.computedFrom[facts.precision],
    ...(facts.ending === 'length' ? [t.playground.cut] : []),
    ...(facts.ending === 'interrupted' ? [t.playground.stopped] : []),
  ];
  return (
    <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
      {said.join(' · ')}
      {facts.leftOut === undefined ? null : (
        <Box component="span" sx={{ display: 'block' }}>
          {t.playground.leftOut(facts.leftOut)}
        </Box>
      )}
      {/* A blind test must not give away who is who. */}
      {facts.trainedOn === undefined || number !== null ? null : (
        <Box component="span" sx={{ display: 'block' }}>
          {t.playground.otherBase(facts.trainedOn)}
        </Box>
      )}
    </Typography>
  );
}
