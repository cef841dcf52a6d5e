/** The ways to get another model: from the Hub, a folder, a GGUF file, or the one for a first try. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Stack,
  Tab,
  Tabs,
  Typography,
} from '@mui/material';
import { useId, useState } from 'react';
import { FileDrop } from '../../components/FileDrop.tsx';
import { Help } from '../../components/Help.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useText } from '../../text/TextProvider.tsx';
import { FromFolder } from './FromFolder.tsx';
import { FromHub } from './FromHub.tsx';

const ways = ['hub', 'folder', 'gguf', 'starter'] as const;
type Way = (typeof ways)[number];

export function GetModel({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const id = useId();
  const [way, setWay] = useState<Way>('hub');
  const { data: architectures = [] } = useApiQuery('models.architectures');
  const { mutate: importModel } = useApiMutation('models.import', { onSuccess: onClose });
  const { mutate: starter } = useApiMutation('models.starter', { onSuccess: onClose });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={`${id}-title`}>
      <DialogTitle id={`${id}-title`} component="h2">
        {t.models.get}
      </DialogTitle>
      <Tabs
        value={way}
        onChange={(_event, chosen: Way) => setWay(chosen)}
        aria-label={t.models.get}
        sx={{ px: 3, borderBottom: 1, borderColor: 'divider' }}
      >
        {ways.map((each) => (
          <Tab
            key={each}
            value={each}
            label={t.models.ways[each]}
            id={`${id}-${each}`}
            aria-controls={`${id}-panel`}
          />
        ))}
      </Tabs>
      <DialogContent
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${way}`}
        sx={{ minHeight: 280 }}
      >
        {way === 'hub' ? <FromHub onStarted={onClose} /> : null}
        {way === 'folder' ? <FromFolder onImport={(input) => importModel(input)} /> : null}
        {way === 'gguf' ? (
          <FileDrop
            label={t.models.dropGguf}
            about={t.models.dropGgufAbout}
            accept=".gguf"
            onPath={(path) => importModel({ path, copy: true })}
          />
        ) : null}
        {way === 'starter' ? (
          <Stack spacing={2} sx={{ alignItems: 'flex-start' }}>
            <Typography>{t.models.starterAbout}</Typography>
            <Button variant="contained" onClick={() => starter({ tiny: false })}>
              {t.models.starterGet}
            </Button>
            <Typography>{t.models.tinyAbout}</Typography>
            <Button onClick={() => starter({ tiny: true })}>{t.models.tinyGet}</Button>
          </Stack>
        ) : null}
        <Typography variant="body2" color="textSecondary" sx={{ mt: 3 }}>
          {t.models.supported(architectures.join(', '))} <Help term="architecture" />
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t.frame.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
