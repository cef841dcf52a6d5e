/** The part of the Hub on this machine that takes uploads, as the Hub's HTTP interface describes them. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A repository somebody has made. */
export interface WrittenRepo {
  readonly visibility: string;
  readonly files: Map<string, Buffer>;
  /** Those of them that went the way of large files. */
  readonly large: Set<string>;
  readonly titles: string[];
}

export interface WritableHub {
  readonly url: string;
  /** By `owner/name`. */
  readonly repos: Map<string, WrittenRepo>;
  /** What came without the token where the token is none of its business, and every header that had it. */
  readonly tokensSeen: string[];
  /** The one that may write. */
  token: string;
  /** Milliseconds before each piece of a large file is read. */
  slow: number;
}

interface LfsFile {
  readonly path: string;
  readonly oid: string;
}

const large = 1000;

/** Serves until the tests of the file are over. */
export async function startWritableHub(token: string): Promise<WritableHub> {
  const hub = { url: '', repos: new Map<string, WrittenRepo>(), tokensSeen: [] as string[], token, slow: 0 };
  const stored = new Map<string, Buffer>();
  const server = createServer((request, response) => void answer(hub, stored, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return hub;
}

async function answer(
  hub: WritableHub,
  stored: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const json = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const { pathname } = new URL(request.url!, hub.url);
  const { authorization } = request.headers;
  const [, oid] = /^\/lfs\/(\w+)$/.exec(pathname) ?? [];
  if (oid !== undefined && request.method === 'PUT') {
    // Another service, which is given signed addresses and no tokens.
    if (authorization !== undefined) hub.tokensSeen.push(authorization);
    if (request.headers['content-length'] === undefined) return json(411, { error: 'no length' });
    const bytes = await read(request, hub.slow);
    if (bytes === undefined) return;
    if (createHash('sha256').update(bytes).digest('hex') !== oid) return json(400, { error: 'wrong hash' });
    stored.set(oid, bytes);
    return json(200, {});
  }
  const body = (await read(request))?.toString() ?? '';
  if (authorization !== `Bearer ${hub.token}`)
    return json(403, { error: `You have no right to write here with ${authorization?.slice(7)}` });
  if (pathname === '/api/repos/create') {
    const { name, organization, visibility } = JSON.parse(body);
    const repo = `${organization}/${name}`;
    if (hub.repos.has(repo)) return json(409, { error: 'You already created this model repo' });
    hub.repos.set(repo, { visibility, files: new Map(), large: new Set(), titles: [] });
    return json(200, { url: `${hub.url}/${repo}`, id: '1' });
  }
  const [, name = '', action = ''] =
    /^\/(?:api\/models\/)?([^/]+\/[^/.]+)(?:\.git)?\/(preupload|info\/lfs|commit)\b/.exec(pathname) ?? [];
  const repo = hub.repos.get(name);
  if (!repo) return json(404, { error: 'Repository not found' });
  if (action === 'preupload') {
    const files: { path: string; size: number }[] = JSON.parse(body).files;
    const modeOf = (size: number) => (size > large ? 'lfs' : 'regular');
    return json(200, { files: files.map(({ path, size }) => ({ path, uploadMode: modeOf(size) })) });
  }
  if (action === 'info/lfs') {
    const objects: { oid: string; size: number }[] = JSON.parse(body).objects;
    const upload = (each: string) => ({ upload: { href: `${hub.url}/lfs/${each}` } });
    return json(200, {
      transfer: 'basic',
      objects: objects.map(({ oid: each, size }) => ({
        ...{ oid: each, size },
        ...(!stored.has(each) && { actions: upload(each) }),
      })),
    });
  }
  for (const line of body.split('\n')) {
    const { key, value } = JSON.parse(line);
    if (key === 'header') repo.titles.push(value.summary);
    if (key === 'file') repo.files.set(value.path, Buffer.from(value.content, value.encoding));
    if (key !== 'lfsFile') continue;
    const { path, oid } = value as LfsFile;
    repo.files.set(path, stored.get(oid)!);
    repo.large.add(path);
  }
  return json(200, { commitOid: '1', commitUrl: `${hub.url}/${name}/commit/1` });
}

/** Undefined where whoever sent it has gone away. */
async function read(request: IncomingMessage, slow = 0): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) {
      if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch {
    return undefined;
  }
}
