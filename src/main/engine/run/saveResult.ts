/** What a run leaves in its folder: the adapter in PEFT's form (or the whole model) and a card with the facts. */

import { basename, join, resolve } from 'node:path';
import { english } from '../../../shared/numbers.ts';
import { addFilesAtomic, writeFileAtomic } from '../formats/atomic.ts';
import type { TrainingResult } from '../train/loop.ts';
import type { Prepared } from '../train/prepare.ts';
import type { TrainState } from '../train/trainState.ts';

/** Puts the train state's parameters as they are now, and the card, into `out`: all files, or none. */
export function saveResult(
  prepared: Prepared,
  trainState: TrainState,
  result: TrainingResult,
  out: string,
): void {
  addFilesAtomic(out, (temporary) => {
    const { config, model, method } = prepared;
    // A path of this machine would be of no use elsewhere, and nobody's business.
    method.save(temporary, model, trainState.parameters(), basename(resolve(config.model)));
    writeFileAtomic(join(temporary, 'README.md'), modelCard(prepared, result, basename(resolve(out))));
  });
}

/** README.md: what was trained on what, how, and how it went. */
function modelCard(
  { config, model, dataset, method, trainable }: Prepared,
  result: TrainingResult,
  name: string,
): string {
  const loss = (value: number | null) => (value === null ? 'not measured' : english.loss(value));
  const { lr, schedule, batchTokens, seed } = config;
  const lines = [
    '---',
    ...method.card.frontMatter,
    'tags: [lowrank-studio]',
    '---',
    '',
    `# ${name}`,
    '',
    `${basename(model.folder.path)} (${model.family.architecture}), fine-tuned on ${basename(config.data)}.`,
    '',
    '| | |',
    '|---|---|',
    `| method | ${method.words.summary} |`,
    `| trained parameters | ${english.number(trainable)} of ${english.number(model.parameters)} |`,
    `| rows | ${dataset.train.lengths.length} trained on, ${dataset.heldOut.lengths.length} held out |`,
    `| steps | ${result.steps} of ${batchTokens} tokens at most, ${result.state} |`,
    `| learning rate | ${lr}, ${schedule} |`,
    `| held-out loss | ${loss(result.heldOutLossBefore)} before, ${loss(result.heldOutLoss)} after |`,
    `| time | ${english.duration(result.seconds)} on ${result.device}, ${english.number(result.tokensPerSecond)} tokens per second |`,
    `| seed | ${seed} |`,
    '',
    method.card.use,
    '',
    'Every setting is in run.json, every step in metrics.jsonl.',
    '',
  ];
  return lines.join('\n');
}
