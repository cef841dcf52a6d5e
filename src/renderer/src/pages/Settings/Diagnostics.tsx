/** One button that makes a zip of facts to send along with a question. */
import { Box, Button, Typography } from '@mui/material';
import { Section } from '../../components/Section.tsx';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';

export function Diagnostics() {
  const t = useText();
  const { mutate, isPending, data } = useApiMutation('settings.diagnostics');
  return (
    <Section title={t.settings.diagnostics}>
      <Typography variant="body2" color="textSecondary">
        {t.settings.diagnosticsAbout}
      </Typography>
      <Box>
        <Button loading={isPending} onClick={() => mutate(undefined)}>
          {t.settings.diagnosticsMake}
        </Button>
      </Box>
      <Typography role="status" variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {data ? t.settings.diagnosticsMade(data.path) : ''}
      </Typography>
    </Section>
  );
}
