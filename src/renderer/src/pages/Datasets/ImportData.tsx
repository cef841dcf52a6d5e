/** The ways to get data in: drop or pick a file, a name on the Hub, which is looked up first, a path, or the sample. */
import { Button, Stack } from '@mui/material';
import { useState } from 'react';
import { Loading } from '../../components/Await.tsx';
import { dataFiles, isPath } from '../../components/data/dataFiles.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FileDrop } from '../../components/FileDrop.tsx';
import { PathField } from '../../components/PathField.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import { HubFound } from './HubFound.tsx';

interface ImportDataProps {
  /** Told the dataset's id. */
  readonly onImported: (id: string) => void;
}

export function ImportData({ onImported }: ImportDataProps) {
  const t = useText();
  const [place, setPlace] = useState('');
  const { mutate, isPending, error, reset } = useApiMutation('datasets.import', {
    meta: { quiet: true },
    onSuccess: ({ id }) => {
      setPlace('');
      onImported(id);
    },
  });
  const look = useApiMutation('datasets.look', { meta: { quiet: true } });
  const download = useApiMutation('datasets.download', {
    onSuccess: () => {
      setPlace('');
      look.reset();
    },
  });
  const take = () => {
    const text = place.trim();
    if (text === '') return;
    reset();
    look.reset();
    if (isPath(text)) mutate({ path: text });
    else look.mutate({ name: text });
  };
  const busy = isPending || look.isPending;
  return (
    <Section title={t.datasets.import}>
      <FileDrop
        label={t.datasets.drop}
        about={t.datasets.dropAbout}
        accept={dataFiles}
        disabled={isPending}
        onPath={(path) => mutate({ path })}
      />
      <Stack direction="row" spacing={1}>
        <Stack
          component="form"
          direction="row"
          spacing={1}
          sx={{ flex: 1 }}
          onSubmit={(event) => {
            event.preventDefault();
            take();
          }}
        >
          <PathField choice="dataFolder" label={t.datasets.place} value={place} onPath={setPlace} />
          <Button type="submit" disabled={place.trim() === '' || busy} sx={{ flexShrink: 0 }}>
            {t.datasets.get}
          </Button>
        </Stack>
        <Button disabled={isPending} onClick={() => mutate({ sample: true })} sx={{ flexShrink: 0 }}>
          {t.datasets.sample}
        </Button>
      </Stack>
      {look.isPending ? <Loading label={t.models.looking} /> : null}
      {look.error ? <ErrorNotice error={look.error} onRetry={take} /> : null}
      {look.data ? (
        <HubFound
          key={look.data.name}
          found={look.data}
          pending={download.isPending}
          onDownload={(choice) => look.data && download.mutate({ name: look.data.name, ...choice })}
          onDismiss={look.reset}
        />
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={reset} retryLabel={t.frame.dismiss} /> : null}
    </Section>
  );
}
