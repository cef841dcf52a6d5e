/** Models of the Hub: what one would bring, and the way into the library. */

import { AppError, messageOf } from '../../../shared/errors.ts';
import type { HubModel } from '../../../shared/records/models.ts';
import { type Sentence, saidOf, say } from '../../../shared/sentence.ts';
import { indexName, isBesideWeights, readModelConfig, singleName, weightFiles } from '../../engine/index.ts';
import type { ModelRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import type { DownloadOptions, RemoteFile } from '../hub/downloadFile.ts';
import { downloadFiles, dropDownload, isSafePath } from '../hub/downloadFiles.ts';
import { Hub, type HubOptions, type RepoState, repoName } from '../hub/hub.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { hadFrom, keepModel } from './library.ts';

/** Far above any config.json; a hostile server could send without end. */
const longestConfig = 1 << 20;
/** The index of the largest public model has about 10 MB. */
const longestIndex = 1 << 26;
const usualShard = /^model(-\d+-of-\d+)?\.safetensors$/;

interface Seen {
  readonly repo: RepoState;
  /** The files to fetch, small ones first, so that what is wrong with them shows early. */
  readonly files: readonly RemoteFile[];
  readonly architecture: string | null;
  readonly unsupported: Sentence | null;
}

/** What the Hub says of a model. @throws AppError `bad-config` for no name; `not-found`, `network` */
export async function lookAtModel(
  { home }: Context,
  name: string,
  options: HubOptions = {},
): Promise<HubModel> {
  const { repo, files, architecture, unsupported } = await look(new Hub(home, options), name);
  const { revision, license, gated } = repo;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return {
    name: repo.name,
    revision,
    license,
    gated,
    bytes,
    architecture,
    unsupported: unsupported && saidOf(unsupported),
  };
}

/**
 * Fetches a model of the Hub into the library; one that is there already is found again.
 * @throws AppError `unsupported` before anything is fetched, where it could not be trained; what `downloadFiles` throws
 */
export async function downloadModel(
  context: Context,
  name: string,
  work: WorkOptions,
  options: HubOptions & Pick<DownloadOptions, 'retryAfter'> = {},
): Promise<ModelRow> {
  const known = hadFrom(context, 'hub', repoName(name));
  if (known) return known;
  work.onProgress?.({ stage: 'asking the Hub' });
  const hub = new Hub(context.home, { ...options, signal: work.signal });
  const { repo, files, unsupported } = await look(hub, name);
  if (unsupported !== null)
    throw new AppError(
      'unsupported',
      say`${repo.name} cannot be used: ${unsupported}`,
      say`Choose another model.`,
    );
  const into = context.home.models;
  const path = await downloadFiles(context.home, hub, { repo, files, into }, work, options);
  const { license } = repo;
  return keepModel(context, {
    path,
    license,
    source: 'hub',
    origin: repo.name,
    owned: true,
    name: repo.name.split('/').at(-1)!,
  });
}

/** Deletes what stopped downloads of a model have left. */
export function dropModelDownload({ home }: Context, name: string): void {
  dropDownload(home, { type: 'model', name });
}

async function look(hub: Hub, name: string): Promise<Seen> {
  const repo = await hub.look({ type: 'model', name: repoName(name) });
  const found = await hub.files(repo, repo.revision, false);
  const weights = await findWeights(hub, repo, found);
  const files = found
    .filter(({ path }) => isSafePath(path) && (isBesideWeights(path) || weights.names.includes(path)))
    .sort((a, b) => a.size - b.size);
  const { architecture, unsupported } = await checkConfig(hub, repo, files);
  return { repo, files, architecture, unsupported: unsupported ?? weights.lack ?? lacks(files) };
}

/** Why the files are not a model that can be trained here; null where nothing is missing. */
function lacks(files: readonly RemoteFile[]): Sentence | null {
  const has = (name: string) => files.some(({ path }) => path === name);
  if (!has('config.json')) return say`it has no config.json`;
  return has('tokenizer.json') ? null : say`it has no tokenizer.json`;
}

/** Names of the files with weights, the index among them where it decides; and what is wrong with them. */
async function findWeights(
  hub: Hub,
  repo: RepoState,
  all: readonly RemoteFile[],
): Promise<{ readonly names: readonly string[]; readonly lack: Sentence | null }> {
  const has = (name: string) => all.some(({ path }) => path === name);
  const index = all.find(({ path }) => path === indexName);
  try {
    const read = index && !has(singleName) ? await readJson(hub, repo, index, longestIndex) : {};
    // The files of a gated model cannot be read yet: its shards are counted by their usual names.
    if (read === undefined)
      return { names: all.flatMap(({ path }) => (usualShard.test(path) ? [path] : [])), lack: null };
    const shards = weightFiles(has, () => read, indexName);
    const missing = shards.find((name) => !has(name) || !isSafePath(name));
    if (missing !== undefined)
      return { names: [], lack: say`its weight file ${missing}, named by ${indexName}, is not there` };
    if (shards.length > 0) return { names: has(singleName) ? shards : [indexName, ...shards], lack: null };
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad-model')
      return { names: [], lack: say`${messageOf(error)}` };
    throw error;
  }
  const pickled = all.some(({ path }) => /\.(bin|pt|pth|ckpt)$/.test(path));
  const lack = pickled
    ? say`its weights are there only as pickle, which may run code when it is opened`
    : say`it has no weights in safetensors: neither ${singleName} nor ${indexName}`;
  return { names: [], lack };
}

/** Reads the real config.json where the Hub gives it, else judges by the Hub's excerpt. */
async function checkConfig(
  hub: Hub,
  repo: RepoState,
  files: readonly RemoteFile[],
): Promise<Pick<Seen, 'architecture' | 'unsupported'>> {
  const { architectures } = (repo.config ?? {}) as { architectures?: unknown };
  const [named] = [architectures].flat();
  const architecture = typeof named === 'string' ? named : null;
  const file = files.find(({ path }) => path === 'config.json');
  if (!file || file.size > longestConfig) return { architecture, unsupported: null };
  // Under the repo's name, which a quantised model's original is told from.
  const place = `${repo.name}/config.json`;
  try {
    const config = await readJson(hub, repo, file, longestConfig);
    if (config === undefined) return { architecture, unsupported: null };
    return { architecture: readModelConfig(config, place).family.architecture, unsupported: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'network' || error.code === 'interrupted') throw error;
    const unsupported = error.hint
      ? say`${messageOf(error)}. ${error.said?.hint ?? error.hint}`
      : say`${messageOf(error)}`;
    return { architecture, unsupported };
  }
}

/**
 * The JSON object in a file of the repo; undefined where the Hub shows a gated model's facts but not its files, which is
 * said by `gated`.
 * @throws AppError `bad-model` for anything else than an object; `network`
 */
async function readJson(
  hub: Hub,
  repo: RepoState,
  file: RemoteFile,
  longest: number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  if (file.size > longest) throw new AppError('bad-model', say`its ${file.path} has ${file.size} bytes`);
  try {
    text = await (await hub.open(repo, repo.revision, file.path)).text();
  } catch (error) {
    if (repo.gated && error instanceof AppError && error.code === 'network') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AppError('bad-model', say`its ${file.path} is no JSON object`);
}
