/**
 * The whole job, start to finish: load, train one epoch, measure before and after, save the adapter, write the merged
 * model. Ours beside a plain PEFT script on the same rows: the first 100 of the sample data, 20 of them held out.
 *
 * usage: node bench/job.ts --model FOLDER [--rounds 3] [--python PYTHON]
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBaseModel } from '../src/main/engine/baseModel.ts';
import type { ExampleSet } from '../src/main/engine/data/exampleSet.ts';
import { datasetDefaults, loadDataset } from '../src/main/engine/data/loadDataset.ts';
import { openModelText } from '../src/main/engine/data/modelText.ts';
import { median } from './support/batches.ts';

interface Job {
  readonly seconds: number;
  readonly heldOutLossBefore: number;
  readonly heldOutLoss: number;
  readonly peakMegabytes: number;
}

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    python: { type: 'string' },
  },
});
if (!values.model) throw new Error('--model FOLDER is needed');
const { model, python } = values;

const folder = mkdtempSync(join(tmpdir(), 'lowrank-bench-'));
try {
  const data = join(folder, 'rows.jsonl');
  const faq = readFileSync('test/fixtures/data/construction-faq-en-alpaca.jsonl', 'utf8').split('\n');
  writeFileSync(data, faq.slice(0, 100).join('\n'));
  const options = { ...datasetDefaults, holdout: 0.2 };
  const { train, heldOut } = await loadDataset(data, openModelText(openBaseModel(model).folder), options);
  const rows = join(folder, 'rows.json');
  writeFileSync(rows, JSON.stringify({ train: plain(train), heldOut: plain(heldOut) }));
  console.log(`${train.lengths.length} rows to train on, ${heldOut.lengths.length} held out`);

  const [ours, theirs]: [Job[], Job[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    const out = join(folder, String(round));
    mkdirSync(out);
    ours.push(
      run('lowrank', process.execPath, ['bench/support/wholeJob.ts', model, data, join(out, 'lowrank')]),
    );
    if (!python) continue;
    const script = [
      'bench/reference/peftJob.py',
      model,
      rows,
      join(out, 'peft'),
      String(availableParallelism()),
    ];
    theirs.push(run('peft   ', python, script));
    rmSync(out, { recursive: true });
  }
  const pairs = theirs.map((job, i) => (ours[i] as Job).seconds / job.seconds);
  if (pairs.length > 0)
    console.log(`wall time over PEFT's, median of ${pairs.length} pairs: ${median(pairs).toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true });
}

function plain(set: ExampleSet) {
  return Array.from({ length: set.lengths.length }, (_, i) => {
    const { ids, supervised } = set.at(i);
    return { ids: [...ids], labels: [...ids].map((id, at) => (supervised[at] ? id : -100)) };
  });
}

/** Runs one process; its wall time, start and end included, is what counts. */
function run(name: string, command: string, args: readonly string[]): Job {
  const start = performance.now();
  const { stdout, status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  const seconds = (performance.now() - start) / 1000;
  const job = { ...(JSON.parse(stdout.trim().split('\n').at(-1) as string) as Job), seconds };
  const loss = `held-out loss ${job.heldOutLossBefore.toFixed(3)} to ${job.heldOutLoss.toFixed(3)}`;
  console.log(`${name}: ${seconds.toFixed(1)} s, ${loss}, ${job.peakMegabytes.toFixed(0)} MB`);
  return job;
}
