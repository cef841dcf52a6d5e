/** A dataset of the Hub that was looked up: its configurations and splits, of which one is chosen, fetched, and the others left. */
import { Alert, Button, Card, CardContent, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import type { HubChoice, HubDataset } from '../../../../shared/records/datasets.ts';
import { partNames } from '../../components/data/hubParts.ts';
import { Facts } from '../../components/Facts.tsx';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

interface HubFoundProps {
  readonly found: HubDataset;
  readonly pending: boolean;
  readonly onDownload: (choice: HubChoice) => void;
  readonly onDismiss: () => void;
}

export function HubFound({ found, pending, onDownload, onDismiss }: HubFoundProps) {
  const t = useText();
  const { number, bytes } = useFormats();
  const { name, license, gated, parts } = found;
  const [usual] = parts;
  const [config, setConfig] = useState(usual?.config ?? '');
  const [split, setSplit] = useState(usual?.split ?? '');
  const configs = [...new Set(parts.map((part) => part.config))];
  const splits = parts.filter((part) => part.config === config);
  const part = splits.find((each) => each.split === split) ?? splits[0];
  if (!part) return null;
  const left = parts.filter((each) => each !== part);
  const more = part.files - part.paths.length;
  return (
    <Card variant="outlined" component="section" aria-label={name}>
      <CardContent>
        <Stack spacing={1.5}>
          <Typography variant="h3">{name}</Typography>
          <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1.5 }}>
            {configs.length > 1 ? (
              <TextField
                select
                label={t.datasets.hub.config}
                value={config}
                onChange={({ target }) => setConfig(target.value)}
                sx={{ minWidth: 190 }}
              >
                {configs.map((each) => (
                  <MenuItem key={each} value={each}>
                    {each}
                  </MenuItem>
                ))}
              </TextField>
            ) : null}
            <TextField
              select
              label={t.data.reading.split}
              value={part.split}
              onChange={({ target }) => setSplit(target.value)}
              sx={{ minWidth: 240 }}
            >
              {splits.map((each) => (
                <MenuItem key={each.split} value={each.split}>
                  {t.datasets.hub.part(each.split, each.files, number(each.files), bytes(each.bytes))}
                </MenuItem>
              ))}
            </TextField>
          </Stack>
          <Facts
            facts={[
              [t.models.license, license ?? t.models.unknown],
              [t.models.download, bytes(part.bytes)],
              [
                t.datasets.hub.files,
                `${part.paths.join(', ')}${more > 0 ? t.datasets.hub.more(number(more)) : ''}`,
              ],
              left.length > 0 ? [t.datasets.hub.left, partNames(left, part, t.datasets.hub, number)] : null,
            ]}
          />
          {gated ? (
            <Alert severity="info">
              {t.models.gated} <Help term="gated" />
            </Alert>
          ) : null}
          <Stack direction="row" spacing={1}>
            <Button
              variant="contained"
              loading={pending}
              onClick={() => {
                // What is usual is left to the Hub's order, so that asking twice is one download.
                const asked = part === usual ? { config: '', split: '' } : { config, split: part.split };
                onDownload(asked);
              }}
            >
              {t.models.downloadIt}
            </Button>
            <Button variant="text" onClick={onDismiss}>
              {t.frame.dismiss}
            </Button>
          </Stack>
        </Stack>
      </CardContent>
    </Card>
  );
}
