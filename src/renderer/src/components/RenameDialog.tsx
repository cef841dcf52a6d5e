/** Asks for another name. */
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState } from 'react';
import { useText } from '../text/TextProvider.tsx';

interface RenameDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onRename: (name: string) => void;
}

export function RenameDialog({ name, onClose, onRename }: RenameDialogProps) {
  const t = useText();
  const id = useId();
  const [text, setText] = useState(name);
  const newName = text.trim();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (newName === '') return;
          if (newName !== name) onRename(newName);
          onClose();
        }}
      >
        <DialogTitle id={id} component="h2">
          {t.frame.rename}
        </DialogTitle>
        <DialogContent>
          <TextField
            autoFocus
            fullWidth
            margin="dense"
            label={t.frame.nameLabel}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onFocus={({ target }) => target.select()}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t.frame.cancel}</Button>
          <Button type="submit" variant="contained" disabled={newName === ''}>
            {t.frame.rename}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
