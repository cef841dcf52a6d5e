/** A model of the Hub by name or address: first what it is and what one may do with it, then the download. */
import { Alert, Button, Card, CardContent, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { HubModel } from '../../../../shared/records/models.ts';
import { Loading } from '../../components/Await.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Help } from '../../components/Help.tsx';
import { useSentence } from '../../components/useSentence.ts';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

export function FromHub({ onStarted }: { readonly onStarted: () => void }) {
  const t = useText();
  const [name, setName] = useState('');
  const look = useApiMutation('models.look', { meta: { quiet: true } });
  const download = useApiMutation('models.download', { onSuccess: onStarted });
  const ask = () => look.mutate({ name: name.trim() });
  return (
    <Stack spacing={2}>
      <Stack
        component="form"
        direction="row"
        spacing={1}
        sx={{ alignItems: 'center', pt: 1 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') ask();
        }}
      >
        <TextField
          autoFocus
          fullWidth
          label={t.models.hubName}
          placeholder="HuggingFaceTB/SmolLM2-135M-Instruct"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" disabled={name.trim() === '' || look.isPending} sx={{ flexShrink: 0 }}>
          {t.models.look}
        </Button>
      </Stack>
      {look.isPending ? <Loading label={t.models.looking} /> : null}
      {look.error ? <ErrorNotice error={look.error} onRetry={ask} /> : null}
      {look.data ? (
        <Found
          model={look.data}
          pending={download.isPending}
          onDownload={() => look.data && download.mutate({ name: look.data.name })}
        />
      ) : null}
    </Stack>
  );
}

interface FoundProps {
  readonly model: HubModel;
  readonly pending: boolean;
  readonly onDownload: () => void;
}

function Found({ model, pending, onDownload }: FoundProps) {
  const t = useText();
  const sentence = useSentence();
  const { bytes } = useFormats();
  return (
    <Card>
      <CardContent>
        <Stack spacing={1.5} sx={{ alignItems: 'flex-start' }}>
          <Typography variant="h3">{model.name}</Typography>
          <Facts
            facts={[
              [t.models.license, model.license ?? t.models.unknown],
              [t.models.download, bytes(model.bytes)],
              [t.models.architecture, model.architecture ?? t.models.unknown],
              [t.models.revision, model.revision.slice(0, 12)],
            ]}
          />
          {model.gated ? (
            <Alert severity="info">
              {t.models.gated} <Help term="gated" />
            </Alert>
          ) : null}
          {model.unsupported === null ? (
            <Button variant="contained" loading={pending} onClick={onDownload}>
              {t.models.downloadIt}
            </Button>
          ) : (
            <Alert severity="warning">{sentence(model.unsupported, '')}</Alert>
          )}
        </Stack>
      </CardContent>
    </Card>
  );
}
