/** A model folder on the machine where the studio runs, taken where it lies or copied into the library. */
import { Button, FormControlLabel, Stack, Switch, Typography } from '@mui/material';
import { useState } from 'react';
import type { Input } from '../../../../shared/api.ts';
import { PathField } from '../../components/PathField.tsx';
import { useText } from '../../text/TextProvider.tsx';

interface FromFolderProps {
  readonly onImport: (input: Input<'models.import'>) => void;
}

export function FromFolder({ onImport }: FromFolderProps) {
  const t = useText();
  const [path, setPath] = useState('');
  const [copy, setCopy] = useState(false);
  return (
    <Stack
      component="form"
      spacing={2}
      sx={{ alignItems: 'flex-start', pt: 1 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '') onImport({ path: path.trim(), copy });
      }}
    >
      <PathField
        autoFocus
        choice="modelFolder"
        label={t.models.folder}
        helperText={t.models.folderAbout}
        value={path}
        onPath={setPath}
      />
      <Stack>
        <FormControlLabel
          label={t.models.copy}
          control={<Switch checked={copy} onChange={(_event, now) => setCopy(now)} />}
        />
        <Typography variant="body2" color="textSecondary">
          {copy ? t.models.copyOn : t.models.copyOff}
        </Typography>
      </Stack>
      <Button type="submit" variant="contained" disabled={path.trim() === ''}>
        {t.models.import}
      </Button>
    </Stack>
  );
}
