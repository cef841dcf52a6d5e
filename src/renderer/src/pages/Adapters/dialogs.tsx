/** What is asked on the page Adapters: a new name, notes and tags, and the folder to import. */
import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { Adapter, AdapterVersion } from '../../../../shared/records/adapters.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { Loading } from '../../components/Await.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PathField } from '../../components/PathField.tsx';
import { useText } from '../../text/TextProvider.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly disabled?: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

/** Enter confirms, Escape closes. */
function FormDialog({ title, confirm, disabled = false, onClose, onConfirm, children }: FormDialogProps) {
  const t = useText();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!disabled) onConfirm();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            {children}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t.frame.cancel}</Button>
          <Button type="submit" variant="contained" disabled={disabled}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface RenameDialogProps {
  readonly adapter: Adapter;
  readonly onClose: () => void;
  readonly onRename: (name: string) => void;
}

export function RenameDialog({ adapter, onClose, onRename }: RenameDialogProps) {
  const t = useText();
  const [name, setName] = useState(adapter.name);
  return (
    <FormDialog
      title={t.adapters.renameTitle}
      confirm={t.frame.rename}
      disabled={name.trim() === ''}
      onClose={onClose}
      onConfirm={() => onRename(name.trim())}
    >
      <TextField
        label={t.adapters.name}
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoFocus
      />
    </FormDialog>
  );
}

interface EditDialogProps {
  readonly version: AdapterVersion;
  /** "Name v2". */
  readonly label: string;
  readonly onClose: () => void;
  readonly onSave: (notes: string, tags: string[]) => void;
}

export function EditDialog({ version, label, onClose, onSave }: EditDialogProps) {
  const t = useText();
  const [notes, setNotes] = useState(version.notes);
  const [tags, setTags] = useState(version.tags.join(', '));
  return (
    <FormDialog
      title={t.adapters.editTitle(label)}
      confirm={t.frame.save}
      onClose={onClose}
      onConfirm={() => onSave(notes.trim(), tagsOf(tags))}
    >
      <TextField
        label={t.adapters.notes}
        value={notes}
        onChange={(event) => setNotes(event.target.value)}
        multiline
        minRows={3}
        maxRows={10}
        autoFocus
      />
      <TextField
        label={t.adapters.tags}
        value={tags}
        onChange={(event) => setTags(event.target.value)}
        helperText={t.adapters.tagsHint}
      />
    </FormDialog>
  );
}

/** Each tag once. */
function tagsOf(text: string): string[] {
  return [...new Set(text.split(/[,，、]/).map((tag) => tag.trim()))].filter((tag) => tag !== '');
}

interface ImportDialogProps {
  readonly models: readonly Model[];
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly onImport: (path: string, modelId: string) => void;
}

export function ImportDialog({ models, busy, error, onClose, onImport }: ImportDialogProps) {
  const t = useText();
  const [path, setPath] = useState('');
  const [modelId, setModelId] = useState(models[0]?.id ?? '');
  return (
    <FormDialog
      title={t.adapters.importTitle}
      confirm={t.adapters.import}
      disabled={busy || path.trim() === '' || modelId === ''}
      onClose={onClose}
      onConfirm={() => onImport(path.trim(), modelId)}
    >
      <Typography color="textSecondary">{t.adapters.importAbout}</Typography>
      {models.length === 0 ? <Alert severity="info">{t.adapters.importNoModels}</Alert> : null}
      <PathField
        choice="adapterFolder"
        label={t.adapters.importPath}
        value={path}
        onPath={setPath}
        helperText={t.adapters.importPathHint}
        autoFocus
      />
      <TextField
        select
        label={t.adapters.importModel}
        value={modelId}
        onChange={(event) => setModelId(event.target.value)}
        disabled={models.length === 0}
      >
        {models.map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      {busy ? <Loading label={t.adapters.importing} /> : null}
      {error && !busy ? <ErrorNotice error={error} /> : null}
    </FormDialog>
  );
}
