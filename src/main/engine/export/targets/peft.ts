/** The adapter itself, in PEFT's form: what training wrote, for software that loads it beside its base. */

import { copyFile } from '../../formats/copyFile.ts';
import { adapterFiles, readAdapter, renameBase } from '../../formats/peft.ts';
import { openLogits } from '../logitSource.ts';
import type { Target } from '../targets.ts';

export const peft: Target = {
  writingShare: 0,
  async write(folder, { adapter, names }) {
    for (const name of adapterFiles) copyFile(name, adapter.path, folder);
    renameBase(folder, names);
  },
  compareFiles: async () => ({ text: null, matrices: null, recomputed: null }),
  reopen: async (folder, base) => await openLogits(base, readAdapter(folder)),
};
