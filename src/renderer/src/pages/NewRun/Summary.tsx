/** The column at the right: what has been chosen comes to, what it takes, and the button that starts it. */
import { Alert, Box, Button, Divider, LinearProgress, Stack, Typography } from '@mui/material';
import type { Preview } from '../../../../shared/records/runs.ts';
import { Loading } from '../../components/Await.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Facts } from '../../components/Facts.tsx';
import { JobProgress } from '../../components/JobRow.tsx';
import { Section } from '../../components/Section.tsx';
import { deviceText } from '../../format.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { basisSentences } from './forecastText.ts';
import { MemoryBar } from './MemoryBar.tsx';
import { useNewRunForm } from './useNewRun.ts';

export function Summary() {
  const t = useText();
  const formats = useFormats();
  const labels: Readonly<Record<string, string>> = t.newRun.fields;
  const { model, dataset, starter, rank, full, preview, pending, mistakes } = useNewRunForm();
  return (
    <Stack sx={{ maxHeight: 'inherit' }}>
      <Box sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
        <Section title={t.newRun.summary}>
          <LinearProgress
            aria-hidden
            sx={{ height: 2, mt: -1, visibility: pending ? 'visible' : 'hidden' }}
          />
          <Facts
            facts={[
              [t.frame.model, model?.name ?? (starter ? t.newRun.model[starter] : '–')],
              [t.frame.dataset, dataset?.name ?? '–'],
              [t.newRun.rank.title, full ? t.newRun.rank.full : formats.number(rank)],
            ]}
          />
          <Divider />
          <Figures preview={preview} />
          {preview?.memory ? (
            <>
              <Divider />
              <MemoryBar memory={preview.memory} />
            </>
          ) : null}
          {preview ? (
            <Typography variant="body2" color="textSecondary">
              {basisSentences(preview, t.newRun.forecast, formats).join(t.data.sentenceGap)}
            </Typography>
          ) : null}
        </Section>
      </Box>
      <Stack spacing={1} sx={{ pt: 1.5 }}>
        {mistakes.length > 0 ? (
          <Alert severity="error">
            {t.newRun.review.problems}
            <Stack component="ul" sx={{ m: 0, pl: 2 }}>
              {mistakes.map(([field, message]) => (
                <li key={field}>{`${labels[field] ?? field}: ${message}`}</li>
              ))}
            </Stack>
          </Alert>
        ) : null}
        <Start />
      </Stack>
    </Stack>
  );
}

/** What stands in the way, what is being done, and the buttons. */
function Start() {
  const t = useText();
  const { error, busy, stage, job, canStart, begin } = useNewRunForm();
  return (
    <>
      {error ? <ErrorNotice error={error} /> : null}
      {busy === null ? null : (
        <Typography variant="body2" color="textSecondary">
          {t.newRun.busy(busy)}
        </Typography>
      )}
      {stage === 'idle' ? null : (
        <div role="status">
          {stage === 'model' && job ? <JobProgress job={job} /> : <Loading label={t.frame.starting[stage]} />}
        </div>
      )}
      <Stack direction="row" spacing={1}>
        <Button type="submit" variant="contained" size="large" disabled={!canStart} sx={{ flex: 1 }}>
          {t.newRun.start}
        </Button>
        <Button size="large" disabled={!canStart} onClick={() => begin(true)} sx={{ flexShrink: 0 }}>
          {t.newRun.queue}
        </Button>
      </Stack>
    </>
  );
}

function Figures({ preview }: { readonly preview: Preview | undefined }) {
  const t = useText();
  const { count, share, bytes, number, duration } = useFormats();
  if (!preview || preview.trainable === null)
    return (
      <Typography variant="body2" color="textSecondary">
        {t.newRun.unknown}
      </Typography>
    );
  const {
    trainable,
    total,
    adapterBytes,
    steps,
    rows,
    heldOutRows,
    seconds,
    diskBytes,
    diskFreeBytes,
    device,
  } = preview;
  return (
    <Facts
      facts={[
        [
          t.newRun.figures.trainable,
          t.newRun.figures.share(count(trainable), share(trainable / (total ?? trainable))),
        ],
        adapterBytes === null
          ? null
          : [trainable === total ? t.newRun.figures.model : t.newRun.figures.adapter, bytes(adapterBytes)],
        rows === null
          ? null
          : [
              t.newRun.figures.rows,
              heldOutRows
                ? `${number(rows)} + ${number(heldOutRows)} ${t.newRun.figures.heldOut}`
                : number(rows),
            ],
        steps === null ? null : [t.newRun.figures.steps, number(steps)],
        seconds === null ? null : [t.newRun.figures.time, <b key="time">{duration(seconds)}</b>],
        diskBytes === null
          ? null
          : [t.newRun.figures.disk, t.newRun.figures.diskOf(bytes(diskBytes), bytes(diskFreeBytes))],
        device === null ? null : [t.newRun.figures.device, deviceText(device)],
      ]}
    />
  );
}
