/** The ways to get data in: drop or pick a file, a name on the Hub, a path, or the sample. */
import { Button, Stack } from '@mui/material';
import { useState } from 'react';
import { dataFiles, isPath } from '../../components/data/dataFiles.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FileDrop } from '../../components/FileDrop.tsx';
import { PathField } from '../../components/PathField.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';

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
  const download = useApiMutation('datasets.download', { onSuccess: () => setPlace('') });
  const take = () => {
    const text = place.trim();
    if (text === '') return;
    if (isPath(text)) mutate({ path: text });
    else download.mutate({ name: text });
  };
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
          <Button type="submit" disabled={place.trim() === '' || isPending} sx={{ flexShrink: 0 }}>
            {t.datasets.get}
          </Button>
        </Stack>
        <Button disabled={isPending} onClick={() => mutate({ sample: true })} sx={{ flexShrink: 0 }}>
          {t.datasets.sample}
        </Button>
      </Stack>
      {error ? <ErrorNotice error={error} onRetry={reset} retryLabel={t.frame.dismiss} /> : null}
    </Section>
  );
}
