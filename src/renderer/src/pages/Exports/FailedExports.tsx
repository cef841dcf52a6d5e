/** Exports that their own check refused: kept with the reason, to be looked into or deleted, never to be used. */
import { Box, Button, Stack, Typography } from '@mui/material';
import { inWindow } from '../../api.ts';
import { Section } from '../../components/Section.tsx';
import { useCopy } from '../../components/useCopy.ts';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

export function FailedExports() {
  const t = useText();
  const formats = useFormats();
  const copy = useCopy();
  const { data: failed = [] } = useApiQuery('exports.failed');
  const { mutate: show } = useApiMutation('app.showFolder');
  const { mutate: remove, isPending } = useApiMutation('exports.removeFailed');
  if (failed.length === 0) return null;
  return (
    <Section title={t.exports.failedTitle}>
      <Typography variant="body2" color="textSecondary">
        {t.exports.failedAbout}
      </Typography>
      <Stack component="ul" spacing={1.5} sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {failed.map(({ path, reason, bytes, failedAt }) => (
          <Box component="li" key={path}>
            <Typography variant="body2" sx={{ fontFamily: monospace, overflowWrap: 'anywhere' }}>
              {path}
            </Typography>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              {reason}
            </Typography>
            <Typography variant="body2" color="textSecondary">
              {formats.bytes(bytes)} · {formats.ago(failedAt)}
            </Typography>
            <Stack direction="row" spacing={1} sx={{ mt: 0.5 }}>
              <Button onClick={() => copy(path)} aria-label={t.exports.copyPathLabel(path)}>
                {t.exports.copyPath}
              </Button>
              {inWindow ? (
                <Button onClick={() => show({ path })} aria-label={t.exports.openFolderLabel(path)}>
                  {t.exports.openFolder}
                </Button>
              ) : null}
              <Button
                color="error"
                disabled={isPending}
                onClick={() => remove({ path })}
                aria-label={t.exports.removeFailedLabel(path)}
              >
                {t.exports.remove}
              </Button>
            </Stack>
          </Box>
        ))}
      </Stack>
    </Section>
  );
}
