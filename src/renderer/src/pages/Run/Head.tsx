/** Where the run stands: its state in words, how far it is, how long it will take, how fast it is and on what. */
import { Box, Card, CardContent, LinearProgress, Stack, Typography } from '@mui/material';
import type { Run } from '../../../../shared/records/runs.ts';
import { Help } from '../../components/Help.tsx';
import { deviceText } from '../../format.ts';
import type { Term } from '../../text/catalogues.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { visuallyHidden } from '../../theme.ts';
import { stateInWords } from './stateInWords.ts';

interface HeadProps {
  readonly run: Run;
  /** It was asked to end and is still saving. */
  readonly ending: boolean;
}

interface Figure {
  readonly label: string;
  readonly value: string | null;
  readonly term?: Term;
}

export function Head({ run, ending }: HeadProps) {
  const t = useText();
  const formats = useFormats();
  const { duration, number, loss, percent } = formats;
  const done = run.steps === null ? null : Math.min(1, run.step / run.steps);
  const live = run.state === 'running';
  const figures: readonly Figure[] = [
    { label: t.run.time, value: run.seconds > 0 ? duration(run.seconds) : null },
    { label: t.run.left, value: run.etaSeconds === null || !live ? null : duration(run.etaSeconds) },
    { label: t.run.loss, value: run.loss === null ? null : loss(run.loss), term: 'loss' },
    {
      label: t.run.heldOut,
      value: run.heldOutLoss === null ? null : loss(run.heldOutLoss),
      term: 'heldOut',
    },
    {
      label: t.run.speed,
      value: run.tokensPerSecond === null ? null : t.run.tokensPerSecond(number(run.tokensPerSecond)),
    },
    { label: t.run.device, value: run.device && deviceText(run.device) },
  ];
  return (
    <Card>
      <CardContent>
        <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', columnGap: 4, rowGap: 1.5 }}>
          <Box sx={{ flex: '1 1 300px', minWidth: 0 }}>
            <Stack direction="row" spacing={2} sx={{ justifyContent: 'space-between', mb: 0.75 }}>
              <Typography>{stateInWords(run, ending, t, formats)}</Typography>
              <Typography sx={{ fontWeight: 600, flexShrink: 0 }}>
                {done === null ? '' : percent(done)}
              </Typography>
            </Stack>
            <LinearProgress
              aria-label={t.run.progress(done === null ? '' : percent(done))}
              color={run.state === 'failed' ? 'error' : 'primary'}
              sx={{ height: 8, borderRadius: 1 }}
              {...(done === null && live ? {} : { variant: 'determinate', value: 100 * (done ?? 0) })}
            />
          </Box>
          <Figures figures={figures} />
        </Stack>
        <Box role="status" sx={visuallyHidden}>
          {t.frame.runStates[run.state]}
        </Box>
      </CardContent>
    </Card>
  );
}

function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <Box component="dl" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3.5, rowGap: 1, m: 0 }}>
      {figures.map(({ label, value, term }) =>
        value === null ? null : (
          <Box key={label} sx={{ minWidth: 56 }}>
            <Typography component="dt" variant="body2" color="textSecondary" noWrap>
              {label} {term ? <Help term={term} /> : null}
            </Typography>
            <Typography component="dd" sx={{ m: 0, fontWeight: 600 }} noWrap>
              {value}
            </Typography>
          </Box>
        ),
      )}
    </Box>
  );
}
