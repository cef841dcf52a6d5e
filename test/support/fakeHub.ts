/** A Hub on this machine for tests: models and datasets of files a test brings, and the ways a line can fail. */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export interface FakeRepo {
  readonly type: 'model' | 'dataset';
  readonly name: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Files of another branch. */
  readonly branches?: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  readonly license?: string;
  /** What the card says of the files. */
  readonly configs?: unknown;
  readonly revision?: string;
  /** The token that opens it. */
  readonly token?: string;
  readonly gated?: boolean;
  /** Names listed besides the real ones. */
  readonly listed?: readonly string[];
}

/** How the next answers go wrong. */
export interface Trouble {
  /** The line breaks after so many bytes of a file, each time. */
  cutAfter?: number;
  /** Every answer holds the whole file. */
  noRanges?: boolean;
  /** Files over this size arrive with one byte changed. */
  corrupt?: boolean;
  /** Every answer has this status. */
  status?: number;
  /** Milliseconds before each piece of a file. */
  slow?: number;
}

export interface Asked {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface FakeHub {
  readonly url: string;
  readonly asked: Asked[];
  readonly repos: FakeRepo[];
  trouble: Trouble;
}

const large = 10_000;

/** Serves until the tests of the file are over. */
export async function startFakeHub(): Promise<FakeHub> {
  const hub = { url: '', asked: [] as Asked[], repos: [] as FakeRepo[], trouble: {} as Trouble };
  const server = createServer((request, response) => void answer(hub, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return hub;
}

async function answer(hub: FakeHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURIComponent(new URL(request.url!, hub.url).pathname);
  const { range, authorization } = request.headers;
  hub.asked.push({ path, range, authorization });
  const json = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  if (hub.trouble.status) return json(hub.trouble.status, { error: 'trouble' });
  const repo = hub.repos.find(({ type, name }) => {
    const folder = type === 'model' ? '' : 'datasets/';
    return [`/api/${type}s/${name}/`, `/${folder}${name}/resolve/`].some((start) => path.startsWith(start));
  });
  if (!repo) return json(401, { error: 'Invalid username or password.' });
  const { type, name, license, configs, gated = false, revision = 'c0ffee' } = repo;
  const locked = repo.token !== undefined && authorization !== `Bearer ${repo.token}`;
  if (path.startsWith(`/api/${type}s/${name}/revision/`)) {
    if (locked && !gated) return json(401, { error: 'Repository not found' });
    const cardData = { license, configs };
    return json(200, { _id: '1', id: name, sha: revision, gated: gated && 'auto', cardData, private: false });
  }
  const [, tree] = path.split(`/${name}/tree/`);
  const [, resolved] = path.split(`/${name}/resolve/`);
  const asked = tree ?? resolved ?? '';
  const branch = [revision, ...Object.keys(repo.branches ?? {})].find((each) => asked.startsWith(each));
  if (branch === undefined) return json(404, { error: 'no such revision' });
  const files = repo.branches?.[branch] ?? repo.files;
  if (tree !== undefined) {
    const listed = (repo.listed ?? []).map((path) => ({ type: 'file', path, size: 1, oid: '0' }));
    return json(200, [...Object.entries(files).map(([path, bytes]) => entry(path, bytes)), ...listed]);
  }
  if (locked) return json(403, { error: 'gated' });
  const bytes = files[asked.slice(branch.length + 1)];
  if (!bytes) return json(404, { error: 'no such file' });
  await send(hub.trouble, bytes, range, response);
}

/** As the Hub lists it: large files by sha256, the others by git's hash. */
function entry(path: string, bytes: Buffer) {
  const git = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  if (bytes.length < large) return { type: 'file', path, size: bytes.length, oid: git };
  const oid = createHash('sha256').update(bytes).digest('hex');
  return {
    type: 'file',
    path,
    size: bytes.length,
    oid: git,
    lfs: { oid, size: bytes.length, pointerSize: 130 },
  };
}

/** Milliseconds. */
const readingTime = 100;

async function send(
  { cutAfter, noRanges, corrupt, slow = 0 }: Trouble,
  whole: Buffer,
  range: string | undefined,
  response: ServerResponse,
): Promise<void> {
  const bytes = Buffer.from(whole);
  if (corrupt && bytes.length > large) bytes[bytes.length >> 1]! ^= 1;
  const [, from] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  const start = from === undefined || noRanges ? 0 : Number(from);
  const headers = { 'content-length': bytes.length - start };
  if (start === 0) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
  for (let at = start; at < bytes.length; at += 2 ** 16) {
    if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
    if (cutAfter !== undefined && at - start >= cutAfter) {
      // What nobody has read when a line breaks is lost with it, and a real line is slower than this one.
      await new Promise((resolve) => setTimeout(resolve, readingTime));
      response.destroy();
      return;
    }
    if (response.destroyed) return;
    if (!response.write(bytes.subarray(at, at + 2 ** 16)))
      await new Promise((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
  }
  response.end();
}
