/** `lowrank demo`: the main job from end to end on a small model and sample data, for somebody who has never seen it. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { certificateText } from '../../shared/certificateText.ts';
import { internalError } from '../../shared/errors.ts';
import { firstTry } from '../../shared/firstTry.ts';
import { english } from '../../shared/numbers.ts';
import type { Export } from '../../shared/records/exports.ts';
import { samplePath } from '../services/datasets/index.ts';
import { exportMethods, startExport } from '../services/exports/index.ts';
import { resourcePath } from '../services/home/resources.ts';
import { type StarterModel, starterModel } from '../services/models/starterModel.ts';
import { runTask } from '../services/process/worker.ts';
import { showRun, startRun } from '../services/runs/index.ts';
import { commandLine, perform, type Session } from './command.ts';
import { followJob } from './followJob.ts';
import { printStop, watchRun } from './followRun.ts';
import { interruptedCode } from './interrupts.ts';
import { jobLine } from './jobLine.ts';
import { Progress } from './progress.ts';
import { sideBySide } from './sideBySide.ts';

/** Asked before and after; none of them is in the sample data. */
const questions: readonly string[] = JSON.parse(
  readFileSync(resourcePath('samples/demo-questions.json'), 'utf8'),
);

/** Long enough to show a manner of speaking, short enough to wait for. */
const answerTokens = 64;

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Fine-tunes a small model on sample data, shows its answers before and after, and exports the merged model.',
    )
    .option('--tiny', 'use the model that ships with the program: needs no network, takes half a minute')
    .action((options: { readonly tiny?: boolean }, self: Command) =>
      perform(self, (session) => demo(session, options.tiny ?? false)),
    );
}

async function demo(session: Session, tiny: boolean): Promise<number> {
  const began = performance.now();
  const { context, output } = session;
  const head = (title: string) => output.say(`\n== ${title}`);

  head('The model');
  const model = await findStarter(session, tiny);
  output.say(String(model.sentence));
  const data = samplePath(context);
  const rows: readonly Readonly<Record<string, string>>[] = parse(readFileSync(data), { columns: true });
  output.say(`Sample data: ${rows.length} questions and answers in ${data}, such as`);
  for (const line of Object.values(rows[0] ?? {})) output.say(`    ${line}`);

  head('Before');
  const before = await ask(session, model, null);
  questions.forEach((question, i) => {
    output.say(`> ${question}`);
    output.say(`${before[i]}\n`);
  });

  head('Training an adapter');
  const chosen = model.origin === 'embedded' ? firstTry.tiny : firstTry.large;
  const run = await startRun(context, { config: { model: model.id, data, ...chosen }, name: 'Demo' });
  const result = await watchRun(session, run);
  if (result.state !== 'done') {
    printStop(session, run, result);
    output.result(result);
    return interruptedCode;
  }

  head('Before and after');
  const after = await ask(session, model, result.adapter);
  const width = Math.min(120, process.stdout.columns ?? 100);
  questions.forEach((question, i) => {
    output.say(`> ${question}`);
    for (const line of sideBySide(['before', before[i]!], ['after', after[i]!], width)) output.say(line);
    output.say();
  });

  head('A merged model');
  const { path, bytes, certificate } = await merge(session, run.id);
  output.say(`${english.bytes(bytes)} that other software loads as it is.`);
  output.say(certificateText(certificate));

  head(`Done in ${english.duration((performance.now() - began) / 1000)}`);
  printPlaces(session, model, result.adapter, path);
  output.result({
    ...result,
    model: model.path,
    origin: model.origin,
    data,
    merged: path,
    certificate,
    answers: questions.map((prompt, i) => ({ prompt, before: before[i], after: after[i] })),
  });
  return 0;
}

async function findStarter({ context, output, interrupts }: Session, tiny: boolean): Promise<StarterModel> {
  const progress = new Progress(output, 'looking for a model');
  try {
    return await starterModel(context, {
      tiny,
      signal: interrupts.signal,
      onProgress: (state) => progress.update(jobLine('the model', state)),
    });
  } finally {
    progress.end();
  }
}

/** Answers to {@link questions}, in their order. */
async function ask(
  session: Session,
  model: StarterModel,
  adapter: string | null,
): Promise<readonly string[]> {
  const { context, output, interrupts } = session;
  const progress = new Progress(output, `asking ${model.name}`);
  const variants = questions.map((content) => ({
    adapter,
    strength: 1,
    messages: [{ role: 'user' as const, content }],
  }));
  const sampling = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: answerTokens };
  try {
    const answers = await runTask(
      context.processes,
      'chat',
      { model: model.path, variants, sampling },
      {
        signal: interrupts.signal,
        onEvent: ({ variant }) => progress.update(`asking ${model.name}: ${questions[variant]}`),
      },
    );
    interrupts.throwIfAsked();
    return answers.map(({ text, ending }) => (ending === 'length' ? `${text.trim()} …` : text.trim()));
  } finally {
    progress.end();
  }
}

/** The adapter version that the run became, merged into its base. */
async function merge(session: Session, runId: string): Promise<Export> {
  const { context } = session;
  const { adapterVersionId } = showRun(context, runId);
  if (adapterVersionId === null) throw internalError(`the finished run ${runId} has no adapter version`);
  const job = startExport(context, { adapterVersionId, target: 'merged', dtype: 'base', path: '' });
  const id = await followJob(session, job);
  const made = (await exportMethods(context)['exports.list']()).find((each) => each.id === id);
  if (!made) throw internalError(`the export ${id} is not listed`);
  return made;
}

function printPlaces(session: Session, model: StarterModel, adapter: string, merged: string): void {
  const { output } = session;
  output.say(`Adapter: ${adapter}`);
  output.say(`Merged:  ${merged}`);
  output.say('\nWhat to try next:');
  const question = questions[0]!;
  const lines = [
    commandLine(session, 'generate', '--model', merged, '--prompt', question),
    commandLine(
      session,
      'train',
      '--model',
      model.name,
      '--data',
      'your-questions.csv',
      '--out',
      'my-adapter',
    ),
    commandLine(session, 'runs', 'list'),
    commandLine(session, 'studio', '--open'),
  ];
  for (const line of lines) output.say(`  ${line}`);
}
