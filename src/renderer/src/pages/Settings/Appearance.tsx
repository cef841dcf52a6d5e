/** Light or dark, and the language; both follow the system until chosen. */
import { MenuItem, Stack, TextField, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import type { Settings } from '../../../../shared/records/app.ts';
import { Section } from '../../components/Section.tsx';
import { languageNames, languages } from '../../text/language.ts';
import { useText } from '../../text/TextProvider.tsx';

interface AppearanceProps extends Pick<Settings, 'theme' | 'language'> {
  readonly onChange: (changes: Partial<Settings>) => void;
}

export function Appearance({ theme, language, onChange }: AppearanceProps) {
  const t = useText();
  return (
    <Section title={t.settings.appearance}>
      <Stack spacing={2} sx={{ alignItems: 'flex-start' }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          color="primary"
          value={theme}
          aria-label={t.settings.appearance}
          onChange={(_event, chosen: Settings['theme'] | null) => chosen && onChange({ theme: chosen })}
        >
          {(['system', 'light', 'dark'] as const).map((each) => (
            <ToggleButton key={each} value={each} sx={{ px: 1.5 }}>
              {t.settings.themes[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <TextField
          select
          label={t.settings.language}
          value={language}
          onChange={({ target }) => onChange({ language: target.value as Settings['language'] })}
          sx={{ minWidth: 200 }}
        >
          <MenuItem value="system">{t.settings.languageSystem}</MenuItem>
          {languages.map((each) => (
            <MenuItem key={each} value={each}>
              <Typography component="span" lang={each}>
                {languageNames[each]}
              </Typography>
            </MenuItem>
          ))}
        </TextField>
      </Stack>
    </Section>
  );
}
