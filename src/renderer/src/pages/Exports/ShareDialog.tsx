/** Where an export is shared on the Hub, who sees it, and its card, which is read before it is sent. */
import {
  Alert,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Stack,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import { useId, useState } from 'react';
import { useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

interface ShareDialogProps {
  readonly adapter: string;
  /** Whether an access token is kept. */
  readonly hasToken: boolean;
  /** The card proposed for the repository that was entered last. */
  readonly card: string;
  readonly onRepo: (repo: string) => void;
  readonly onClose: () => void;
  readonly onShare: (order: { repo: string; isPrivate: boolean; card: string }) => void;
}

export function ShareDialog({ adapter, hasToken, card, onRepo, onClose, onShare }: ShareDialogProps) {
  const t = useText();
  const id = useId();
  const [repo, setRepo] = useState('');
  const [isPrivate, setPrivate] = useState(true);
  const [edited, setEdited] = useState<string | null>(null);
  const ready = hasToken && /^[^/\s]+\/[^/\s]+$/.test(repo.trim());
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby={id}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onShare({ repo: repo.trim(), isPrivate, card: edited ?? '' });
          onClose();
        }}
      >
        <DialogTitle id={id} component="h2">
          {t.exports.shareTitle(adapter)}
        </DialogTitle>
        <DialogContent>
          <Stack spacing={1.5} sx={{ pt: 1 }}>
            {hasToken ? null : <Alert severity="info">{t.exports.shareNoToken}</Alert>}
            <TextField
              autoFocus
              fullWidth
              label={t.exports.shareRepo}
              helperText={t.exports.shareRepoHint}
              value={repo}
              onChange={({ target }) => setRepo(target.value)}
              onBlur={() => onRepo(repo.trim())}
            />
            <FormControlLabel
              label={t.exports.sharePrivate}
              control={
                <Switch
                  size="small"
                  checked={isPrivate}
                  onChange={(_event, on) => setPrivate(on)}
                  sx={{ mr: 0.5 }}
                />
              }
            />
            <TextField
              fullWidth
              multiline
              rows={14}
              label={t.exports.shareCard}
              helperText={t.exports.shareCardHint}
              value={edited ?? card}
              onChange={({ target }) => setEdited(target.value)}
              slotProps={{ input: { sx: { fontFamily: monospace, fontSize: '0.75rem' } } }}
            />
            <Typography variant="body2" color="textSecondary">
              {t.exports.shareAbout}
            </Typography>
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t.frame.cancel}</Button>
          <Button type="submit" variant="contained" disabled={!ready}>
            {t.exports.share}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
