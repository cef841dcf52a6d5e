/** One process of bench/memory.ts: a short run as the product takes it, with what it says of its memory. */

import { join } from 'node:path';
import { train } from '../../src/main/engine/run/train.ts';
import { sumOf } from '../../src/main/engine/train/memory.ts';
import { prepare } from '../../src/main/engine/train/prepare.ts';
import { completeRunConfig, type RunConfigInput } from '../../src/shared/runConfig.ts';

const [folder, prompts, text] = process.argv.slice(2) as [string, string, string];
const config = completeRunConfig(JSON.parse(text) as RunConfigInput);
const asked = new Array<string>(Number(prompts)).fill('What does it do?');
const say = (line: Readonly<Record<string, unknown>>) => console.log(JSON.stringify(line));
const options = { prompts: asked.length, measurements: undefined, cache: undefined };
const { memory, total, trainable } = await prepare(config, options);
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
