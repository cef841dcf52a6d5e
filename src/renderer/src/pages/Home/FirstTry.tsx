/** "Try it": one click from the first start to a running fine-tune, with what each choice costs. */
import { Button, Stack, Typography } from '@mui/material';
import { firstTrySeconds } from '../../../../shared/firstTry.ts';
import type { DeviceReport } from '../../../../shared/records/app.ts';
import { Loading } from '../../components/Await.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Help } from '../../components/Help.tsx';
import { JobProgress } from '../../components/JobRow.tsx';
import { RouterButton } from '../../components/links.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { useFirstTry } from './useFirstTry.ts';

interface FirstTryProps {
  /** What the self-test found, once it has. */
  readonly devices: readonly DeviceReport[] | undefined;
}

export function FirstTry({ devices = [] }: FirstTryProps) {
  const t = useText();
  const { duration } = useFormats();
  const { stage, job, error, start } = useFirstTry();
  const seconds = firstTrySeconds(devices);
  const takes = seconds === null ? '' : t.home.tryTakes(duration(seconds));
  return (
    <Section title={t.home.tryTitle}>
      <Typography>
        {t.home.tryAbout} <Help term="lora" />
      </Typography>
      {error ? <ErrorNotice error={error} /> : null}
      {stage === 'idle' ? (
        <Stack spacing={2} sx={{ pt: 0.5 }}>
          <Choice
            label={t.home.tryTiny}
            about={[t.home.tryTinyAbout, takes].filter(Boolean).join(t.data.sentenceGap)}
            main
            onClick={() => start(true)}
          />
          <Choice label={t.home.tryStarter} about={t.home.tryStarterAbout} onClick={() => start(false)} />
          <Typography color="textSecondary">
            {t.home.ownData}{' '}
            <RouterButton to="/new" variant="text" sx={{ verticalAlign: 'baseline' }}>
              {t.newRun.title}
            </RouterButton>
          </Typography>
        </Stack>
      ) : (
        <div role="status">
          {stage === 'model' && job ? <JobProgress job={job} /> : <Loading label={t.frame.starting[stage]} />}
        </div>
      )}
    </Section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly about: string;
  readonly main?: boolean;
  readonly onClick: () => void;
}

function Choice({ label, about, main = false, onClick }: ChoiceProps) {
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
      <Button
        size="medium"
        variant={main ? 'contained' : 'outlined'}
        onClick={onClick}
        sx={{ flexShrink: 0, width: 220 }}
      >
        {label}
      </Button>
      <Typography variant="body2" color="textSecondary">
        {about}
      </Typography>
    </Stack>
  );
}
