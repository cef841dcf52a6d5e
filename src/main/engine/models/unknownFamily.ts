/** Says of a model whose family is not known what it is, and which of the known ones comes closest. */

import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import type { ModelFamily } from './family.ts';

type Config = Readonly<Record<string, unknown>>;

/** Of relatives whose names do not begin with the family's. */
const relatives: Readonly<Record<string, string>> = {
  ...{
    mixtral: 'mistral',
    pixtral: 'mistral',
    mllama: 'llama',
    llava: 'llama',
    olmo: 'olmo2',
    olmoe: 'olmo2',
  },
  phi: 'phi3',
  qwen3_next: 'qwen3_5_text',
  phimoe: 'phi3',
  gemma: 'gemma2',
  gemma4: 'gemma3_text',
  lfm2_moe: 'lfm2',
  gpt_bigcode: 'gpt2',
};

/** @returns what to throw for a parsed config.json of another architecture; `file` is its path, for messages */
export function unknownFamily(config: Config, file: string, families: readonly ModelFamily[]): AppError {
  const { model_type: type, architectures } = config;
  const named = Array.isArray(architectures) ? architectures[0] : undefined;
  const asked =
    named === undefined
      ? say`model type ${JSON.stringify(type)}`
      : say`architecture ${JSON.stringify(named)}`;
  const nearest = nearestTo(String(type), families);
  const kind = kindOf(config);
  const hint = nearest
    ? say`The nearest supported architecture is ${nearest}.`
    : say`Supported architectures: ${families.map(({ architecture }) => architecture).join(', ')}.`;
  return new AppError(
    'unsupported',
    kind ? say`${file}: ${asked} is not supported: ${kind}` : say`${file}: ${asked} is not supported`,
    hint,
  );
}

function kindOf(config: Config): Sentence | undefined {
  const experts = ['num_experts', 'num_local_experts', 'n_routed_experts'].some(
    (key) => Number(config[key]) > 1,
  );
  if (experts) return say`it is a mixture of experts`;
  return config.vision_config === undefined ? undefined : say`it is a model for pictures`;
}

/** The family whose name the type begins with, the longest of them. */
function nearestTo(type: string, families: readonly ModelFamily[]): string | undefined {
  const relative = Object.hasOwn(relatives, type) ? relatives[type] : undefined;
  const near = families
    .filter(({ modelType }) => modelType === relative || type.startsWith(modelType.replace(/_text$/, '')))
    .sort((a, b) => b.modelType.length - a.modelType.length);
  return near[0]?.architecture;
}
