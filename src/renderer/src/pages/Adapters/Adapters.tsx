/** What runs have learned: every adapter with its versions, rated, named, tried, exported and put away. */
import AdaptersIcon from '@mui/icons-material/AccountTreeOutlined';
import { Button, FormControlLabel, Switch, Typography } from '@mui/material';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Adapter, AdapterList, AdapterVersion } from '../../../../shared/records/adapters.ts';
import { Help } from '../../components/Help.tsx';
import { ListPage } from '../../components/ListPage.tsx';
import { LabelledSearch, useList } from '../../components/ListTools.tsx';
import { RouterButton } from '../../components/links.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useRemoval } from '../../hooks/useRemoval.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { AdapterCard } from './AdapterCard.tsx';
import { EditDialog, ImportDialog, RenameDialog } from './dialogs.tsx';
import type { VersionActions } from './VersionRow.tsx';

/** Which dialog is open. */
type OpenDialog =
  | { readonly what: 'import' }
  | { readonly what: 'rename'; readonly adapter: Adapter }
  | { readonly what: 'edit'; readonly adapter: Adapter; readonly version: AdapterVersion };

export function Adapters() {
  const t = useText();
  const list = useApiQuery('adapters.list');
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <ListPage
        title={t.adapters.title}
        badge={<Help term="adapter" />}
        about={t.adapters.about}
        actions={<Button onClick={() => setDialog({ what: 'import' })}>{t.adapters.import}</Button>}
        query={list}
        isEmpty={({ adapters }) => adapters.length === 0}
        empty={{
          icon: <AdaptersIcon />,
          title: t.adapters.emptyTitle,
          about: t.adapters.emptyAbout,
          action: (
            <RouterButton to="/new" variant="contained">
              {t.adapters.startRun}
            </RouterButton>
          ),
        }}
      >
        {(data) => <Library list={data} onOpen={setDialog} />}
      </ListPage>
      {dialog?.what === 'import' ? <Import onClose={close} /> : null}
      {dialog?.what === 'rename' ? <Rename adapter={dialog.adapter} onClose={close} /> : null}
      {dialog?.what === 'edit' ? <Edit {...dialog} onClose={close} /> : null}
    </>
  );
}

interface LibraryProps {
  readonly list: AdapterList;
  readonly onOpen: (dialog: OpenDialog) => void;
}

function Library({ list, onOpen }: LibraryProps) {
  const t = useText();
  const {
    shown: found,
    sought,
    tools,
  } = useList(list.adapters, ({ name, model, versions }) => [
    name,
    model,
    ...versions.flatMap(({ notes, tags }) => [notes, ...tags]),
  ]);
  const [archived, setArchived] = useState(false);
  const actionsOf = useVersionActions(onOpen);
  const shown = found.flatMap((adapter) => {
    const versions = adapter.versions.filter((version) => archived || !version.archived);
    return versions.length > 0 ? [{ adapter, versions }] : [];
  });
  const nothing = sought === '' ? t.adapters.allArchived : t.adapters.nothingFound(sought);
  return (
    <>
      <Savings savings={list.savings} />
      <LabelledSearch
        label={t.adapters.searchLabel}
        {...tools}
        nothing={shown.length === 0 ? nothing : undefined}
      >
        <FormControlLabel
          control={<Switch size="small" checked={archived} onChange={(_event, on) => setArchived(on)} />}
          label={t.adapters.showArchived}
        />
      </LabelledSearch>
      {shown.map(({ adapter, versions }) => (
        <AdapterCard
          key={adapter.id}
          adapter={adapter}
          versions={versions}
          actions={actionsOf(adapter)}
          onRename={() => onOpen({ what: 'rename', adapter })}
        />
      ))}
    </>
  );
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

function useVersionActions(onOpen: LibraryProps['onOpen']): (adapter: Adapter) => VersionActions {
  const t = useText();
  const navigate = useNavigate();
  const { mutate: update } = useApiMutation('adapters.updateVersion');
  const remove = useRemoval('adapters.removeVersion');
  return (adapter) => ({
    rate: ({ id }, rating) => update({ id, rating }),
    edit: (version) => onOpen({ what: 'edit', adapter, version }),
    setArchived: ({ id }, archived) => update({ id, archived }),
    remove: ({ id, number }) => remove({ id }, t.adapters.removed(t.adapters.named(adapter.name, number))),
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
