/** The Hub's access token: kept or forgotten, never shown. */
import { Button, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { Help } from '../../components/Help.tsx';
import { useNotices } from '../../components/notices.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';

export function HubToken({ kept }: { readonly kept: boolean }) {
  const t = useText();
  const notices = useNotices();
  const [token, setToken] = useState('');
  const { mutate, isPending } = useApiMutation('settings.setHubToken', {
    onSuccess: (_nothing, { token: given }) => {
      setToken('');
      notices.info(given === null ? t.settings.tokenForgotten : t.settings.tokenSaved);
    },
  });
  return (
    <Section title={t.settings.hub}>
      <Typography variant="body2" color="textSecondary">
        {t.settings.tokenAbout} <Help term="hubToken" />
      </Typography>
      <Stack
        component="form"
        direction="row"
        spacing={1}
        sx={{ alignItems: 'center' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') mutate({ token: token.trim() });
        }}
      >
        <TextField
          fullWidth
          type="password"
          autoComplete="off"
          label={t.settings.token}
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
        <Button type="submit" disabled={token.trim() === '' || isPending} sx={{ flexShrink: 0 }}>
          {t.settings.tokenSave}
        </Button>
      </Stack>
      <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
        <Typography variant="body2">{kept ? t.settings.tokenKept : t.settings.tokenNone}</Typography>
        {kept ? (
          <Button variant="text" disabled={isPending} onClick={() => mutate({ token: null })}>
            {t.settings.tokenForget}
          </Button>
        ) : null}
      </Stack>
    </Section>
  );
}
