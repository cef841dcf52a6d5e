/** How training behaves beside other work on the machine. */
import { FormControlLabel, Stack, Switch, Typography } from '@mui/material';
import { useId } from 'react';
import type { Settings } from '../../../../shared/records/app.ts';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';

interface TrainingProps {
  readonly settings: Settings;
  readonly onChange: (changes: Partial<Settings>) => void;
}

export function Training({ settings, onChange }: TrainingProps) {
  const t = useText();
  const switches = [
    { key: 'keepTraining', label: t.settings.keepTraining, about: t.settings.keepTrainingAbout },
    { key: 'lowPriority', label: t.settings.lowPriority, about: t.settings.lowPriorityAbout },
    { key: 'notifications', label: t.settings.notifications, about: t.settings.notificationsAbout },
  ] as const;
  return (
    <Section title={t.settings.training}>
      {switches.map(({ key, label, about }) => (
        <Choice
          key={key}
          label={label}
          about={about}
          checked={settings[key]}
          onChange={(checked) => onChange({ [key]: checked })}
        />
      ))}
    </Section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly about: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Choice({ label, about, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <Stack>
      <FormControlLabel
        label={label}
        control={
          <Switch
            size="small"
            checked={checked}
            onChange={(_event, now) => onChange(now)}
            slotProps={{ input: { 'aria-describedby': id } }}
            sx={{ mr: 0.5 }}
          />
        }
      />
      <Typography id={id} variant="body2" color="textSecondary" sx={{ pl: 5 }}>
        {about}
      </Typography>
    </Stack>
  );
}
