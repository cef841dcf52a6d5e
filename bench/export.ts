/**
 * How long an export takes beside `cp` of the same bytes, and the most memory it holds.
 *
 * usage: node bench/export.ts [--model FOLDER] [--rounds 3] [--whole] [--only TEXT]
 * Without --model a Llama of 1.24 billion random numbers in bfloat16 is made first and deleted in the end: 2.5 GB, and as
 * much again for each export. --whole also measures whole exports, their proof included. Each figure is of a process of its own.
 * Memory, looked at every 20 ms, is what the process has for itself (anonymous), and all that is resident: with the weights
 * that are mapped from their files, which the system takes back when others ask. Both are 0 where the system is not Linux.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { openBaseModel } from '../src/main/engine/baseModel.ts';
import { exportAdapter } from '../src/main/engine/export/exportAdapter.ts';
import { targets } from '../src/main/engine/export/targets.ts';
import { bytesIn } from '../src/main/engine/formats/atomic.ts';
import { readAdapter } from '../src/main/engine/formats/peft.ts';
import type { ExportDtype, ExportTarget } from '../src/shared/exportTargets.ts';
import { writeRandomAdapter } from './support/randomAdapter.ts';
import { writeRandomModel } from './support/randomModel.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    whole: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

/** Llama 3.2 1B's. */
const size = {
  ...{ hidden: 2048, intermediate: 8192, layers: 16, heads: 32, kvHeads: 8 },
  ...{ vocabulary: 128_256, tied: true },
};

const forms: readonly (readonly [ExportTarget, ExportDtype])[] = [
  ['merged', 'base'],
  ['gguf', 'f16'],
  ['gguf', 'q8_0'],
  ['gguf', 'q4_k_m'],
];

const [model, adapter, out, form, dtype, extent] = positionals;
if (model === undefined) await compare();
else await measure(model, adapter!, out!, form as ExportTarget, dtype as ExportDtype, extent!);

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-bench-'));
  try {
    const model = values.model ?? join(folder, 'model');
    if (values.model === undefined) writeRandomModel(model, size, 'bfloat16');
    const base = openBaseModel(model);
    const adapter = writeRandomAdapter(join(folder, 'adapter'), base, 16);
    const largest = Math.max(...[...base.tensors.values()].map(({ byteLength }) => byteLength));
    console.log(`${base.parameters} parameters, ${mb(bytesIn(model))} MB; largest tensor ${mb(largest)} MB`);
    for (let round = 1; round <= Number(values.rounds); round++) {
      copy(model, join(folder, 'copy'));
      for (const [target, dtype] of forms)
        for (const extent of ['written', ...(values.whole ? ['whole'] : [])])
          if (`${target} ${dtype} ${extent}`.includes(values.only))
            await inChild([model, adapter, join(folder, 'out'), target, dtype, extent]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As anybody would copy it, and until the disk has it: an export is not done before. */
function copy(model: string, to: string): void {
  const started = performance.now();
  spawnSync('cp', ['-rL', model, to], { stdio: 'inherit' });
  const copied = performance.now();
  spawnSync('sync', ['-f', to], { stdio: 'inherit' });
  report('cp', bytesIn(to), (copied - started) / 1000);
  report('cp, and sync', bytesIn(to), (performance.now() - started) / 1000);
  rmSync(to, { recursive: true });
}

async function inChild(order: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, ...order], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const most = { own: 0, resident: 0 };
  const timer = setInterval(() => {
    most.own = Math.max(most.own, heldBy(child.pid, 'RssAnon'));
    most.resident = Math.max(most.resident, heldBy(child.pid, 'VmRSS'));
  }, 20);
  const name = order.slice(3).join(' ');
  try {
    const [found, [status]] = (await Promise.all([json(child.stdout), once(child, 'exit')])) as [
      Found,
      [number],
    ];
    if (status === 0) report(name, found.bytes, found.seconds, { ...most, busy: found.busy });
  } catch {
    console.log(`${name} failed`);
  } finally {
    clearInterval(timer);
  }
}

interface Found {
  readonly bytes: number;
  readonly seconds: number;
  /** Seconds of a processor, which other work on the machine changes less. */
  readonly busy: number;
}

/** Bytes of a process's memory; 0 once it has ended. */
function heldBy(process: number | undefined, kind: 'RssAnon' | 'VmRSS'): number {
  try {
    const text = readFileSync(`/proc/${process}/status`, 'utf8');
    return 1024 * Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function measure(
  model: string,
  adapter: string,
  out: string,
  target: ExportTarget,
  dtype: ExportDtype,
  extent: string,
): Promise<void> {
  const source = { model: openBaseModel(model), adapter: readAdapter(adapter) };
  const names = { base: 'base', hubId: null, adapter: 'adapter', version: '0' };
  const [started, before] = [performance.now(), process.cpuUsage()];
  if (extent === 'whole') await exportAdapter(target, source, out, { dtype });
  else {
    mkdirSync(out);
    await targets[target].write(out, { ...source, names }, { dtype });
  }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const busy = (user + system) / 1e6;
  console.log(JSON.stringify({ bytes: bytesIn(out), seconds, busy } satisfies Found));
  rmSync(out, { recursive: true });
}

function report(
  name: string,
  bytes: number,
  seconds: number,
  most?: { readonly own: number; readonly resident: number; readonly busy: number },
): void {
  const speed = `${mb(bytes)} MB in ${seconds.toFixed(2)} s, ${mb(bytes / seconds)} MB/s`;
  const held = most
    ? `, ${most.busy.toFixed(1)} s of a processor, at most ${mb(most.own)} MB of its own, ${mb(most.resident)} resident`
    : '';
  console.log(`${name.padEnd(24)} ${speed}${held}`);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
