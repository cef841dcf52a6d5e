/** The model library: what is here, where it came from, and the ways to get another. */
import ModelsIcon from '@mui/icons-material/Inventory2Outlined';
import { Box, Button, Stack } from '@mui/material';
import { useState } from 'react';
import type { Model } from '../../../../shared/records/models.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Help } from '../../components/Help.tsx';
import { ListPage } from '../../components/ListPage.tsx';
import { ListTools, useList } from '../../components/ListTools.tsx';
import { RenameDialog } from '../../components/RenameDialog.tsx';
import { UnderWay } from '../../components/UnderWay.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useRemoval } from '../../hooks/useRemoval.ts';
import { useLanguage, useText } from '../../text/TextProvider.tsx';
import { GetModel } from './GetModel.tsx';
import { ModelCard } from './ModelCard.tsx';

export function Models() {
  const t = useText();
  const models = useApiQuery('models.list');
  const [getting, setGetting] = useState(false);
  const get = (
    <Button variant="contained" onClick={() => setGetting(true)}>
      {t.models.get}
    </Button>
  );
  return (
    <>
      <ListPage
        title={t.models.title}
        badge={<Help term="baseModel" />}
        about={t.models.about}
        actions={get}
        above={
          <UnderWay title={t.models.underWay} show={({ kind }) => kind === 'download' || kind === 'import'} />
        }
        query={models}
        isEmpty={(list) => list.length === 0}
        empty={{
          icon: <ModelsIcon />,
          title: t.models.emptyTitle,
          about: t.models.emptyAbout,
          action: get,
        }}
      >
        {(list) => <Library models={list} />}
      </ListPage>
      {getting ? <GetModel onClose={() => setGetting(false)} /> : null}
    </>
  );
}

function Library({ models }: { readonly models: readonly Model[] }) {
  const t = useText();
  const language = useLanguage();
  const [renaming, setRenaming] = useState<Model | null>(null);
  const { mutate: rename } = useApiMutation('models.rename');
  const remove = useRemoval('models.remove');
  const { mutate: show } = useApiMutation('app.showFolder');
  const { shown, tools } = useList(
    models,
    ({ name, origin, architecture, license }) => [name, origin, architecture, license],
    [
      { label: t.frame.orders.newest, compare: (a, b) => b.addedAt - a.addedAt },
      { label: t.frame.orders.name, compare: (a, b) => a.name.localeCompare(b.name, language) },
      { label: t.frame.orders.largest, compare: (a, b) => b.bytes - a.bytes },
    ],
  );
  return (
    <Stack spacing={2}>
      <ListTools {...tools} />
      {shown.length === 0 ? <EmptyState title={t.frame.nothingFound} about={t.frame.otherSearch} /> : null}
      <Box
        component="ul"
        sx={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(360px, 1fr))',
          gap: 2,
          listStyle: 'none',
          p: 0,
          m: 0,
        }}
      >
        {shown.map((model) => (
          <li key={model.id}>
            <ModelCard
              model={model}
              onRename={() => setRenaming(model)}
              onRemove={() => remove({ id: model.id }, t.models.removed(model.name))}
              onShow={() => show({ path: model.path })}
            />
          </li>
        ))}
      </Box>
      {renaming ? (
        <RenameDialog
          name={renaming.name}
          onClose={() => setRenaming(null)}
          onRename={(name) => rename({ id: renaming.id, name })}
        />
      ) : null}
    </Stack>
  );
}
