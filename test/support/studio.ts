/** Starts the built studio in plain Node, with electron absent and a home of its own, and hands out its address. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../out/main/web.js', import.meta.url));
const withoutElectron = new URL('./withoutElectron.ts', import.meta.url).href;

export interface StudioOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** A folder that stays; absent: a new one, deleted with the studio. */
  readonly home?: string;
  /** Besides the environment of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Studio {
  /** The address printed last: each is good for one browser. */
  readonly url: string;
  readonly port: number;
  /** Where its database and library lie. */
  readonly home: string;
  stop(): Promise<void>;
}

/** Throws with the program's own words when it does not start. */
export async function startStudio({ port = 0, home, env = {} }: StudioOptions = {}): Promise<Studio> {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
  const folder = home ?? mkdtempSync(join(tmpdir(), 'lowrank-home-'));
  const child = spawn(process.execPath, ['--import', withoutElectron, entry, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, LOWRANK_HOME: folder },
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout);
  let url = '';
  lines.on('line', (line) => {
    url = line.replace('Open ', '');
  });
  await Promise.race([
    once(lines, 'line'),
    exited.then(([code]) => Promise.reject(new Error(`the studio ended with ${code}: ${said}`))),
  ]);
  return {
    get url() {
      return url;
    },
    port: Number(new URL(url).port),
    home: folder,
    async stop() {
      child.kill();
      await exited;
      if (home === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
