/** What a run was made of: model, data, rank, when, how many rows, and the user's own words about it. */
import { Chip, Stack, Typography } from '@mui/material';
import type { RunDetail } from '../../../../shared/records/runs.ts';
import { deviceLines } from '../../components/deviceReasonText.ts';
import { Facts } from '../../components/Facts.tsx';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

export function About({ run }: { readonly run: RunDetail }) {
  const t = useText();
  const { number, count, share, time } = useFormats();
  const { plan } = run;
  return (
    <Facts
      facts={[
        [t.frame.model, run.model],
        [t.frame.dataset, run.data],
        [
          <>
            {t.terms.rank.name} <Help term="rank" />
          </>,
          run.rank === null ? t.run.full : number(run.rank),
        ],
        plan ? [t.run.rows, t.run.rowsOf(plan.rows, number(plan.rows), number(plan.heldOutRows))] : null,
        plan
          ? [t.run.trainable, t.run.trainableOf(count(plan.trainable), share(plan.trainable / plan.total))]
          : null,
        plan
          ? [
              t.run.device,
              deviceLines(plan.deviceReason, t.home.selfTest).map((line) => <div key={line}>{line}</div>),
            ]
          : null,
        [t.run.started, run.startedAt === null ? t.run.waiting : time(run.startedAt)],
        run.endedAt === null ? null : [t.run.ended, time(run.endedAt)],
        [t.run.folder, <Path key="out">{run.out}</Path>],
        run.tags.length === 0
          ? null
          : [
              t.run.tags,
              <Stack key="tags" direction="row" sx={{ flexWrap: 'wrap', gap: 0.5 }}>
                {run.tags.map((tag) => (
                  <Chip key={tag} label={tag} variant="outlined" />
                ))}
              </Stack>,
            ],
        run.notes === '' ? null : [t.run.notes, run.notes],
      ]}
    />
  );
}

function Path({ children }: { readonly children: string }) {
  return (
    <Typography component="span" variant="body2" sx={{ fontFamily: monospace, fontSize: '0.75rem' }}>
      {children}
    </Typography>
  );
}
