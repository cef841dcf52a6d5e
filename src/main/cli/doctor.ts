/** `lowrank doctor`: what this machine can train on, and whether the home folder can be used. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { Command } from 'commander';
import pkg from '../../../package.json' with { type: 'json' };
import { type ErrorRecord, errorRecord } from '../../shared/errors.ts';
import { english } from '../../shared/numbers.ts';
import type { DeviceReport } from '../../shared/records/app.ts';
import { installLlamaCpp, llamaCppState } from '../services/exports/llamaCppPackage.ts';
import { nodeProcesses } from '../services/process/processes.ts';
import { diskFree } from '../services/process/resourceMeter.ts';
import { runTask } from '../services/process/worker.ts';
import { commandLine, perform, type Session } from './command.ts';
import { jobLine } from './jobLine.ts';
import { Progress } from './progress.ts';

interface Options {
  readonly installLlamaCpp?: true;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Trains a small step on every device, says which one would be used and why, and checks the home folder.',
    )
    .option(
      '--install-llama-cpp',
      'first download llama.cpp into the home folder: from then on it opens every GGUF export as well',
    )
    .action((options: Options, self: Command) => perform(self, (session) => doctor(session, options)));
}

async function doctor(session: Session, { installLlamaCpp }: Options): Promise<number> {
  const { output, interrupts } = session;
  if (installLlamaCpp) await install(session);
  const machine = {
    version: pkg.version,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
  output.say(`Lowrank Studio ${machine.version}, Node ${machine.node}, ${machine.platform}`);
  output.say(`${machine.cpu}: ${machine.cores} cores, ${english.bytes(machine.memoryBytes)} of memory`);
  const home = examineHome(session);
  output.say(
    home.error
      ? `Home: ${home.error.message}\n  ${home.error.hint}`
      : `Home: ${home.path}, ${english.bytes(home.freeBytes)} free, database in order`,
  );
  if (!home.error) for (const line of llamaCppLines(session)) output.say(line);
  const progress = new Progress(output, 'training a small step on every device');
  const devices = await runTask(nodeProcesses, 'selfTest', undefined, { signal: interrupts.signal }).finally(
    () => progress.end(),
  );
  for (const line of devices.flatMap(deviceLines)) output.say(line);
  const device = devices.find(({ chosen }) => chosen)?.device ?? null;
  output.say(
    device === null ? 'Nothing here can train.' : `A run trains on ${device} unless told otherwise.`,
  );
  output.result({
    ...machine,
    home,
    devices,
    device,
    llamaCpp: home.error ? null : llamaCppState(session.context.home).state,
  });
  return device === null || home.error ? 1 : 0;
}

async function install({ context, output, interrupts }: Session): Promise<void> {
  const progress = new Progress(output, 'installing llama.cpp');
  const { signal } = interrupts;
  try {
    await installLlamaCpp(context.home, {
      signal,
      probe: (library) => runTask(nodeProcesses, 'tryLlamaCpp', { library }, { signal }),
      onProgress: (state) => {
        output.event({ type: 'progress', ...state });
        progress.update(jobLine('llama.cpp', state));
      },
    });
  } finally {
    progress.end();
  }
}

/** Who opens a GGUF export again. */
function llamaCppLines(session: Session): readonly string[] {
  const { state, version, downloadBytes } = llamaCppState(session.context.home);
  if (state === 'installed') return [`llama.cpp ${version} opens every GGUF export as well.`];
  if (state === 'unavailable') return [];
  const line = commandLine(session, 'doctor', '--install-llama-cpp');
  return [
    `llama.cpp is not installed here; it would open every GGUF export as well (${english.bytes(downloadBytes)}): ${line}`,
  ];
}

interface HomeReport {
  readonly path: string | null;
  readonly freeBytes: number;
  readonly error: ErrorRecord | null;
}

function examineHome(session: Session): HomeReport {
  try {
    const { path } = session.context.home;
    return { path, freeBytes: diskFree(path), error: null };
  } catch (error) {
    return { path: null, freeBytes: 0, error: errorRecord(error) };
  }
}

function deviceLines({ chosen, available, reason, fix, device }: DeviceReport): readonly string[] {
  const mark = chosen ? '*' : available ? '+' : '-';
  return [`${mark} ${reason || device}`, ...(fix === undefined ? [] : [`  ${fix}`])];
}
