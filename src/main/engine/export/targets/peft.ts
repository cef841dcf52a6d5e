/** The adapter itself, in PEFT's form: byte for byte what training wrote, for software that loads it beside its base. */

import { adapterFiles, readAdapter } from '../../formats/peft.ts';
import { openLogits } from '../logitSource.ts';
import type { Target } from '../targets.ts';
import { copyFile } from '../writeModel.ts';

export const peft: Target = {
  writingShare: 0,
  async write(folder, { adapter }) {
    for (const name of adapterFiles) copyFile(name, adapter.path, folder);
  },
  reopen: async (folder, base) => await openLogits(base, readAdapter(folder)),
};
