/** The report on what a model would learn from a dataset: made in the work process, kept with the version it is about. */

import { basename } from 'node:path';
import type { Input } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DatasetReport, HubTaken } from '../../../shared/records/datasets.ts';
import { say } from '../../../shared/sentence.ts';
import { keepReport, listDatasetVersions, reportOf } from '../../store/datasets.ts';
import { modelWith } from '../../store/models.ts';
import type { DatasetRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { tokenCache } from '../home/home.ts';
import { isMissing } from '../models/library.ts';
import { runReadingTask } from '../process/worker.ts';
import { keepDataset } from './library.ts';

/** Grows whenever a report says something else of the same file, so that older ones are made anew. */
const reportVersion = 3;

/**
 * Answers from the store where neither the file nor the question has changed. While it is made it shows as a job.
 * @throws AppError what reading the dataset with these options throws; `not-found` without the model; `interrupted`
 */
export async function reportOn(
  context: Context,
  dataset: DatasetRow,
  { modelId, options, rank }: Input<'datasets.report'>,
): Promise<DatasetReport> {
  const { store, home, processes, jobs, emit } = context;
  const model = modelWith(store, 'id', modelId);
  if (!model || isMissing(model))
    throw new AppError('not-found', say`There is no model ${modelId}.`, say`Choose one of the library.`);
  const key = JSON.stringify([reportVersion, model.path, model.hash, options, rank]);
  const last = listDatasetVersions(store, dataset.id).at(-1);
  const kept = last && reportOf(store, last.id);
  const known = kept?.key === key ? kept.report : undefined;
  const input = {
    path: dataset.path,
    model: model.path,
    options,
    rank,
    cache: tokenCache(home),
    known: known && last ? last.hash : null,
  };
  return jobs.answer({ kind: 'report', title: dataset.name }, async ({ signal, report: update }) => {
    update({ stage: 'reading' });
    const { hash, report: made } = await runReadingTask(processes, 'reportDataset', input, {
      signal,
      onEvent: ({ share }) => update({ progress: share }),
    }).catch((cause: unknown) => {
      throw dataset.source === 'upload' ? calledByName(cause, dataset.path) : cause;
    });
    if (!made) return known as DatasetReport; // it was told what is known
    const version = hash === last?.hash ? last : (await keepDataset(context, dataset, { signal })).version;
    const report = withTaken(made, version.mapping.hub);
    // Not where the file has changed once more since.
    if (version.hash === hash)
      keepReport(store, version.id, { key, holdoutFile: options.holdoutFile, report });
    emit('datasets.changed', undefined);
    return report;
  });
}

/** A report that also says what was left on the Hub. */
export function withTaken(report: DatasetReport, hub: HubTaken | undefined): DatasetReport {
  if (!hub) return report;
  const { dataset } = report;
  return { ...report, dataset: { ...dataset, mapping: { ...dataset.mapping, hub } } };
}

/** People know a file they uploaded by its name, and not where it was put. */
function calledByName(cause: unknown, path: string): unknown {
  if (!(cause instanceof AppError)) return cause;
  return new AppError(cause.code, cause.message.replaceAll(path, basename(path)), cause.hint, {
    cause,
    detail: cause.detail,
  });
}
