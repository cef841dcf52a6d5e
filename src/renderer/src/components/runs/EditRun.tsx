/** Asks for a run's name, tags and notes. */
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, TextField } from '@mui/material';
import { useId, useState } from 'react';
import type { Run } from '../../../../shared/records/runs.ts';
import { useApiMutation } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';

interface EditRunProps {
  readonly run: Pick<Run, 'id' | 'name' | 'tags' | 'notes'>;
  readonly onClose: () => void;
}

export function EditRun({ run, onClose }: EditRunProps) {
  const t = useText();
  const id = useId();
  const [name, setName] = useState(run.name);
  const [tags, setTags] = useState(run.tags.join(', '));
  const [notes, setNotes] = useState(run.notes);
  const { mutate: update } = useApiMutation('runs.update', { onSuccess: onClose });
  const save = () =>
    update({ id: run.id, name: name.trim(), notes: notes.trim(), tags: tags.split(/[,，、]/) });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save();
        }}
      >
        <DialogTitle id={id} component="h2">
          {t.runs.editTitle(run.name)}
        </DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            <TextField
              autoFocus
              label={t.frame.nameLabel}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
            <TextField
              label={t.run.tags}
              helperText={t.runs.tagsHint}
              value={tags}
              onChange={({ target }) => setTags(target.value)}
            />
            <TextField
              multiline
              minRows={3}
              maxRows={10}
              label={t.run.notes}
              value={notes}
              onChange={({ target }) => setNotes(target.value)}
            />
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t.frame.cancel}</Button>
          <Button type="submit" variant="contained" disabled={name.trim() === ''}>
            {t.frame.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
