/** Starts the built studio in plain Node, with electron absent, and hands out its address. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../out/main/web.js', import.meta.url));
const withoutElectron = new URL('./withoutElectron.ts', import.meta.url).href;

export interface Studio {
  /** The address printed first; good for one browser. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** @param port 0 takes any free port. Throws with the program's own words when it does not start. */
export async function startStudio(port = 0): Promise<Studio> {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
  const child = spawn(process.execPath, ['--import', withoutElectron, entry, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    exited.then(([code]) => Promise.reject(new Error(`the studio ended with ${code}: ${said}`))),
  ]);
  const url = line.replace('Open ', '');
  return {
    url,
    port: Number(new URL(url).port),
    async stop() {
      child.kill();
      await exited;
    },
  };
}
