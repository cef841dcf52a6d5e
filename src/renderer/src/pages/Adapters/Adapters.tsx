/** What runs have learned: every adapter with its versions, rated, named, tried, exported and put away. */
import AdaptersIcon from '@mui/icons-material/AccountTreeOutlined';
import { Button, FormControlLabel, Stack, Switch, TextField, Typography } from '@mui/material';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Adapter, AdapterList, AdapterVersion } from '../../../../shared/records/adapters.ts';
import { Await } from '../../components/Await.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Help } from '../../components/Help.tsx';
import { RouterButton } from '../../components/links.tsx';
import { useUndo } from '../../components/notices.tsx';
import { Page } from '../../components/Page.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { AdapterCard } from './AdapterCard.tsx';
import { EditDialog, ImportDialog, RenameDialog } from './dialogs.tsx';
import type { VersionActions } from './VersionRow.tsx';

/** What is being asked. */
type Asking =
  | { readonly what: 'import' }
  | { readonly what: 'rename'; readonly adapter: Adapter }
  | { readonly what: 'edit'; readonly adapter: Adapter; readonly version: AdapterVersion };

export function Adapters() {
  const t = useText();
  const list = useApiQuery('adapters.list');
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  return (
    <Page
      title={t.adapters.title}
      badge={<Help term="adapter" />}
      about={t.adapters.about}
      actions={<Button onClick={() => setAsking({ what: 'import' })}>{t.adapters.import}</Button>}
    >
      <Await query={list}>
        {(data) =>
          data.adapters.length === 0 ? (
            <EmptyState
              icon={<AdaptersIcon />}
              title={t.adapters.emptyTitle}
              about={t.adapters.emptyAbout}
              action={
                <RouterButton to="/new" variant="contained">
                  {t.adapters.startRun}
                </RouterButton>
              }
            />
          ) : (
            <Library list={data} onAsk={setAsking} />
          )
        }
      </Await>
      {asking?.what === 'import' ? <Import onClose={close} /> : null}
      {asking?.what === 'rename' ? <Rename adapter={asking.adapter} onClose={close} /> : null}
      {asking?.what === 'edit' ? <Edit {...asking} onClose={close} /> : null}
    </Page>
  );
}

interface LibraryProps {
  readonly list: AdapterList;
  readonly onAsk: (asking: Asking) => void;
}

function Library({ list, onAsk }: LibraryProps) {
  const t = useText();
  const [search, setSearch] = useState('');
  const [archived, setArchived] = useState(false);
  const actionsOf = useVersionActions(onAsk);
  const shown = list.adapters.flatMap((adapter) => {
    const versions = adapter.versions.filter((version) => archived || !version.archived);
    return versions.length > 0 && matches(adapter, search) ? [{ adapter, versions }] : [];
  });
  return (
    <>
      <Savings savings={list.savings} />
      <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
        <TextField
          type="search"
          label={t.adapters.searchLabel}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          sx={{ width: 320 }}
        />
        <FormControlLabel
          control={<Switch size="small" checked={archived} onChange={(_event, on) => setArchived(on)} />}
          label={t.adapters.showArchived}
        />
      </Stack>
      {shown.length === 0 ? (
        <Typography role="status" color="textSecondary">
          {search.trim() === '' ? t.adapters.allArchived : t.adapters.nothingFound(search.trim())}
        </Typography>
      ) : null}
      {shown.map(({ adapter, versions }) => (
        <AdapterCard
          key={adapter.id}
          adapter={adapter}
          versions={versions}
          actions={actionsOf(adapter)}
          onRename={() => onAsk({ what: 'rename', adapter })}
        />
      ))}
    </>
  );
}

/** Every word must be found in the adapter's name, its base, or some version's notes and tags. */
function matches({ name, model, versions }: Adapter, search: string): boolean {
  const text = [name, model, ...versions.flatMap(({ notes, tags }) => [notes, ...tags])]
    .join('\n')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Savings({ savings }: Pick<AdapterList, 'savings'>) {
  const t = useText();
  const formats = useFormats();
  const { versions, bases, adapterBytes, baseBytes, fullBytes } = savings;
  // One version and its base occupy no less than one full model would.
  if (adapterBytes + baseBytes >= fullBytes) return null;
  const [shared, full] = [formats.bytes(adapterBytes + baseBytes), formats.bytes(fullBytes)];
  return (
    <div>
      <Typography variant="h2" component="p">
        {t.adapters.savings(versions, bases, shared, full)}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {t.adapters.savingsAbout}
      </Typography>
    </div>
  );
}

function useVersionActions(onAsk: LibraryProps['onAsk']): (adapter: Adapter) => VersionActions {
  const t = useText();
  const navigate = useNavigate();
  const undo = useUndo();
  const { mutate: update } = useApiMutation('adapters.updateVersion');
  const { mutate: remove } = useApiMutation('adapters.removeVersion');
  const { mutate: restore } = useApiMutation('adapters.restoreVersion');
  return (adapter) => ({
    rate: ({ id }, rating) => update({ id, rating }),
    edit: (version) => onAsk({ what: 'edit', adapter, version }),
    setArchived: ({ id }, archived) => update({ id, archived }),
    remove: ({ id, number }) =>
      remove(
        { id },
        {
          onSuccess: () =>
            undo(t.adapters.removed(t.adapters.named(adapter.name, number)), () => restore({ id })),
        },
      ),
    showRun: (id) => void navigate({ to: '/runs/$id', params: { id } }),
  });
}

function Import({ onClose }: { readonly onClose: () => void }) {
  const models = useApiQuery('models.list');
  const { mutate, isPending, error } = useApiMutation('adapters.import', {
    onSuccess: onClose,
    meta: { quiet: true },
  });
  if (!models.data) return null;
  return (
    <ImportDialog
      models={models.data}
      busy={isPending}
      error={error}
      onClose={onClose}
      onImport={(path, modelId) => mutate({ path, modelId })}
    />
  );
}

function Rename({ adapter, onClose }: { readonly adapter: Adapter; readonly onClose: () => void }) {
  const { mutate } = useApiMutation('adapters.rename', { onSuccess: onClose });
  return (
    <RenameDialog adapter={adapter} onClose={onClose} onRename={(name) => mutate({ id: adapter.id, name })} />
  );
}

interface EditProps {
  readonly adapter: Adapter;
  readonly version: AdapterVersion;
  readonly onClose: () => void;
}

function Edit({ adapter, version, onClose }: EditProps) {
  const t = useText();
  const { mutate } = useApiMutation('adapters.updateVersion', { onSuccess: onClose });
  return (
    <EditDialog
      version={version}
      label={t.adapters.named(adapter.name, version.number)}
      onClose={onClose}
      onSave={(notes, tags) => mutate({ id: version.id, notes, tags })}
    />
  );
}
