/** Models of the Hub: what one would bring, and the way into the library. */
import { AppError } from '../../../shared/errors.ts';
import type { HubModel } from '../../../shared/records/models.ts';
import { isModelFile, readModelConfig } from '../../engine/index.ts';
import type { ModelRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import type { DownloadOptions, RemoteFile } from '../hub/downloadFile.ts';
import { downloadFiles, dropDownload, isSafePath } from '../hub/downloadFiles.ts';
import { Hub, type HubOptions, type RepoState, repoName } from '../hub/hub.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { hadFrom, keepModel } from './library.ts';

/** Far above any config.json; a hostile server could send without end. */
const longestConfig = 1 << 20;

interface Seen {
  readonly repo: RepoState;
  /** The files to fetch, small ones first, so that what is wrong with them shows early. */
  readonly files: readonly RemoteFile[];
  readonly architecture: string | null;
  readonly unsupported: string | null;
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
  return { name: repo.name, ...{ revision, license, gated, bytes, architecture, unsupported } };
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
    throw new AppError('unsupported', `${repo.name} cannot be used: ${unsupported}`, 'Choose another model.');
  const into = context.home.models;
  const path = await downloadFiles(context.home, hub, { repo, files, into }, work, options);
  const { license } = repo;
  return keepModel(context, {
    ...{ path, license, source: 'hub', origin: repo.name, owned: true },
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
  const files = found
    .filter(({ path }) => isModelFile(path) && isSafePath(path))
    .sort((a, b) => a.size - b.size);
  const { architecture, unsupported } = await checkConfig(hub, repo, files);
  return { repo, files, architecture, unsupported: unsupported ?? lacks(files, found) };
}

/** Why the files are not a model that can be trained here; null where nothing is missing. */
export function lacks(files: readonly RemoteFile[], all: readonly RemoteFile[]): string | null {
  const has = (name: RegExp, among = files) => among.some(({ path }) => name.test(path));
  if (!has(/^config\.json$/)) return 'it has no config.json';
  if (!has(/^tokenizer\.json$/)) return 'it has no tokenizer.json';
  if (has(/^model.*\.safetensors$/)) return null;
  if (has(/\.(bin|pt|pth|ckpt)$/, all))
    return 'its weights are there only as pickle, which may run code when it is opened';
  return 'it has no weights in safetensors';
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
  let text: string;
  try {
    text = await (await hub.open(repo, repo.revision, file.path)).text();
  } catch (error) {
    // A gated model shows its facts but not its files: that is said by `gated`.
    if (repo.gated && error instanceof AppError && error.code === 'network')
      return { architecture, unsupported: null };
    throw error;
  }
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config !== 'object' || config === null) throw new SyntaxError('no object');
    const { family } = readModelConfig({ ...config }, 'config.json');
    return { architecture: family.architecture, unsupported: null };
  } catch (error) {
    if (error instanceof SyntaxError)
      return { architecture, unsupported: 'its config.json is no JSON object' };
    if (!(error instanceof AppError)) throw error;
    return { architecture, unsupported: `${error.message.replace(/^config\.json: /, '')}. ${error.hint}` };
  }
}
