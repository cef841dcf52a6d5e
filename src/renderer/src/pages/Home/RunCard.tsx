/** One run in a line or two: name, state, what came of it or how far it is. */
import { LinearProgress, Stack, Typography } from '@mui/material';
import type { Run } from '../../../../shared/records/runs.ts';
import { RouterLink } from '../../components/links.tsx';
import { RunState, useVerdictText } from '../../components/RunState.tsx';
import { useErrorText } from '../../components/useErrorText.ts';
import { deviceText } from '../../format.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

export function RunCard({ run }: { readonly run: Run }) {
  const { ago } = useFormats();
  return (
    <Stack spacing={0.25} sx={{ minWidth: 0 }}>
      <Stack direction="row" spacing={1} sx={{ alignItems: 'center', minWidth: 0 }}>
        <RouterLink to="/runs/$id" params={{ id: run.id }} noWrap title={run.name} sx={{ fontWeight: 600 }}>
          {run.name}
        </RouterLink>
        <RunState state={run.state} />
        <Typography variant="body2" color="textSecondary" noWrap sx={{ flexShrink: 0 }}>
          {ago(run.endedAt ?? run.startedAt ?? run.createdAt)}
        </Typography>
      </Stack>
      {run.state === 'running' ? <Progress run={run} /> : <Outcome run={run} />}
    </Stack>
  );
}

function Progress({ run }: { readonly run: Run }) {
  const t = useText();
  const { percent, duration, number, loss } = useFormats();
  const done = run.steps === null ? null : Math.min(1, run.step / run.steps);
  const facts = [
    run.steps === null ? t.frame.preparing : t.home.step(number(run.step), number(run.steps)),
    done === null ? '' : percent(done),
    run.etaSeconds === null ? '' : t.frame.left(duration(run.etaSeconds)),
    run.loss === null ? '' : t.home.loss(loss(run.loss)),
    run.device ? deviceText(run.device) : '',
  ];
  return (
    <Stack spacing={0.5}>
      <LinearProgress
        aria-label={t.frame.training(run.name)}
        {...(done === null ? {} : { variant: 'determinate', value: 100 * done })}
      />
      <Typography variant="body2" color="textSecondary">
        {facts.filter(Boolean).join(' · ')}
      </Typography>
    </Stack>
  );
}

function Outcome({ run }: { readonly run: Run }) {
  const t = useText();
  const words = useVerdictText();
  const errorText = useErrorText();
  const { loss } = useFormats();
  const { heldOutLoss, heldOutLossBefore } = run;
  const text =
    (run.error && errorText(run.error).message) ??
    (run.verdict && words(run.verdict)) ??
    (heldOutLoss !== null && heldOutLossBefore !== null
      ? t.home.improved(loss(heldOutLossBefore), loss(heldOutLoss))
      : t.home.of(run.model, run.data));
  return (
    <Typography variant="body2" color="textSecondary">
      {text}
    </Typography>
  );
}
