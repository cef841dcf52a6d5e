/** The same few questions answered by the base and after each measurement, side by side. */
import { Box, Slider, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import type { Sample } from '../../../../shared/records/runs.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

interface AnswersProps {
  readonly samples: readonly Sample[];
  readonly live: boolean;
}

export function Answers({ samples, live }: AnswersProps) {
  const t = useText();
  const { number } = useFormats();
  const [chosen, setChosen] = useState<number | null>(null);
  const steps = [...new Set(samples.map(({ step }) => step))]
    .sort((a, b) => a - b)
    .filter((step) => step > 0);
  const prompts = [...new Set(samples.map(({ prompt }) => prompt))];
  if (prompts.length === 0)
    return <EmptyState title={live ? t.run.answersPending : t.run.noAnswers} about={t.run.noAnswersAbout} />;
  // The newest, until another is chosen.
  const at = chosen !== null && steps[chosen] !== undefined ? chosen : steps.length - 1;
  const step = steps[at];
  const answer = (prompt: string, of: number) =>
    samples.find((sample) => sample.prompt === prompt && sample.step === of)?.text;
  return (
    <Stack spacing={2}>
      {steps.length > 1 ? (
        <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
          <Typography variant="body2">{t.run.compareWith}</Typography>
          <Slider
            size="small"
            aria-label={t.run.compareWith}
            min={0}
            max={steps.length - 1}
            step={1}
            marks
            value={at}
            onChange={(_event, value) => setChosen(value as number)}
            valueLabelDisplay="auto"
            valueLabelFormat={(i) => number(steps[i] ?? 0)}
            getAriaValueText={(i) => number(steps[i] ?? 0)}
            sx={{ maxWidth: 420 }}
          />
          <Typography variant="body2" sx={{ fontWeight: 600 }}>
            {number(step ?? 0)}
          </Typography>
        </Stack>
      ) : null}
      {prompts.map((prompt) => (
        <Box key={prompt} component="article" aria-label={prompt}>
          <Typography variant="h3" sx={{ mb: 0.75, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {prompt}
          </Typography>
          <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: 1.5 }}>
            <Answer who={t.run.baseModel} text={answer(prompt, 0)} />
            {step === undefined ? null : (
              <Answer who={t.run.afterStep(number(step))} text={answer(prompt, step)} main />
            )}
          </Box>
        </Box>
      ))}
    </Stack>
  );
}

interface AnswerProps {
  readonly who: string;
  readonly text: string | undefined;
  readonly main?: boolean;
}

function Answer({ who, text, main = false }: AnswerProps) {
  const t = useText();
  const empty = text !== undefined && text.trim() === '';
  return (
    <Box
      sx={{
        border: 1,
        borderColor: main ? 'primary.main' : 'divider',
        borderRadius: 1,
        px: 1.5,
        py: 1,
        minWidth: 0,
      }}
    >
      <Typography variant="body2" color="textSecondary">
        {who}
      </Typography>
      <Typography
        color={empty ? 'textSecondary' : 'textPrimary'}
        sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {text === undefined ? '-' : empty ? t.run.emptyAnswer : text}
      </Typography>
    </Box>
  );
}
