/** One process of bench/job.ts: trains, saves and merges, as `lowrank train` and `lowrank export` do. */

import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { mergeLora } from '../../src/main/engine/export/mergeLora.ts';
import { readAdapter } from '../../src/main/engine/formats/peft.ts';
import { train } from '../../src/main/engine/run/train.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';

const [model, data, out] = process.argv.slice(2) as [string, string, string];
const config = completeRunConfig({ model, data, epochs: 1, holdout: 0.2, device: 'cpu' });
const result = await train(config, { out, onEvent: () => {} });
await mergeLora(openBaseModel(model), readAdapter(out), `${out}-merged`);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ...result, peakMegabytes }));
