/** `lowrank runs`: the history, which the studio shows as well, and going on with what was stopped. */
import { Command } from 'commander';
import { z } from 'zod';
import { comparisonText, englishComparison } from '../../shared/comparisonText.ts';
import type { Estimate } from '../../shared/events.ts';
import { adapterKindOf, adapterKinds } from '../../shared/methods.ts';
import { counted, english } from '../../shared/numbers.ts';
import type { Run, RunDetail } from '../../shared/records/runs.ts';
import { emptyFoldersAfter } from '../services/runs/failedStart.ts';
import { compareRuns, listRuns, resumeRun, showRun } from '../services/runs/index.ts';
import { recoverRuns } from '../services/runs/recover.ts';
import { perform, type Session } from './command.ts';
import { printEnd, shortId, watchRun } from './followRun.ts';
import { interruptedCode } from './interrupts.ts';
import { checked, UsageError } from './options.ts';
import { tableLines } from './output.ts';

export function runsCommand(): Command {
  const command = new Command('runs').description('The history of runs. An id may be shortened.');
  command
    .command('list')
    .description('Lists runs, the newest first.')
    .option('--search <text>', 'in names, models, datasets, tags and notes')
    .option('--limit <n>', 'at most so many (default: 100)')
    .action((options: ListOptions, self: Command) => perform(self, (session) => list(session, options)));
  command
    .command('show')
    .description('Tells everything about a run.')
    .argument('<id>')
    .action((id: string, _options, self: Command) => perform(self, (session) => show(session, id)));
  command
    .command('resume')
    .description('Goes on with a run after its last checkpoint.')
    .argument('<id>')
    .action((id: string, _options, self: Command) => perform(self, (session) => resume(session, id)));
  command
    .command('compare')
    .description('Puts two to six runs side by side: what differs in settings and outcome.')
    .argument('<id...>')
    .action((ids: string[], _options, self: Command) => perform(self, (session) => compare(session, ids)));
  return command;
}

interface ListOptions {
  readonly search?: string;
  readonly limit?: string;
}

const limitSchema = z.object({ limit: z.int().min(1).default(100) });
const pageSize = 100;

async function list({ context, output }: Session, options: ListOptions): Promise<void> {
  const { limit } = checked(limitSchema, { ...options }, 'runs list');
  // No studio may be open that would notice a run whose process is gone.
  recoverRuns(context);
  const query = { search: options.search ?? '', sort: 'createdAt', descending: true } as const;
  const runs: Run[] = [];
  let total = 1;
  for (let page = 0; runs.length < Math.min(limit, total); page++) {
    const found = listRuns(context, { ...query, states: [], page, pageSize });
    runs.push(...found.runs);
    total = found.total;
  }
  const shown = runs.slice(0, limit);
  if (total === 0) output.say('No runs yet: lowrank train starts one, lowrank demo shows how.');
  else {
    const head = ['id', 'name', 'state', 'model', 'data', 'rank', 'held-out loss', 'time', 'started'];
    for (const line of tableLines(head, shown.map(cells))) output.say(line);
    if (total > shown.length) output.say(`${total - shown.length} more: --limit ${total} shows all`);
  }
  output.result({ runs: shown, total });
}

function cells(run: Run): readonly string[] {
  const { id, name, state, model, data, rank, heldOutLoss, seconds, startedAt } = run;
  return [
    ...[shortId(id), name, state, model, data, rank === null ? 'full' : String(rank)],
    heldOutLoss === null ? '' : english.loss(heldOutLoss),
    seconds > 0 ? english.duration(seconds) : '',
    startedAt === null ? '' : dateText(startedAt),
  ];
}

function kindText({ config }: Pick<RunDetail, 'config'>): string {
  return adapterKinds[adapterKindOf({ useDora: config.useDora === true })];
}

async function show({ context, output }: Session, asked: string): Promise<void> {
  const run = showRun(context, asked);
  const { steps, step, heldOutLossBefore, heldOutLoss, device, plan, estimate, actual, verdict, error } = run;
  const facts: readonly (readonly [string, string | null])[] = [
    ['id', run.id],
    ['state', steps === null ? run.state : `${run.state}, step ${step} of ${steps}`],
    ['model', run.model],
    [
      'data',
      plan
        ? `${run.data}: ${counted(plan.rows, 'row')}, ${english.number(plan.heldOutRows)} held out`
        : run.data,
    ],
    ['method', run.rank === null ? 'full fine-tuning' : `${kindText(run)} of rank ${run.rank}`],
    [
      'held-out loss',
      heldOutLoss === null
        ? null
        : `${lossOrNone(heldOutLossBefore)} before, ${english.loss(heldOutLoss)} after`,
    ],
    ['took', actual && needsText(actual, () => '')],
    ['estimate', estimate && estimateText(estimate, actual)],
    ['device', device],
    ['verdict', verdict?.sentence ?? null],
    ['error', error && `${error.message} ${error.hint}`],
    ['folder', run.out],
    ['again', run.command],
  ];
  output.say(run.name);
  for (const [name, text] of facts) if (text !== null) output.say(`  ${name.padEnd(14)}${text}`);
  output.result(run);
}

/** What was expected, and by how much it was off. */
function estimateText(estimate: Estimate, actual: Estimate | null): string {
  const off = (field: keyof Estimate) => {
    if (actual === null || actual[field] <= 0) return '';
    const percent = Math.round(100 * (estimate[field] / actual[field] - 1));
    return percent === 0 ? ' (right)' : ` (${Math.abs(percent)} % too ${percent > 0 ? 'high' : 'low'})`;
  };
  return needsText(estimate, off);
}

/** @param note what to add to a figure */
function needsText(
  { seconds, memoryBytes, diskBytes }: Estimate,
  note: (field: keyof Estimate) => string,
): string {
  return [
    `${english.duration(seconds)}${note('seconds')}`,
    `${english.bytes(memoryBytes)} of memory${note('memoryBytes')}`,
    `${english.bytes(diskBytes)} of disk${note('diskBytes')} at the peak`,
  ].join(', ');
}

async function resume(session: Session, asked: string): Promise<number> {
  const undo = emptyFoldersAfter(showRun(session.context, asked).out);
  const run = await resumeRun(session.context, asked);
  const result = await watchRun(session, run, undo);
  return printEnd(session, run, result) ? 0 : interruptedCode;
}

async function compare({ context, output }: Session, ids: readonly string[]): Promise<void> {
  if (ids.length < 2 || ids.length > 6)
    throw new UsageError(`${counted(ids.length, 'run')} given`, 'Give two to six ids of runs.');
  const comparison = compareRuns(context, ids, curvePoints);
  const { runs, differences, findings } = comparison;
  const sentences = findings.map((finding) => comparisonText(finding, englishComparison, english));
  const head = ['', ...runs.map(({ name }) => name)];
  const line = (what: string, value: (run: Run) => string) => [what, ...runs.map(value)];
  const rows = [
    line('id', ({ id }) => shortId(id)),
    line('state', ({ state }) => state),
    line('held-out loss', ({ heldOutLoss }) => lossOrNone(heldOutLoss)),
    line('time', ({ seconds }) => english.duration(seconds)),
    ...differences.map(({ field, values }) => [field, ...values]),
  ];
  for (const text of tableLines(head, rows)) output.say(text);
  for (const sentence of sentences) output.say(sentence);
  output.result({ ...comparison, sentences });
}

/** Of each curve with --json. */
const curvePoints = 400;

function lossOrNone(loss: number | null): string {
  return loss === null ? 'none' : english.loss(loss);
}

/** `2026-08-01 14:05`, in local time. */
function dateText(time: number): string {
  const local = new Date(time - 60_000 * new Date(time).getTimezoneOffset());
  return local.toISOString().slice(0, 16).replace('T', ' ');
}
