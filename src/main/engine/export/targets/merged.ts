/** A whole model with the adapter in its weights: a folder that any software loads without knowing of adapters. */

import type { ExportDtype } from '../../../../shared/exportTargets.ts';
import type { EditRows } from '../../adapters/kind.ts';
import { kindOf, readParts } from '../../adapters/kinds.ts';
import { openBaseModel } from '../../baseModel.ts';
import type { Adapter } from '../../formats/peft.ts';
import { openLogits } from '../logitSource.ts';
import type { Target } from '../targets.ts';
import { type ModelType, writeModel } from '../writeModel.ts';

/** Without an entry each tensor keeps its type. */
const types: Readonly<Partial<Record<ExportDtype, ModelType>>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
};

/** Sharded like the base, with everything that travels along. */
export const merged: Target = {
  writingShare: 0.4,
  async write(folder, { model, adapter }, { dtype, ...stream }) {
    await writeModel(folder, model.folder, (name) => mergeInto(name, adapter), {
      ...stream,
      dtype: types[dtype],
    });
  },
  reopen: async (folder) => await openLogits(openBaseModel(folder)),
};

/** The change of the weight `name`, if the adapter has one. */
function mergeInto(name: string, adapter: Adapter): (() => EditRows) | undefined {
  const module = name.endsWith('.weight') ? adapter.modules.get(name.slice(0, -'.weight'.length)) : undefined;
  return module && (() => kindOf(adapter).merge(readParts(module.parts), module.scale));
}
