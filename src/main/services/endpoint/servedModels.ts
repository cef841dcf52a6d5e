/** What programs can ask, under names that stand in addresses: each base, and each version of its adapters. */
import type { ServedModel } from '../../../shared/records/endpoint.ts';
import { listModels } from '../../store/models.ts';
import type { Store } from '../../store/store.ts';
import { listAdapterTrees } from '../adapters/index.ts';
import { modelRecord } from '../models/library.ts';

/** Models whose files are there, each followed by the adapter versions on it that are there and not archived, oldest first. */
export function servedModels(store: Store): readonly ServedModel[] {
  const taken = new Set<string>();
  const adapters = listAdapterTrees(store).adapters.toReversed();
  return listModels(store)
    .map((row) => modelRecord(row, 0))
    .filter(({ missing }) => !missing)
    .flatMap(({ id: modelId, name, addedAt, hasChatTemplate }) => {
      const common = { modelId, chats: hasChatTemplate };
      const base = freeId(plain(name), taken);
      const versions = adapters
        .filter((adapter) => adapter.modelId === modelId)
        .flatMap((adapter) => {
          const usable = adapter.versions.filter(({ missing, archived }) => !missing && !archived);
          return usable.map((version): ServedModel => {
            const id = freeId(`${plain(adapter.name)}@${version.number}`, taken);
            return {
              ...common,
              id,
              adapterVersionId: version.id,
              parent: base,
              createdAt: version.createdAt,
            };
          });
        });
      return [{ ...common, id: base, adapterVersionId: null, parent: null, createdAt: addedAt }, ...versions];
    });
}

/** A name with what an address takes only. */
function plain(name: string): string {
  return name.trim().replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'model';
}

/** The name, or with a number after it where it is taken; taken from then on. */
function freeId(name: string, taken: Set<string>): string {
  let id = name;
  for (let n = 2; taken.has(id); n++) id = `${name}-${n}`;
  taken.add(id);
  return id;
}
