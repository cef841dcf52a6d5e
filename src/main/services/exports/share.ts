/** Shares an export on the Hub: its own files, and a card its author has edited. */

import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Certificate, certificateFiles, certificateSchema } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { listExports } from '../../store/exports.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { pushFiles } from '../hub/push.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { cardFacts, cardName, modelCard } from './modelCard.ts';

/** What can be shared: a folder that an export was written to, as its certificate describes it. */
interface Shareable {
  readonly path: string;
  readonly certificate: Certificate;
  readonly adapterVersionId: string | null;
}

interface Order {
  /** `owner/name`. */
  readonly repo: string;
  readonly isPrivate: boolean;
  /** README.md; empty: as it is proposed. */
  readonly card: string;
}

/** The export in a folder. @throws AppError `not-found` where none was written there */
export function exportIn(store: Store, folder: string): Shareable {
  const path = resolve(folder);
  const known = listExports(store).find((each) => each.path === path);
  if (known) return known;
  const file = join(path, certificateFiles[0]);
  try {
    const certificate = certificateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { path, certificate, adapterVersionId: null };
  } catch (cause) {
    const hint = say`Give a folder that lowrank export has written.`;
    throw new AppError('not-found', say`${path} holds no export: ${file} cannot be read`, hint, { cause });
  }
}

/** The README proposed for an export. */
export function cardOf(store: Store, { certificate, adapterVersionId }: Shareable, repo: string): string {
  return modelCard(cardFacts(store, certificate, adapterVersionId, repo.trim() || 'OWNER/NAME'));
}

/** @returns the address of its page @throws AppError as {@link pushFiles} does */
export async function shareExport(
  { store, home }: Pick<Context, 'store' | 'home'>,
  made: Shareable,
  { repo, isPrivate, card }: Order,
  options: WorkOptions,
): Promise<string> {
  const { path, certificate } = made;
  const names = [...certificate.files.map(({ name }) => name), ...certificateFiles].filter(isPlain);
  const files = new Map<string, { path: string } | { text: string }>(
    names.map((name) => [name, { path: join(path, name) }]),
  );
  files.set(cardName, { text: card.trim() === '' ? cardOf(store, made, repo) : card });
  return await pushFiles(home, { repo, isPrivate, files, title: `Add ${certificate.adapter.name}` }, options);
}

/** A certificate may come from elsewhere, and must not name files of other folders. */
const isPlain = (name: string) => name === basename(name) && !name.startsWith('.');

export function shareMethods(context: Context) {
  const { store, jobs } = context;
  const found = (id: string) => {
    const row = listExports(store).find((each) => each.id === id);
    if (row) return row;
    throw new AppError('not-found', say`There is no export ${id}.`, say`Look at the list again.`);
  };
  return {
    'exports.card': async ({ id, repo }) => ({ text: cardOf(store, found(id), repo) }),
    'exports.share': async ({ id, ...order }) => {
      const made = found(id);
      return jobs.start({
        kind: 'share',
        title: order.repo,
        work: ({ signal, report }) => shareExport(context, made, order, { signal, onProgress: report }),
      });
    },
  } satisfies Partial<Implementation>;
}
