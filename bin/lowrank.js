#!/usr/bin/env node
/**
 * What `npx lowrank` starts: plain JavaScript that any Node can read, because src/main/cli.ts needs Node 24. An older
 * Node hands over to the one that the install brought along, or says plainly what is missing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const needed = 24;
const cli = new URL('../src/main/cli.ts', import.meta.url);
const own = fileURLToPath(
  new URL(
    `../node_modules/node-${process.platform}-${process.arch}/bin/node${process.platform === 'win32' ? '.exe' : ''}`,
    import.meta.url,
  ),
);

// Hundreds of source files are stripped of their types and compiled at every start: what came of it is kept, for this
// process and those it starts, in a folder nobody else may write to. Node checks it against the sources.
const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
process.env.NODE_COMPILE_CACHE ||= join(caches, 'lowrank-studio', 'compiled');

if (Number.parseInt(process.versions.node, 10) >= needed) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(cli.href);
} else if (existsSync(own)) handOver();
else {
  console.error(
    `error: Lowrank Studio needs Node ${needed} or newer, this is ${process.version}. Install it from nodejs.org, or run "npm ci" here first.`,
  );
  process.exitCode = 1;
}

function handOver() {
  const child = spawn(own, [fileURLToPath(cli), ...process.argv.slice(2)], { stdio: 'inherit' });
  // What to do about them is the child's decision.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(
      `error: ${own} cannot be started: ${error.message}. Install Node ${needed} from nodejs.org.`,
    );
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
