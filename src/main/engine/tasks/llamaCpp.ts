/** llama.cpp in a process of its own, which it may take with it: whether it can be used here, and what it makes of an export. */

import type { TaskInput } from '../../../shared/tasks.ts';
import { openBaseModel } from '../baseModel.ts';
import { compareInLlamaCpp, type LlamaCppFigures } from '../export/llamaCpp/compareInLlamaCpp.ts';
import { loadLlamaCpp } from '../export/llamaCpp/openLlamaCpp.ts';
import { choosePrompts } from '../export/prompts.ts';
import { readAdapter } from '../formats/peft.ts';
import { heldOutRows } from './export.ts';

/** @throws AppError `unsupported` where this system cannot load it */
export async function tryLlamaCpp({ library }: TaskInput<'tryLlamaCpp'>): Promise<null> {
  await loadLlamaCpp(library).init();
  return null;
}

/** @throws AppError what {@link compareInLlamaCpp} throws */
export async function checkInLlamaCpp({
  library,
  ...input
}: TaskInput<'checkInLlamaCpp'>): Promise<LlamaCppFigures> {
  const [model, adapter] = [openBaseModel(input.model), readAdapter(input.adapter)];
  const prompts = await choosePrompts(model, await heldOutRows(adapter.path, model));
  return await compareInLlamaCpp(library, input.written, { model, adapter }, prompts, input.relativeLimit);
}
