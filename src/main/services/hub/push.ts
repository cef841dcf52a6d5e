/** Puts files into a repository of one's own on the Hub, in one commit, and says in plain words why it cannot. */

import { openAsBlob } from 'node:fs';
import { createRepo, HubApiError, uploadFiles } from '@huggingface/hub';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { diskError } from '../../engine/index.ts';
import type { Home } from '../home/home.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { hubEndpoint, LineError, repoName } from './hub.ts';
import { hubToken } from './hubToken.ts';

export interface Push {
  /** `owner/name`; made where there is none. */
  readonly repo: string;
  /** Whether a new repository is private; one that is there stays as it is. */
  readonly isPrivate: boolean;
  /** By their paths in the repository: a file of this machine, or a text. */
  readonly files: ReadonlyMap<string, { readonly path: string } | { readonly text: string }>;
  readonly title: string;
}

/**
 * @returns the address of the repository's page
 * @throws AppError `bad-config` without a token, or for what is no name; `network` where the Hub refuses or cannot be
 *   reached; `disk`; `interrupted`: nothing of it shows in the repository then
 */
export async function pushFiles(
  home: Home,
  { repo, isPrivate, files, title }: Push,
  { signal, onProgress }: WorkOptions = {},
): Promise<string> {
  const name = ownName(repo);
  const token = requireToken(home);
  const hubUrl = hubEndpoint();
  const contents = await Promise.all(
    [...files].map(async ([path, file]) => ({ path, content: await blobOf(file) })),
  );
  const total = contents.reduce((sum, { content }) => sum + content.size, 0);
  let sent = 0;
  onProgress?.({ stage: 'hashing', progress: null, bytesTotal: total });
  const ask: typeof fetch = (address, init = {}) => {
    const { body } = init;
    if (init.method !== 'PUT' || !(body instanceof Blob))
      return fetch(address, { ...init, ...(signal && { signal }) });
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, sink) {
        sink.enqueue(piece);
        sent += piece.length;
        onProgress?.({
          stage: 'uploading',
          progress: Math.min(1, sent / total),
          bytesDone: sent,
          bytesTotal: total,
        });
      },
    });
    const headers = new Headers(init.headers);
    headers.set('content-length', String(body.size)); // stores of large files take no upload of unknown length
    const counted = { body: body.stream().pipeThrough(count), duplex: 'half' };
    return fetch(address, { ...init, ...counted, headers, ...(signal && { signal }) } as RequestInit);
  };
  const common = { repo: { type: 'model', name }, hubUrl, fetch: ask, accessToken: token } as const;
  try {
    await createRepo({ ...common, visibility: isPrivate ? 'private' : 'public' }).catch((error: unknown) => {
      if (!(error instanceof HubApiError && error.statusCode === 409)) throw error; // it is there already
    });
    // Plain uploads: the Hub's newer way loads native code of its own and cannot be stopped in the middle of a file.
    await uploadFiles({
      ...common,
      ...{ files: contents, commitTitle: title, useXet: false },
      ...(signal && { abortSignal: signal }),
    });
    return `${hubUrl}/${name}`;
  } catch (cause) {
    if (signal?.aborted) throw new AppError('interrupted', say`the upload was stopped`, say`Start it again.`);
    throw explained(cause, name, hubUrl, token);
  }
}

/** @throws AppError `bad-config` */
function ownName(repo: string): string {
  const name = repoName(repo);
  if (name.includes('/')) return name;
  const hint = say`Give your name on the Hub first, such as anna/faq-adapter.`;
  throw new AppError('bad-config', say`"${name}" does not say whose repository it is`, hint);
}

function requireToken(home: Home): string {
  const token = hubToken(home);
  if (token?.startsWith('hf_')) return token;
  throw new AppError(
    'bad-config',
    token === undefined
      ? say`sharing on the Hub needs an access token, and none is kept`
      : say`the access token in use is none of the Hub: those begin with hf_`,
    say`Make one with the right to write under huggingface.co/settings/tokens, and keep it in the settings or in HF_TOKEN.`,
  );
}

async function blobOf(file: { readonly path: string } | { readonly text: string }): Promise<Blob> {
  if ('text' in file) return new Blob([file.text]);
  try {
    return await openAsBlob(file.path);
  } catch (cause) {
    throw diskError(cause, file.path, 'read');
  }
}

/** Without the token, whatever the other side has sent back. */
function explained(cause: unknown, name: string, hubUrl: string, token: string): AppError {
  if (cause instanceof AppError) return cause;
  const host = new URL(hubUrl).host;
  const { message, cause: deeper } = cause as Error & { cause?: { code?: string; message?: string } };
  const said = (deeper?.code ?? deeper?.message ?? message).replaceAll(token, '[token]').split('. URL:')[0];
  if (!(cause instanceof HubApiError))
    return new LineError(say`${host} cannot be reached: ${said}`, say`Check the connection and try again.`, {
      detail: { code: 'hubUnreachable', host },
    });
  const { statusCode: status } = cause;
  if (status === 401 || status === 403)
    return new AppError(
      'network',
      say`the Hub does not let this token write to ${name} (status ${status}: ${said})`,
      say`Use a token with the right to write, and a name that belongs to its account.`,
    );
  const detail = { code: 'hubStatus', host, status } as const;
  return new LineError(say`${host} answers with status ${status}: ${said}`, say`Try again later.`, {
    detail,
  });
}
