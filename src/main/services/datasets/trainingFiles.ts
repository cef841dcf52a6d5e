/** Which files of a Hub repo are the training split: as its card says, or as their names do. */
import { isSideFile, marksHeldOut, splitOf } from '../../../shared/datasetFiles.ts';
import type { RemoteFile } from '../hub/downloadFile.ts';
import { isSafePath } from '../hub/downloadFiles.ts';

/** The formats in which a dataset is published, best first. */
export const extensions = ['.parquet', '.jsonl', '.json', '.csv', '.tsv'];

/** A part of the card's `configs:`, of which nothing is known yet. */
interface CardConfig {
  readonly config_name?: unknown;
  readonly default?: unknown;
  readonly data_files?: unknown;
}

/**
 * The files of one training split, in the best format there is: of the card's default or first configuration, else those whose
 * names speak of training, of the folder called `default`, `data` or `main`, or else of the first one. Of several splits for
 * training the one called `train` goes before `train_sft`, and that before others.
 * @param configs the card's `configs:`, whatever it holds
 */
export function trainingFiles(files: readonly RemoteFile[], configs?: unknown): RemoteFile[] {
  const tables = files.filter(({ path }) => isSafePath(path) && formatOf(path) >= 0 && !isSideFile(path));
  const byCard = inBestFormat(ofCard(tables, configs));
  if (byCard.length > 0) return inOrder(byCard);
  const forTraining = tables.filter(({ path }) => /(^|[^a-z])train([^a-z]|$)/i.test(path));
  const split =
    forTraining.length > 0 ? forTraining : tables.filter(({ path }) => !marksHeldOut(splitOf(path) ?? ''));
  const groups = Map.groupBy(inBestFormat(split), ({ path }) => groupOf(path));
  const keys = [...groups.keys()].sort(
    (a, b) => folderRank(a) - folderRank(b) || splitRank(a) - splitRank(b) || (a < b ? -1 : 1),
  );
  return inOrder(groups.get(keys[0] ?? '') ?? []);
}

function ofCard(tables: readonly RemoteFile[], configs: unknown): RemoteFile[] {
  const known = Array.isArray(configs) ? (configs as readonly (CardConfig | null)[]) : [];
  const config =
    known.find((each) => each?.default === true) ??
    known.find((each) => each?.config_name === 'default') ??
    known[0];
  const splits = splitsOf(config?.data_files).filter(({ split }) => !marksHeldOut(split.split('_')[0]));
  const [first] = splits.toSorted((a, b) => splitRank(a.split) - splitRank(b.split));
  if (!first) return [];
  const patterns = first.paths.map(globPattern);
  return tables.filter(({ path }) => patterns.some((pattern) => pattern.test(path)));
}

/** `data_files` is a path, a list of paths, or a list of `{split, path}`. */
function splitsOf(dataFiles: unknown): { readonly split: string; readonly paths: readonly string[] }[] {
  const paths = (value: unknown): string[] => [value].flat().filter((path) => typeof path === 'string');
  const plain = paths(dataFiles);
  if (plain.length > 0) return [{ split: 'train', paths: plain }];
  return [dataFiles].flat().flatMap((each: unknown) => {
    const { split, path } = (each ?? {}) as { split?: unknown; path?: unknown };
    return typeof split === 'string' ? [{ split, paths: paths(path) }] : [];
  });
}

/** As the Hub reads `data/train-*`: a star stays within a folder, two do not. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\.\//, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (star) => (star === '?' ? '[^/]' : star === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`);
}

function splitRank(name: string): number {
  const split = splitOf(name) ?? name.toLowerCase();
  if (split === 'train') return 0;
  return split.includes('sft') ? 1 : 2;
}

/** Shards of one table share everything but their numbers, and the hash that may stand behind them. */
function groupOf(path: string): string {
  return path.replace(/-\d{5}-of-\d{5}(-[0-9a-f]+)?/g, '-#').replace(/\d+/g, '#');
}

function folderRank(group: string): number {
  if (/(^|\/)(default|data|main)\//i.test(group)) return 0;
  return group.includes('/') ? 2 : 1;
}

function inBestFormat(files: readonly RemoteFile[]): RemoteFile[] {
  const best = Math.min(...files.map(({ path }) => formatOf(path)));
  return files.filter(({ path }) => formatOf(path) === best);
}

function inOrder(files: readonly RemoteFile[]): RemoteFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function formatOf(path: string): number {
  const plain = path.toLowerCase().replace(/\.gz$/, '');
  return extensions.findIndex((extension) => plain.endsWith(extension));
}
