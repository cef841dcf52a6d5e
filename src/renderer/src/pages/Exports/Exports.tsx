/** Takes adapters home: one form, what is under way, and what was exported with its certificate. */
import ExportsIcon from '@mui/icons-material/IosShareOutlined';
import { Box, Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { offeredDtype } from '../../../../shared/exportTargets.ts';
import type { Adapter } from '../../../../shared/records/adapters.ts';
import type { Export } from '../../../../shared/records/exports.ts';
import type { Job } from '../../../../shared/records/jobs.ts';
import { inWindow } from '../../api.ts';
import { Await } from '../../components/Await.tsx';
import { Help } from '../../components/Help.tsx';
import { ListPage } from '../../components/ListPage.tsx';
import { LabelledSearch, useList } from '../../components/ListTools.tsx';
import { RouterButton } from '../../components/links.tsx';
import { Section } from '../../components/Section.tsx';
import { UnderWay } from '../../components/UnderWay.tsx';
import { useCopy } from '../../components/useCopy.ts';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useRemoval } from '../../hooks/useRemoval.ts';
import { useText } from '../../text/TextProvider.tsx';
import { ExportCard } from './ExportCard.tsx';
import { type Exportable, type ExportDraft, ExportForm } from './ExportForm.tsx';
import { ExportJobRow } from './ExportJobRow.tsx';
import { ShareDialog } from './ShareDialog.tsx';

export function Exports() {
  const t = useText();
  const adapters = useApiQuery('adapters.list');
  const made = useApiQuery('exports.list');
  return (
    <ListPage
      title={t.exports.title}
      badge={<Help term="certificate" />}
      about={t.exports.about}
      above={
        <>
          <Section title={t.exports.newTitle}>
            <Await query={adapters}>
              {({ adapters: all }) => <NewExport versions={exportables(all)} without={all.length > 0} />}
            </Await>
          </Section>
          <UnderWay title={t.exports.running} show={isOnShow} row={ExportJobRow} />
        </>
      }
      query={made}
      isEmpty={(list) => list.length === 0}
      empty={{ icon: <ExportsIcon />, title: t.exports.emptyTitle, about: t.exports.emptyAbout }}
    >
      {(list) => (
        <Section title={t.exports.doneTitle}>
          <Made list={list} />
        </Section>
      )}
    </ListPage>
  );
}

/** Versions whose files and base are there, newest first. */
function exportables(adapters: readonly Adapter[]): (Exportable & { readonly archived: boolean })[] {
  return adapters.flatMap(({ name, model, modelId, versions }) =>
    modelId === null
      ? []
      : versions
          .filter(({ missing }) => !missing)
          .map(({ id, number, archived }) => ({ id, name: `${name} v${number}`, model, archived }))
          .reverse(),
  );
}

interface NewExportProps {
  /** Whether there are adapters whose files or base are gone. */
  readonly without: boolean;
  readonly versions: readonly (Exportable & { readonly archived: boolean })[];
}

function NewExport({ versions, without }: NewExportProps) {
  const t = useText();
  const { version: requestedId } = useSearch({ from: '/exports' });
  const navigate = useNavigate({ from: '/exports' });
  const { data: settings } = useApiQuery('settings.get');
  const { data: resources } = useApiQuery('app.resources');
  const [draft, setDraft] = useState<Omit<ExportDraft, 'adapterVersionId'>>({
    target: 'merged',
    dtype: 'base',
    path: '',
  });
  const client = useQueryClient();
  const { mutate, isPending } = useApiMutation('exports.create', {
    onSuccess: () => {
      setDraft((old) => ({ ...old, path: '' }));
      void client.invalidateQueries({ queryKey: ['jobs.list'] });
    },
  });
  const chosen =
    versions.find(({ id }) => id === requestedId) ??
    versions.find(({ archived }) => !archived) ??
    versions[0];
  if (!chosen) {
    return (
      <Stack spacing={1} sx={{ alignItems: 'flex-start' }}>
        <Typography color="textSecondary">{without ? t.exports.noneWhole : t.exports.noAdapters}</Typography>
        {without ? (
          <RouterButton to="/adapters" variant="contained">
            {t.exports.toAdapters}
          </RouterButton>
        ) : (
          <RouterButton to="/new" variant="contained">
            {t.exports.startRun}
          </RouterButton>
        )}
      </Stack>
    );
  }
  const whole: ExportDraft = {
    ...draft,
    dtype: offeredDtype(draft.target, draft.dtype),
    adapterVersionId: chosen.id,
  };
  return (
    <ExportForm
      versions={versions}
      draft={whole}
      folder={settings?.exportsFolder || (resources && exportsIn(resources.home))}
      busy={isPending}
      onChange={({ adapterVersionId, ...change }) => {
        if (adapterVersionId !== undefined)
          void navigate({ search: { version: adapterVersionId }, replace: true });
        setDraft((old) => ({ ...old, ...change }));
      }}
      onSubmit={() => mutate(whole)}
    />
  );
}

/** The folder `exports` of the home, as main's machine writes paths. */
const exportsIn = (home: string) => `${home}${home.includes('\\') ? '\\' : '/'}exports`;

const isOnShow = ({ kind, state }: Job) =>
  (kind === 'export' && (state === 'running' || state === 'failed')) ||
  (kind === 'share' && state !== 'cancelled');

function Made({ list }: { readonly list: readonly Export[] }) {
  const t = useText();
  const copy = useCopy();
  const { shown, sought, tools } = useList(list, ({ adapter, model, path }) => [adapter, model, path]);
  const remove = useRemoval('exports.remove');
  const { mutate: show } = useApiMutation('app.showFolder');
  const { data: models = [] } = useApiQuery('models.list');
  const [sharing, setSharing] = useState<Export | null>(null);
  return (
    <>
      <LabelledSearch
        label={t.exports.searchLabel}
        {...tools}
        nothing={shown.length === 0 ? t.exports.nothingFound(sought) : undefined}
      />
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {shown.map((made) => (
          <ExportCard
            key={made.id}
            made={made}
            chats={models.some(({ path, hasChatTemplate }) => path === made.basePath && hasChatTemplate)}
            onCopy={() => copy(made.path)}
            onOpen={inWindow ? () => show({ path: made.path }) : undefined}
            onShare={() => setSharing(made)}
            onRemove={() => remove({ id: made.id }, t.exports.removed(made.adapter))}
          />
        ))}
      </Box>
      {sharing ? <Share made={sharing} onClose={() => setSharing(null)} /> : null}
    </>
  );
}

function Share({ made, onClose }: { readonly made: Export; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [repo, setRepo] = useState('');
  const { data: settings } = useApiQuery('settings.get');
  const { data: card } = useApiQuery('exports.card', { id: made.id, repo });
  const { mutate } = useApiMutation('exports.share', {
    onSuccess: () => void client.invalidateQueries({ queryKey: ['jobs.list'] }),
  });
  return (
    <ShareDialog
      adapter={made.adapter}
      hasToken={settings?.hasHubToken ?? false}
      card={card?.text ?? ''}
      onRepo={setRepo}
      onClose={onClose}
      onShare={(order) => mutate({ id: made.id, ...order })}
    />
  );
}
