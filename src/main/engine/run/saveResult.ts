/** What a run leaves in its folder: the adapter in PEFT's form (or the whole model) and a card with the facts. */

import { basename, join, resolve } from 'node:path';
import { copyFile } from '../export/writeModel.ts';
import { addFilesAtomic, writeFileAtomic } from '../formats/atomic.ts';
import { loraTensorName, writeAdapter } from '../formats/peft.ts';
import type { AdapterConfig } from '../formats/peftConfig.ts';
import { floatSource, writeSafetensors } from '../formats/safetensors.ts';
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
    saveParameters(prepared, trainState, temporary);
    writeFileAtomic(join(temporary, 'README.md'), modelCard(prepared, result, basename(resolve(out))));
  });
}

function saveParameters({ config, model, plan }: Prepared, trainState: TrainState, out: string): void {
  const parameters = trainState.parameters();
  const sources = plan.buckets.flatMap(({ parameters: list }) =>
    list.map(({ name, shape }) => floatSource(peftName(name), shape, parameters.get(name) as Float32Array)),
  );
  if (plan.lora) {
    const { rank, alpha, useRslora, dropout, targets } = plan.lora;
    const baseModel = resolve(config.model);
    const patterns = { rankPattern: {}, alphaPattern: {} };
    const adapter: AdapterConfig = {
      rank,
      alpha,
      useRslora,
      dropout,
      targetModules: targets,
      baseModel,
      ...patterns,
    };
    writeAdapter(out, adapter, sources);
    return;
  }
  writeSafetensors(join(out, 'model.safetensors'), sources);
  const { dtype: _, torch_dtype: __, ...kept } = model.folder.config;
  writeFileAtomic(
    join(out, 'config.json'),
    `${JSON.stringify({ ...kept, dtype: 'float32' }, undefined, 2)}\n`,
  );
  for (const name of model.folder.extraFiles) copyFile(name, model.folder.path, out);
}

function peftName(name: string): string {
  const match = /^(.*)\.lora_([AB])$/.exec(name);
  return match ? loraTensorName(match[1] as string, match[2] as 'A' | 'B') : name;
}

/** README.md: what was trained on what, how, and how it went. */
function modelCard(
  { config, model, dataset, plan, trainable }: Prepared,
  result: TrainingResult,
  name: string,
): string {
  const loss = (value: number | null) => (value === null ? 'not measured' : value.toFixed(3));
  const { rank, alpha, method, lr, schedule, batchTokens, seed } = config;
  const trained = plan.lora
    ? `${plan.lora.useRslora ? 'rsLoRA' : 'LoRA'}, rank ${rank}, alpha ${alpha}, on ${plan.lora.targets.join(', ')}`
    : 'full fine-tuning of every weight';
  const lines = [
    '---',
    ...(plan.lora ? ['library_name: peft'] : []),
    'tags: [lowrank-studio]',
    '---',
    '',
    `# ${name}`,
    '',
    `${basename(model.folder.path)} (${model.family.architecture}), fine-tuned on ${basename(config.data)}.`,
    '',
    '| | |',
    '|---|---|',
    `| method | ${trained} |`,
    `| trained parameters | ${trainable.toLocaleString('en')} of ${model.parameters.toLocaleString('en')} |`,
    `| rows | ${dataset.train.lengths.length} trained on, ${dataset.heldOut.lengths.length} held out |`,
    `| steps | ${result.steps} of ${batchTokens} tokens at most, ${result.state} |`,
    `| learning rate | ${lr}, ${schedule} |`,
    `| held-out loss | ${loss(result.heldOutLossBefore)} before, ${loss(result.heldOutLoss)} after |`,
    `| time | ${result.seconds.toFixed(0)} s on ${result.device}, ${result.tokensPerSecond.toFixed(0)} tokens per second |`,
    `| seed | ${seed} |`,
    '',
    method === 'lora'
      ? 'Load it with PEFT (`PeftModel.from_pretrained`) on the base model, or merge it with `lowrank export --target merged`.'
      : 'A complete model: load it with transformers.',
    '',
    'Every setting is in run.json, every step in metrics.jsonl.',
    '',
  ];
  return lines.join('\n');
}
