/** The rows that a run held out of training, found again from its folder, so that an export can be measured on them. */

import { AppError } from '../../../shared/errors.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Example } from '../data/encodeExamples.ts';
import { openModelText } from '../data/modelText.ts';
import { settingsWithSameData } from '../run/runFile.ts';
import { loadRunData } from '../train/prepare.ts';

/** Those of the run whose result lies in `folder`; none where no run does, or where its rows are not what they were. */
export async function heldOutRows(folder: string, model: BaseModel): Promise<readonly Example[]> {
  try {
    const config = settingsWithSameData(folder);
    if (config === undefined) return [];
    const { heldOut } = await loadRunData(config, model, openModelText(model.folder), undefined);
    return Array.from(heldOut.lengths, (_, i) => heldOut.at(i));
  } catch (error) {
    // An export is compared without them all the same.
    if (error instanceof AppError) return [];
    throw error;
  }
}
