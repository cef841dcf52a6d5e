/** Sets of questions that are asked of every adapter: used one by one, asked all at once, kept and edited. */

import RemoveIcon from '@mui/icons-material/DeleteOutlined';
import EditIcon from '@mui/icons-material/EditOutlined';
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  IconButton,
  ListItemButton,
  ListItemText,
  MenuItem,
  Stack,
  TextField,
  Tooltip,
  Typography,
} from '@mui/material';
import { type FormEvent, useId, useState } from 'react';
import type { PromptSet } from '../../../../shared/records/playground.ts';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';

interface PromptSetsProps {
  readonly sets: readonly PromptSet[];
  readonly canAsk: boolean;
  readonly onUse: (prompt: string) => void;
  readonly onAskAll: (prompts: readonly string[]) => void;
  readonly onSave: (set: PromptSet) => void;
  readonly onRemove: (set: PromptSet) => void;
}

export function PromptSets({ sets, canAsk, onUse, onAskAll, onSave, onRemove }: PromptSetsProps) {
  const t = useText();
  const [chosen, setChosen] = useState('');
  const [editing, setEditing] = useState<PromptSet | null>(null);
  const set = sets.find(({ id }) => id === chosen) ?? sets[0];
  const newSet = (): PromptSet => ({
    id: `${Date.now().toString(36)}-${sets.length}`,
    name: '',
    prompts: [],
  });
  return (
    <Section
      title={t.playground.sets}
      actions={<Button onClick={() => setEditing(newSet())}>{t.playground.newSet}</Button>}
    >
      {set ? (
        <>
          <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
            <TextField
              select
              label={t.playground.set}
              value={set.id}
              onChange={(event) => setChosen(event.target.value)}
              fullWidth
            >
              {sets.map(({ id, name }) => (
                <MenuItem key={id} value={id}>
                  {name}
                </MenuItem>
              ))}
            </TextField>
            <Tooltip title={t.playground.editSet}>
              <IconButton aria-label={t.playground.editSet} onClick={() => setEditing(set)}>
                <EditIcon fontSize="small" />
              </IconButton>
            </Tooltip>
            <Tooltip title={t.playground.removeSet}>
              <IconButton aria-label={t.playground.removeSet} onClick={() => onRemove(set)}>
                <RemoveIcon fontSize="small" />
              </IconButton>
            </Tooltip>
          </Stack>
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 260, overflowY: 'auto' }}>
            {set.prompts.map((prompt) => (
              <li key={prompt}>
                <ListItemButton
                  dense
                  aria-label={t.playground.takePrompt(prompt)}
                  onClick={() => onUse(prompt)}
                  sx={{ borderRadius: 1 }}
                >
                  <ListItemText
                    primary={prompt}
                    slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }}
                  />
                </ListItemButton>
              </li>
            ))}
          </Box>
          {set.prompts.length > 0 ? (
            <div>
              <Button disabled={!canAsk} onClick={() => onAskAll(set.prompts)}>
                {t.playground.askAll}
              </Button>
              <Typography variant="caption" component="p" color="textSecondary" sx={{ mt: 0.5 }}>
                {t.playground.askAllAbout}
              </Typography>
            </div>
          ) : null}
        </>
      ) : (
        <Typography color="textSecondary">{t.playground.setsAbout}</Typography>
      )}
      {editing ? (
        <SetDialog
          set={editing}
          onClose={() => setEditing(null)}
          onSave={(changed) => {
            setEditing(null);
            setChosen(changed.id);
            onSave(changed);
          }}
        />
      ) : null}
    </Section>
  );
}

interface SetDialogProps {
  readonly set: PromptSet;
  readonly onClose: () => void;
  readonly onSave: (set: PromptSet) => void;
}

function SetDialog({ set, onClose, onSave }: SetDialogProps) {
  const t = useText();
  const id = useId();
  const [name, setName] = useState(set.name);
  const [text, setText] = useState(set.prompts.join('\n'));
  const prompts = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onSave({ id: set.id, name: name.trim(), prompts });
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={id}>{t.playground.set}</DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            <TextField
              label={t.playground.setName}
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoFocus
            />
            <TextField
              label={t.playground.prompts}
              value={text}
              onChange={(event) => setText(event.target.value)}
              helperText={t.playground.promptsHint}
              multiline
              minRows={5}
              maxRows={14}
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
