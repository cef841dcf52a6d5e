/** Who opens a GGUF export again: the studio always, and llama.cpp where it is installed, which it is from here on request. */
import { Button, Stack, Typography } from '@mui/material';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useJobs } from '../../hooks/useJobs.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

export function LlamaCppOffer() {
  const t = useText();
  const { bytes } = useFormats();
  const { data } = useApiQuery('exports.llamaCpp');
  const { jobs } = useJobs(({ kind, state }) => kind === 'llamaCpp' && state === 'running');
  const { mutate, isPending } = useApiMutation('exports.installLlamaCpp');
  if (!data) return null;
  const { state, version, downloadBytes } = data;
  const about = {
    installed: t.exports.llamaCppThere(version),
    absent: t.exports.llamaCppAbsent,
    unavailable: t.exports.llamaCppNone,
  }[state];
  return (
    <Stack direction="row" useFlexGap spacing={1} sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
      <Typography variant="body2" color="textSecondary">
        {about}
      </Typography>
      {state === 'absent' ? (
        <Button
          type="button"
          variant="text"
          disabled={isPending || jobs.length > 0}
          onClick={() => mutate(undefined)}
        >
          {t.exports.llamaCppInstall(bytes(downloadBytes))}
        </Button>
      ) : null}
    </Stack>
  );
}
