/** Asks the Hugging Face Hub about models and datasets, and says in plain words why it does not answer. */

import { datasetInfo, HubApiError, listFiles, modelInfo } from '@huggingface/hub';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import type { Home } from '../home/home.ts';
import type { RemoteFile } from './downloadFile.ts';
import { fetchInTime } from './fetchInTime.ts';
import { hubToken } from './hubToken.ts';

export type RepoType = 'model' | 'dataset';

export interface Repo {
  readonly type: RepoType;
  /** `owner/name`. */
  readonly name: string;
}

/** A repo as it stands at one commit. */
export interface RepoState extends Repo {
  readonly revision: string;
  readonly license: string | null;
  readonly gated: boolean;
  /** The Hub's excerpt of a model's config.json. */
  readonly config: unknown;
  /** What a dataset's card says of its files. */
  readonly configs: unknown;
}

export interface HubOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds the Hub may take to begin an answer. */
  readonly responseTimeoutMs?: number;
}

const responseTimeoutMs = 20_000;
/** More files than any repo we could use. */
const mostFiles = 20_000;
/** Characters of what was asked that are told back. */
const longestShown = 200;

/** Where the Hub is: HF_ENDPOINT for a mirror. @throws AppError `bad-config` where that is no web address */
export function hubEndpoint(): string {
  const chosen = process.env.HF_ENDPOINT || 'https://huggingface.co';
  if (URL.canParse(chosen) && /^https?:$/.test(new URL(chosen).protocol)) return chosen.replace(/\/+$/, '');
  const hint = say`Give it as https://host, or unset it to use huggingface.co.`;
  throw new AppError('bad-config', say`HF_ENDPOINT is "${chosen}", which is no web address`, hint);
}

/**
 * The `owner/name` of a repo, from that or from its address on the Hub.
 * @throws AppError `bad-config` for anything else
 */
export function repoName(nameOrAddress: string): string {
  const trimmed = nameOrAddress.trim();
  const [, address] = /^(?:https?:\/\/[^/]+\/|(?:hf\.co|huggingface\.co)\/)(.+)$/.exec(trimmed) ?? [];
  const path = (address ?? trimmed).replace(/^datasets\//, '').replace(/[?#].*$/, '');
  const name = address === undefined ? path : path.split('/').slice(0, 2).join('/');
  if (/^[\w-][\w.-]{0,95}(\/[\w-][\w.-]{0,95})?$/.test(name) && !name.includes('..')) return name;
  throw new AppError(
    'bad-config',
    `"${nameOrAddress}" is no name on the Hub`,
    'Give owner/name, such as HuggingFaceTB/SmolLM2-135M-Instruct, or the page’s address.',
    { detail: { code: 'noHubName', asked: nameOrAddress.slice(0, longestShown) } },
  );
}

/** The line or the server is at fault, not what was asked for: another try may help. */
export class LineError extends AppError {
  constructor(
    message: string | Sentence,
    hint: string | Sentence,
    options: ConstructorParameters<typeof AppError>[3],
  ) {
    super('network', message, hint, options);
  }
}

export class Hub {
  readonly endpoint = hubEndpoint();
  readonly #token: string | undefined;
  readonly #options: HubOptions;

  constructor(home: Home, options: HubOptions = {}) {
    this.#token = hubToken(home);
    this.#options = options;
  }

  /** What the Hub says of a repo. @throws AppError `not-found`, `network` */
  async look({ type, name }: Repo): Promise<RepoState> {
    const info = await this.#ask({ type, name }, async (common) => {
      if (type === 'dataset')
        return {
          ...(await datasetInfo({ ...common, name, additionalFields: ['cardData', 'sha'] })),
          config: null,
        };
      return modelInfo({ ...common, name, additionalFields: ['cardData', 'sha', 'config'] });
    });
    const { license, configs } = (info.cardData ?? {}) as { license?: unknown; configs?: unknown };
    return {
      type,
      name,
      revision: info.sha,
      config: info.config,
      configs,
      license:
        [license]
          .flat()
          .filter((each) => typeof each === 'string')
          .join(', ') || null,
      gated: Boolean(info.gated),
    };
  }

  /** The repo's files at a revision. @throws AppError as {@link look} */
  async files({ type, name }: Repo, revision: string, recursive: boolean): Promise<RemoteFile[]> {
    return this.#ask({ type, name }, async (common) => {
      const found: RemoteFile[] = [];
      const query = { ...common, repo: { type, name }, revision: encodeURIComponent(revision), recursive };
      for await (const { type: kind, path, size, oid, lfs } of listFiles(query)) {
        if (kind !== 'file') continue;
        found.push({ path, size: lfs?.size ?? size, sha256: lfs?.oid, gitSha1: lfs ? undefined : oid });
        if (found.length > mostFiles) break;
      }
      return found;
    });
  }

  /** The beginning of an answer with a file's bytes from `offset` on. @throws AppError `not-found`, `network` */
  async open(repo: Repo, revision: string, path: string, offset = 0): Promise<Response> {
    const folder = repo.type === 'dataset' ? 'datasets/' : '';
    const file = path.split('/').map(encodeURIComponent).join('/');
    const url = `${this.endpoint}/${folder}${repo.name}/resolve/${encodeURIComponent(revision)}/${file}`;
    return this.#ask(repo, async ({ fetch: ask }) => {
      const headers: Record<string, string> = { 'accept-encoding': 'identity' };
      if (this.#token) headers.authorization = `Bearer ${this.#token}`;
      if (offset > 0) headers.range = `bytes=${offset}-`;
      const answer = await ask(url, { headers });
      if (answer.ok || answer.status === 416) return answer;
      await answer.body?.cancel();
      throw new HubApiError(url, answer.status);
    });
  }

  async #ask<T>(repo: Repo, question: (common: CommonOptions) => Promise<T>): Promise<T> {
    const { signal, responseTimeoutMs: wait = responseTimeoutMs } = this.#options;
    const ask: typeof fetch = (address, init) => fetchInTime(address, init, { signal, milliseconds: wait });
    try {
      return await question({
        hubUrl: this.endpoint,
        fetch: ask,
        ...(this.#token && { accessToken: this.#token }),
      });
    } catch (cause) {
      if (signal?.aborted) throw interrupted();
      throw this.#explain(repo, cause);
    }
  }

  #explain({ type, name }: Repo, cause: unknown): unknown {
    if (cause instanceof AppError) return cause;
    const page = `${this.endpoint}/${type === 'dataset' ? 'datasets/' : ''}${name}`;
    if (!(cause instanceof HubApiError)) return unreachable(this.endpoint, type, cause);
    const { statusCode: status } = cause;
    if (status === 404)
      return new AppError('not-found', `the Hub has no ${type} ${name}`, `Check the name: ${page}`, {
        cause,
        detail: { code: 'notOnHub', repo: name, page },
      });
    if (status !== 401 && status !== 403)
      return new LineError(`${this.endpoint} answers with status ${status}`, 'Try again later.', {
        cause,
        detail: { code: 'hubStatus', host: new URL(this.endpoint).host, status },
      });
    if (this.#token)
      return new AppError(
        'network',
        `the Hub does not give ${name} to the token in use (status ${status})`,
        `Accept the terms on ${page} with the account the token belongs to, or use another token.`,
        { cause, detail: { code: 'hubLocked', repo: name, page, withToken: true } },
      );
    return new AppError(
      'network',
      `the Hub does not give ${name} without an access token: it is gated, private, or does not exist`,
      `Check the name. Accept the terms on ${page}, make a token under huggingface.co/settings/tokens, and keep it in the settings or in HF_TOKEN.`,
      { cause, detail: { code: 'hubLocked', repo: name, page, withToken: false } },
    );
  }
}

interface CommonOptions {
  readonly hubUrl: string;
  readonly fetch: typeof fetch;
  readonly accessToken?: string;
}

export function interrupted(): AppError {
  return new AppError(
    'interrupted',
    say`the download was stopped`,
    say`Start it again: it goes on where it was.`,
  );
}

function unreachable(endpoint: string, type: RepoType, cause: unknown): AppError {
  const { code, message } = ((cause as Error).cause ?? cause) as { code?: string; message?: string };
  const what = type === 'model' ? 'the model folder or a .gguf file' : 'the file';
  return new LineError(
    `${new URL(endpoint).host} cannot be reached (${code ?? message ?? String(cause)})`,
    `Connect to the internet and try again; or get ${what} on another machine, copy it here and import it.`,
    { cause, detail: { code: 'hubUnreachable', host: new URL(endpoint).host } },
  );
}
