/** One process of bench/memory.ts: a short run as the product takes it, with what it says of its memory. */

import { join } from 'node:path';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { train } from '../../src/main/engine/run/train.ts';
import { memoryNow } from '../../src/main/engine/runtime/freeResources.ts';
import { sumOf } from '../../src/main/engine/train/memory.ts';
import { planPasses } from '../../src/main/engine/train/plan.ts';
import { completeRunConfig, type RunConfigInput } from '../../src/shared/runConfig.ts';

const [folder, prompts, text] = process.argv.slice(2) as [string, string, string];
const config = completeRunConfig(JSON.parse(text) as RunConfigInput);
const asked = new Array<string>(Number(prompts)).fill('What does it do?');
const say = (line: Readonly<Record<string, unknown>>) => console.log(JSON.stringify(line));
const capacity = { device: { kind: 'cpu' }, freeBytes: memoryNow().freeBytes } as const;
const { memory, total, trainable } = planPasses(
  openBaseModel(config.model),
  config,
  config.maxLength,
  capacity,
);
say({ before: sumOf(memory), memory, total, trainable });
const began = performance.now();
await train(config, {
  out: join(folder, 'run'),
  prompts: asked,
  onEvent: (event) => {
    if (event.type === 'plan') say({ after: event.estimate.memoryBytes });
    if (event.type === 'step') say({ seconds: event.seconds, loss: event.loss, held: event.memoryBytes });
    if (event.type === 'log') say({ message: event.message });
  },
});
say({ whole: (performance.now() - began) / 1000 });
