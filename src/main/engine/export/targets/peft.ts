/** The adapter itself, in PEFT's form: what training wrote, with tokenizer and template, for software that loads it beside its base. */

import { copyFile } from '../../formats/atomic.ts';
import { adapterFiles, readAdapter, renameBase } from '../../formats/peft.ts';
import { openLogits } from '../logitSource.ts';
import type { Target } from '../targets.ts';
import { weightBytes } from '../writeModel.ts';

export const peft: Target = {
  writingShare: 0,
  sizes: ({ adapter }) => ({ kept: weightBytes(adapter.weights), meanwhile: 0 }),
  async write(folder, { model, adapter, names }) {
    for (const name of adapterFiles) copyFile(name, adapter.path, folder);
    renameBase(folder, names);
    // How answers are drawn and ended stays the base's business.
    for (const name of model.folder.extraFiles)
      if (name !== 'generation_config.json') copyFile(name, model.folder.path, folder);
  },
  compareFiles: async () => ({ text: null, matrices: null, recomputed: null }),
  reopen: async (folder, base) => await openLogits(base, readAdapter(folder)),
};
