/** Which program this is. */
import { Typography } from '@mui/material';
import type { AppInfo } from '../../../../shared/records/app.ts';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function About({ info }: { readonly info: AppInfo }) {
  const t = useText();
  return (
    <Section title={t.settings.about}>
      <Typography>
        {t.frame.name}, {t.frame.version(info.version)}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {t.settings.aboutText}
      </Typography>
    </Section>
  );
}
