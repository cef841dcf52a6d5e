/** Step four: a name, what will happen in one paragraph, what to mind, and every other setting one click away. */
import ExpandIcon from '@mui/icons-material/ExpandMoreOutlined';
import {
  Accordion,
  AccordionDetails,
  AccordionSummary,
  Alert,
  Button,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import type { Preview } from '../../../../shared/records/runs.ts';
import { Copyable } from '../../components/Copyable.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { Advanced } from './Advanced.tsx';
import { chosen, type Draft } from './draft.ts';
import { runSentences, warningText } from './forecastText.ts';
import { useNewRunForm } from './useNewRun.ts';

export function ReviewStep() {
  const { register, preview, draft, usualName } = useNewRunForm();
  const t = useText();
  const formats = useFormats();
  const sentences = preview ? runSentences(preview, t.newRun.forecast, formats) : [];
  return (
    <Section title={t.newRun.steps.review}>
      <Typography>{sentences.join(t.data.sentenceGap) || t.newRun.review.waiting}</Typography>
      {preview ? <Warnings warnings={preview.warnings} /> : null}
      <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap', pt: 0.5 }}>
        <TextField
          label={t.newRun.review.name}
          placeholder={usualName}
          slotProps={{ inputLabel: { shrink: true } }}
          {...register('name')}
          sx={{ flex: '1 1 220px' }}
        />
        <TextField
          multiline
          minRows={2}
          maxRows={8}
          label={t.newRun.review.prompts}
          helperText={t.newRun.review.promptsAbout}
          slotProps={{ inputLabel: { shrink: true } }}
          {...register('prompts')}
          sx={{ flex: '2 1 320px' }}
        />
      </Stack>
      <Accordion
        disableGutters
        variant="outlined"
        slotProps={{ heading: { component: 'h3' }, transition: { unmountOnExit: true } }}
      >
        <AccordionSummary expandIcon={<ExpandIcon />}>
          <Typography component="span">{t.newRun.review.advanced}</Typography>
        </AccordionSummary>
        <AccordionDetails>
          <Stack spacing={3}>
            <Advanced />
            <AsText draft={draft} command={preview?.command ?? ''} />
          </Stack>
        </AccordionDetails>
      </Accordion>
    </Section>
  );
}

function Warnings({ warnings }: Pick<Preview, 'warnings'>) {
  const { draft, change } = useNewRunForm();
  const t = useText();
  const formats = useFormats();
  return warnings.map((warning) => {
    const { kind, fix } = warning;
    const message = warningText(warning, t.newRun.forecast, formats);
    return (
      <Alert
        key={kind}
        severity="warning"
        action={
          fix ? (
            <Button
              color="inherit"
              onClick={() => change({ ...draft, ...(fix as Draft) })}
              aria-label={`${t.newRun.review.fix}: ${message}`}
            >
              {t.newRun.review.fix}
            </Button>
          ) : null
        }
      >
        {message}
      </Alert>
    );
  });
}

interface AsTextProps {
  readonly draft: Draft;
  readonly command: string;
}

/** The same settings as text: for a script, or for somebody else. */
function AsText({ draft, command }: AsTextProps) {
  const t = useText();
  const json = JSON.stringify(chosen(draft), null, 2);
  return (
    <Stack spacing={1.5}>
      <Typography variant="h3">{t.newRun.review.asText}</Typography>
      <Copyable label={t.newRun.review.command} text={command} />
      <Copyable label={t.newRun.review.json} text={json} />
    </Stack>
  );
}
