/** Takes an adapter made elsewhere into a folder of ours, once it is proven to fit the model and to be whole. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TaskInput, TaskOutput } from '../../../shared/tasks.ts';
import { openBaseModel } from '../baseModel.ts';
import { copyFile, writeFolderAtomic } from '../formats/atomic.ts';
import { adapterFiles, readAdapter } from '../formats/peft.ts';
import { requireUsable } from '../infer/adapter.ts';

/**
 * Copies the adapter to the new folder `out`.
 * @throws AppError `bad-adapter` or `unsupported` where the model cannot use it; `not-found`, `disk`
 */
export async function importAdapter({
  model,
  adapter: path,
  out,
}: TaskInput<'importAdapter'>): Promise<TaskOutput<'importAdapter'>> {
  const adapter = readAdapter(path);
  requireUsable(openBaseModel(model), adapter);
  mkdirSync(dirname(out), { recursive: true });
  await writeFolderAtomic(out, (folder) => {
    for (const name of adapterFiles) copyFile(name, adapter.path, folder);
    readAdapter(folder);
  });
  return { rank: Math.max(...[...adapter.modules.values()].map(({ rank }) => rank)) };
}
