/** A new export: the form with what it asks the services for, or what to do first where nothing can be exported. */
import { Stack, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { offeredDtype, targetsFor } from '../../../../shared/exportTargets.ts';
import type { Adapter } from '../../../../shared/records/adapters.ts';
import type { Export } from '../../../../shared/records/exports.ts';
import type { Job } from '../../../../shared/records/jobs.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { FromProgram } from '../../components/FromProgram.tsx';
import { RouterButton } from '../../components/links.tsx';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { type Exportable, type ExportDraft, ExportForm } from './ExportForm.tsx';
import { Forecast } from './Forecast.tsx';

type Offered = Exportable & { readonly archived: boolean };

/** Versions whose files and base are there, newest first. */
export function exportables(adapters: readonly Adapter[], models: readonly Model[]): Offered[] {
  return adapters.flatMap(({ name, model, modelId, versions }) =>
    modelId === null
      ? []
      : versions
          .filter(({ missing }) => !missing)
          .map(({ id, number, archived }) => ({
            ...{ id, name: `${name} v${number}`, model, modelId, archived },
            rows: models.find((each) => each.id === modelId)?.linear.map((layer) => layer.in) ?? [],
          }))
          .reverse(),
  );
}

interface NewExportProps {
  /** Whether there are adapters whose files or base are gone. */
  readonly without: boolean;
  readonly versions: readonly Offered[];
  /** Told the job of an export that is to be shared once it is there. */
  readonly onToShare: (job: Job) => void;
}

export function NewExport({ versions, without, onToShare }: NewExportProps) {
  const { version: requestedId } = useSearch({ from: '/exports' });
  const chosen =
    versions.find(({ id }) => id === requestedId) ??
    versions.find(({ archived }) => !archived) ??
    versions[0];
  return chosen ? (
    <Form versions={versions} chosen={chosen} onToShare={onToShare} />
  ) : (
    <NothingYet without={without} />
  );
}

function NothingYet({ without }: Pick<NewExportProps, 'without'>) {
  const t = useText();
  return (
    <Stack spacing={1} sx={{ alignItems: 'flex-start' }}>
      <Typography color="textSecondary">{without ? t.exports.noneWhole : t.exports.noAdapters}</Typography>
      <RouterButton to={without ? '/adapters' : '/new'} variant="contained">
        {without ? t.exports.toAdapters : t.exports.startRun}
      </RouterButton>
    </Stack>
  );
}

interface FormProps extends Pick<NewExportProps, 'versions' | 'onToShare'> {
  readonly chosen: Offered;
}

function Form({ versions, chosen, onToShare }: FormProps) {
  const navigate = useNavigate({ from: '/exports' });
  const client = useQueryClient();
  const { data: settings } = useApiQuery('settings.get');
  const { data: resources } = useApiQuery('app.resources');
  const { data: made = [] } = useApiQuery('exports.list');
  const [asked, setAsked] = useState<Omit<ExportDraft, 'adapterVersionId'>>({
    purpose: 'ollama',
    target: 'ollama',
    dtype: 'q8_0',
    path: '',
  });
  const draft = offered(asked, chosen);
  const { purpose, ...order } = draft;
  const path = useDeferredValue(order.path);
  const forecast = useApiQuery(
    'exports.forecast',
    { ...order, path },
    { enabled: purpose !== 'program', placeholderData: (before) => before },
  );
  const { mutate, isPending } = useApiMutation('exports.create', {
    onSuccess: (job) => {
      setAsked((old) => ({ ...old, path: '' }));
      void client.invalidateQueries({ queryKey: ['jobs.list'] });
      if (purpose === 'share') onToShare(job);
    },
  });
  return (
    <ExportForm
      versions={versions}
      draft={draft}
      folder={settings?.exportsFolder || (resources && exportsIn(resources.home))}
      busy={isPending}
      quality={useQuality(made, draft, chosen)}
      forecast={<Forecast forecast={forecast.data} error={order.path === '' ? forecast.error : null} />}
      access={<FromProgram modelId={chosen.modelId} adapterVersionId={chosen.id} />}
      onChange={({ adapterVersionId, ...change }) => {
        if (adapterVersionId !== undefined)
          void navigate({ search: { version: adapterVersionId }, replace: true });
        setAsked((old) => ({ ...old, ...change }));
      }}
      onSubmit={() => mutate(order)}
    />
  );
}

/** What was asked for, as far as purpose and version offer it. */
function offered(asked: Omit<ExportDraft, 'adapterVersionId'>, { id, rows }: Exportable): ExportDraft {
  const targets = targetsFor(asked.purpose);
  const target = targets.includes(asked.target) ? asked.target : (targets[0] ?? asked.target);
  return { ...asked, target, dtype: offeredDtype(target, asked.dtype, rows), adapterVersionId: id };
}

/** What arrived when this base was last exported in the same form and number format. */
function useQuality(made: readonly Export[], { target, dtype }: ExportDraft, { model }: Exportable): string {
  const t = useText();
  const { number } = useFormats();
  const last = made.find(
    (each) =>
      each.model === model &&
      each.target === target &&
      (dtype === 'base' || each.certificate.dtype === dtype) &&
      each.certificate.effectShare !== null,
  );
  const share = last?.certificate.effectShare;
  return last && share != null
    ? t.exports.qualityLast(`${number(100 * share, 1)} %`, last.adapter)
    : t.exports.qualityUnknown;
}

/** The folder `exports` of the home, as main's machine writes paths. */
const exportsIn = (home: string) => `${home}${home.includes('\\') ? '\\' : '/'}exports`;
