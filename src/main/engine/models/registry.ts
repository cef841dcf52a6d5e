/** The families the engine knows; one line each. */

import { ConfigReader } from './configReader.ts';
import type { Architecture } from './decoder.ts';
import type { ModelFamily } from './family.ts';
import { gemma2 } from './gemma2.ts';
import { gemma3 } from './gemma3.ts';
import { gpt2 } from './gpt2.ts';
import { gptNeoX } from './gptNeoX.ts';
import { granite } from './granite.ts';
import { granite4 } from './granite4.ts';
import { lfm2 } from './lfm2.ts';
import { llama } from './llama.ts';
import { ministral3 } from './ministral3.ts';
import { mistral } from './mistral.ts';
import { olmo2 } from './olmo2.ts';
import { olmo3 } from './olmo3.ts';
import { phi3 } from './phi3.ts';
import { refuseQuantised } from './quantised.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import { qwen35 } from './qwen35.ts';
import { smollm3 } from './smollm3.ts';
import { stablelm } from './stablelm.ts';
import { textConfig } from './textPart.ts';
import { unknownFamily } from './unknownFamily.ts';

export const families: readonly ModelFamily[] = [
  llama,
  mistral,
  ministral3,
  qwen2,
  qwen3,
  qwen35,
  gemma2,
  gemma3,
  phi3,
  granite,
  granite4,
  olmo2,
  olmo3,
  smollm3,
  stablelm,
  lfm2,
  gptNeoX,
  gpt2,
];

/**
 * Reads a parsed config.json; whatever it asks for that is not implemented is refused by name.
 * @param file its path, for messages  @param spelling what a key is called where the config was made from something else
 */
export function readModelConfig(
  config: Readonly<Record<string, unknown>>,
  file: string,
  spelling?: (key: string) => string,
): Architecture {
  const text = textConfig(config);
  if (text) return readModelConfig(text, file, spelling);
  const { model_type: modelType, architectures } = config;
  const family = families.find((known) => known.modelType === modelType);
  const named = Array.isArray(architectures) ? architectures[0] : undefined;
  if (!family || (named !== undefined && named !== family.architecture))
    throw unknownFamily(config, file, families);
  refuseQuantised(config, file);
  const { defaults } = family;
  const reader = new ConfigReader(config, file, { defaults, ...(spelling && { spelling }) });
  const decoded = family.read(reader);
  reader.finish();
  return { family, config: decoded };
}
