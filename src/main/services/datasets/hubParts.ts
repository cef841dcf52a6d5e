/** The parts of a dataset on the Hub, one of which is fetched: its configurations and their splits, by its card or its names. */

import type { DataFault } from '../../../shared/dataFaults.ts';
import { isSideFile, marksHeldOut, splitOf } from '../../../shared/datasetFiles.ts';
import { AppError } from '../../../shared/errors.ts';
import type { HubChoice } from '../../../shared/records/datasets.ts';
import type { RemoteFile } from '../hub/downloadFile.ts';
import { isSafePath } from '../hub/downloadFiles.ts';

/** The formats in which a dataset is published, best first. */
export const extensions = ['.parquet', '.jsonl', '.json', '.csv', '.tsv'];

/** One split of one configuration. */
export interface HubPart {
  /** `default` where the repo has no configurations. */
  readonly config: string;
  readonly split: string;
  /** In the order of their rows, all of one format. */
  readonly files: readonly RemoteFile[];
}

/** A part of the card's `configs:`, of which nothing is known yet. */
interface CardConfig {
  readonly config_name?: unknown;
  readonly default?: unknown;
  readonly data_files?: unknown;
}

/**
 * Every part there is, the one to train on unless somebody says otherwise first, if there is one for training at all: of the
 * card's default or first configuration, else of the folder called `default`, `data` or `main`, else of the first one. Of
 * several splits for training the one called `train` goes before `train_sft`, and that before others.
 * @param configs the card's `configs:`, whatever it holds
 */
export function partsOf(files: readonly RemoteFile[], configs?: unknown): HubPart[] {
  const tables = files.filter(({ path }) => isSafePath(path) && formatOf(path) >= 0 && !isSideFile(path));
  const byCard = partsOfCard(tables, configs);
  if (byCard[0] && isForTraining(byCard[0])) return byCard;
  const byName = partsByName(tables);
  return byName.length > 0 ? byName : byCard;
}

/** Whether rows of the part are there to be trained on. */
export function isForTraining({ split }: Pick<HubPart, 'split'>): boolean {
  return !marksHeldOut(split.split('_')[0]);
}

/**
 * The part that was asked for; empty names leave it to the order of `parts`.
 * @param repo what the repo is called
 * @throws AppError `bad-config` for a name that is not there; `unsupported` where none is for training and none was asked for
 */
export function choosePart(repo: string, parts: readonly HubPart[], { config, split }: HubChoice): HubPart {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.trim().toLowerCase();
  const inConfig = config.trim() === '' ? parts : parts.filter((part) => same(part.config, config));
  if (inConfig.length === 0) {
    const configs = unique(parts.map((part) => part.config));
    throw none(`${repo} has no configuration ${JSON.stringify(config)}`, configs, {
      code: 'noSuchConfig',
      repo,
      asked: config,
      configs,
    });
  }
  const found =
    split.trim() === '' ? inConfig.find(isForTraining) : inConfig.find((part) => same(part.split, split));
  if (found) return found;
  const splits = unique(inConfig.map((part) => part.split));
  if (split.trim() !== '')
    throw none(`${repo} has no split ${JSON.stringify(split)}`, splits, {
      code: 'noHubSplit',
      repo,
      asked: split,
      splits,
    });
  throw new AppError(
    'unsupported',
    `${repo} has no split for training, only ${namesOf(splits)}`,
    'Say which split is to be trained on, or choose another dataset.',
    { detail: { code: 'noTrainingSplit', repo, splits } },
  );
}

function none(message: string, names: readonly string[], detail: DataFault): AppError {
  return new AppError('bad-config', message, `It has: ${namesOf(names)}.`, { detail });
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function namesOf(names: readonly string[]): string {
  return `${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}`;
}

function partsOfCard(tables: readonly RemoteFile[], configs: unknown): HubPart[] {
  const known = (Array.isArray(configs) ? (configs as readonly (CardConfig | null)[]) : []).filter(
    (each) => each !== null && typeof each === 'object',
  );
  const first =
    known.find((each) => each.default === true) ??
    known.find((each) => each.config_name === 'default') ??
    known[0];
  const ordered = known.toSorted((a, b) => Number(b === first) - Number(a === first));
  return ordered.flatMap(({ config_name: name, data_files }) => {
    const config = typeof name === 'string' ? name : 'default';
    const parts = splitsOf(data_files).flatMap(({ split, paths }) => {
      const patterns = paths.map(globPattern);
      const files = inBestFormat(tables.filter(({ path }) => patterns.some((pattern) => pattern.test(path))));
      return files.length === 0 ? [] : [{ config, split, files: inOrder(files) }];
    });
    return parts.toSorted(
      (a, b) =>
        Number(isForTraining(b)) - Number(isForTraining(a)) || splitRank(a.split) - splitRank(b.split),
    );
  });
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

/** Files whose names speak of training go first, in the best format there is; a table in a lesser format is the same once more. */
function partsByName(tables: readonly RemoteFile[]): HubPart[] {
  const groups = [...Map.groupBy(tables, ({ path }) => groupOf(path))].map(([group, files]) => {
    const path = files[0]!.path;
    const split = splitOf(path);
    const rank = [
      /(^|[^a-z])train([^a-z]|$)/i.test(path) ? 0 : marksHeldOut(split?.split('_')[0] ?? '') ? 2 : 1,
      ...[formatOf(path), folderRank(group), splitRank(group)],
    ];
    return { group, rank, config: configOf(path), split, files: inOrder(files) };
  });
  groups.sort((a, b) => compareRanks(a.rank, b.rank) || (a.group < b.group ? -1 : 1));
  const named = Map.groupBy(groups, ({ config, split }) => `${config} ${split}`);
  const parts = new Map<string, HubPart>();
  for (const { group, config, split, files } of groups) {
    const alike = named.get(`${config} ${split}`)!.filter((each) => formatOf(each.group) === formatOf(group));
    const name = split !== undefined && alike.length === 1 ? split : stemOf(group, files);
    const key = `${config} ${name}`;
    if (!parts.has(key)) parts.set(key, { config, split: name, files });
  }
  const usual = [...parts.values()][0]?.config;
  return [...parts.values()].sort((a, b) => Number(b.config === usual) - Number(a.config === usual));
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((rank, i) => rank !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** The folders of a path that speak of no split. */
function configOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.filter((name) => name !== 'data' && splitOf(name) === undefined).join('/') || 'default';
}

/** `alpaca_data` of `alpaca_data.json.gz`, or of `alpaca_data-1.json` and `alpaca_data-2.json`. */
function stemOf(group: string, { length, 0: first }: readonly RemoteFile[]): string {
  const path = length === 1 ? first!.path : group.replace(/[-_.]?#(?=\.)/, '');
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.(gz|zst)$/i, '');
  return name.replace(/\.[^.]*$/, '') || name;
}

function splitRank(name: string): number {
  const split = splitOf(name) ?? name.toLowerCase();
  if (split === 'train') return 0;
  return split.includes('sft') ? 1 : 2;
}

/** Shards of one table lie in one folder and share everything but their numbers, and the hash that may stand behind them. */
function groupOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const plain = name.replace(/-\d{5}-of-\d{5}(-[0-9a-f]+)?/g, '-#').replace(/\d+/g, '#');
  return path.slice(0, -name.length) + plain;
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
  const plain = path.toLowerCase().replace(/\.(gz|zst)$/, '');
  return extensions.findIndex((extension) => plain.endsWith(extension));
}
