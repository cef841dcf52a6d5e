/** One dataset: what file it is, its versions, its columns, and the report for a model. */
import { Alert, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { type Dataset, type HubTaken, isComplete } from '../../../../shared/records/datasets.ts';
import { ColumnMapping } from '../../components/data/ColumnMapping.tsx';
import { partNames } from '../../components/data/hubParts.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Facts } from '../../components/Facts.tsx';
import { RouterButton } from '../../components/links.tsx';
import { MoreMenu } from '../../components/MoreMenu.tsx';
import { RenameDialog } from '../../components/RenameDialog.tsx';
import { Section } from '../../components/Section.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useRemoval } from '../../hooks/useRemoval.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { Report } from './Report.tsx';
import { Versions } from './Versions.tsx';

export function DatasetDetail({ dataset }: { readonly dataset: Dataset }) {
  const t = useText();
  const { time, number, bytes } = useFormats();
  const [renaming, setRenaming] = useState(false);
  const { mutate: rename } = useApiMutation('datasets.rename');
  const remove = useRemoval('datasets.remove');
  const { mutate: map } = useApiMutation('datasets.map');
  const last = dataset.versions.at(-1);
  if (!last) return null;
  const { hub } = last.mapping;
  const takenText = ({ config, split, files }: HubTaken): string =>
    `${config === 'default' ? '' : `${config} / `}${t.datasets.hub.part(split, files, number(files), bytes(last.bytes))}`;
  return (
    <>
      <Section
        title={dataset.name}
        actions={
          <>
            <RouterButton to="/new" search={{ data: dataset.id }} disabled={dataset.missing}>
              {t.newRun.title}
            </RouterButton>
            <MoreMenu
              of={dataset.name}
              items={[
                { label: t.frame.rename, onClick: () => setRenaming(true) },
                {
                  label: t.frame.remove,
                  onClick: () => remove({ id: dataset.id }, t.models.removed(dataset.name)),
                },
              ]}
            />
          </>
        }
      >
        {dataset.missing ? <Alert severity="warning">{t.datasets.missing(dataset.path)}</Alert> : null}
        <Facts
          facts={[
            [t.models.origin, t.datasets.origin(t.datasets.sources[dataset.source], dataset.origin)],
            [t.datasets.added, time(dataset.addedAt)],
            hub ? [t.datasets.hub.taken, takenText(hub)] : null,
            hub && hub.left.length > 0
              ? [t.datasets.hub.left, partNames(hub.left, hub, t.datasets.hub, number)]
              : null,
          ]}
        />
        <Versions versions={dataset.versions} />
      </Section>
      {dataset.missing ? null : (
        <>
          <Section title={t.datasets.columns}>
            <ColumnMapping
              columns={dataset.columns}
              mapping={last.mapping}
              path={dataset.path}
              onChange={(chosen, reading) =>
                map({ id: dataset.id, map: chosen, ...(reading && { reading }) })
              }
            />
          </Section>
          <ForModel dataset={dataset} />
        </>
      )}
      {renaming ? (
        <RenameDialog
          name={dataset.name}
          onClose={() => setRenaming(false)}
          onRename={(name) => rename({ id: dataset.id, name })}
        />
      ) : null}
    </>
  );
}

/** What is learned depends on the model: its tokens and its chat template. */
function ForModel({ dataset }: { readonly dataset: Dataset }) {
  const t = useText();
  const { data: models } = useApiQuery('models.list');
  const [chosen, setChosen] = useState<string | null>(null);
  const usable = models?.filter(({ missing }) => !missing) ?? [];
  const model = usable.find(({ id }) => id === chosen) ?? usable[0];
  const mapping = dataset.versions.at(-1)?.mapping;
  if (models === undefined) return null;
  return (
    <Section
      title={t.datasets.report}
      actions={
        model ? (
          <TextField
            select
            label={t.datasets.forModel}
            value={model.id}
            onChange={({ target }) => setChosen(target.value)}
            sx={{ minWidth: 220 }}
          >
            {usable.map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
          </TextField>
        ) : null
      }
    >
      {model ? (
        <Stack spacing={2}>
          <Typography variant="body2" color="textSecondary">
            {t.datasets.reportAbout}
          </Typography>
          {mapping && isComplete(mapping) ? (
            <Report dataset={dataset} model={model} />
          ) : (
            <Typography>
              {dataset.columns.length > 0 ? t.data.chooseColumns : t.data.reasons.unread}
            </Typography>
          )}
        </Stack>
      ) : (
        <EmptyState
          title={t.datasets.noModel}
          about={t.datasets.noModelAbout}
          action={<RouterButton to="/models">{t.models.get}</RouterButton>}
        />
      )}
    </Section>
  );
}
