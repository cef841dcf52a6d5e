/** The tokens that end an answer as a model's files declare them, which is all that most readers go by. */

import type { ModelFolder } from '../formats/modelFolder.ts';

/** Ids of generation_config.json, or of config.json where that names none, as transformers reads them; ascending. */
export function declaredEnds({ generationConfig, config }: ModelFolder): readonly number[] {
  const ids = [generationConfig?.eos_token_id ?? config.eos_token_id].flat();
  return [...new Set(ids.filter((id) => typeof id === 'number'))].sort((a, b) => a - b);
}
