/** One model of the library: what it is, where it came from, what one may do with it, and which runs used it. */
import { Alert, Card, CardActions, CardContent, Chip, Stack, Typography } from '@mui/material';
import { useId } from 'react';
import type { Model } from '../../../../shared/records/models.ts';
import { Facts } from '../../components/Facts.tsx';
import { Help } from '../../components/Help.tsx';
import { RouterButton, RouterLink } from '../../components/links.tsx';
import { MoreMenu } from '../../components/MoreMenu.tsx';
import { useCopy } from '../../components/useCopy.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

const shownHash = 12;

/** An uploaded file is called what it was called where it came from. */
function shownOrigin(origin: string): string {
  return /[\\/]datasets[\\/]uploads[\\/][^\\/]+[\\/](.+)$/.exec(origin)?.[1] ?? origin;
}

interface ModelCardProps {
  readonly model: Model;
  readonly onRename: () => void;
  readonly onRemove: () => void;
  readonly onShow: () => void;
}

export function ModelCard({ model, onRename, onRemove, onShow }: ModelCardProps) {
  const t = useText();
  const copy = useCopy();
  const { bytes, count, number } = useFormats();
  const id = useId();
  const { hash } = model;
  return (
    <Card
      component="article"
      aria-labelledby={id}
      sx={{ height: '100%', display: 'flex', flexDirection: 'column' }}
    >
      <CardContent sx={{ flex: 1 }}>
        <Stack direction="row" spacing={1} sx={{ alignItems: 'center', mb: 1 }}>
          <Typography id={id} variant="h2" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            {model.name}
          </Typography>
          <Chip variant="outlined" label={t.models.sources[model.source]} />
          <MoreMenu
            of={model.name}
            items={[
              { label: t.frame.rename, onClick: onRename },
              { label: t.settings.showFolder, onClick: onShow, disabled: model.missing },
              { label: t.frame.copyHash, onClick: () => copy(hash ?? ''), disabled: hash === null },
              { label: t.frame.remove, onClick: onRemove },
            ]}
          />
        </Stack>
        {model.missing ? (
          <Alert severity="warning" sx={{ mb: 1 }}>
            {t.models.missing(model.path)}
          </Alert>
        ) : null}
        {model.hasChatTemplate ? null : (
          <Alert severity="info" sx={{ mb: 1 }}>
            {t.models.noTemplate} <Help term="chatTemplate" />
          </Alert>
        )}
        <Facts
          facts={[
            [t.models.origin, shownOrigin(model.origin)],
            [t.models.license, model.license ?? t.models.unknown],
            [t.models.size, `${bytes(model.bytes)}${model.owned ? '' : t.models.elsewhere}`],
            [
              t.models.parameters,
              t.models.shape(count(model.parameters), number(model.layers), number(model.hidden)),
            ],
            [t.models.architecture, model.architecture],
            [t.models.hash, <Hash key="hash" hash={hash} />],
            [t.models.runs, <UsedBy key="runs" name={model.name} runs={model.runs} />],
          ]}
        />
      </CardContent>
      <CardActions sx={{ px: 2, pb: 2, pt: 0 }}>
        <RouterButton to="/new" search={{ model: model.id }} disabled={model.missing}>
          {t.newRun.title}
        </RouterButton>
        <RouterButton
          to="/playground"
          search={{ model: model.id }}
          variant="text"
          disabled={model.missing}
          aria-label={t.home.tryVersion(model.name)}
        >
          {t.home.try}
        </RouterButton>
      </CardActions>
    </Card>
  );
}

function Hash({ hash }: Pick<Model, 'hash'>) {
  const t = useText();
  if (hash === null) return t.models.hashing;
  return (
    <Typography component="span" variant="body2" title={hash} sx={{ fontFamily: monospace }}>
      {hash.slice(0, shownHash)}
    </Typography>
  );
}

function UsedBy({ name, runs }: Pick<Model, 'name' | 'runs'>) {
  const t = useText();
  const { number } = useFormats();
  if (runs === 0) return t.models.noRuns;
  return (
    <RouterLink to="/runs" search={{ search: name }}>
      {t.models.runCount(runs, number(runs))}
    </RouterLink>
  );
}
