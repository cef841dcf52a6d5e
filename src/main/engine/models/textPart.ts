/** Models for more than text: which of them hold a text model that stands alone, its config, and its tensors. */

type Config = Readonly<Record<string, unknown>>;

/** Text models by the model_type around them: the class around, and what `text_config` is where it does not say. */
const around: Readonly<Record<string, { readonly architecture: string; readonly text?: string }>> = {
  gemma3: { architecture: 'Gemma3ForConditionalGeneration', text: 'gemma3_text' },
  mistral3: { architecture: 'Mistral3ForConditionalGeneration' },
  qwen3_5: { architecture: 'Qwen3_5ForConditionalGeneration', text: 'qwen3_5_text' },
};

/** Said around `text_config`, for the text too. */
const shared = [
  'bos_token_id',
  'eos_token_id',
  'pad_token_id',
  'dtype',
  'torch_dtype',
  'quantization_config',
];

/** Parts for pictures, what joins them to the text, and heads that guess tokens further on. */
const otherParts = /^(model\.)?(vision_tower|vision_model|multi_modal_projector|visual)\.|^mtp\./;

/** The config of the text model inside, as if it had been saved alone; undefined where the config is of no such model. */
export function textConfig({ model_type: type, text_config: text, ...rest }: Config): Config | undefined {
  const wrapper = typeof type === 'string' && Object.hasOwn(around, type) ? around[type] : undefined;
  const { architectures } = rest;
  const named = Array.isArray(architectures) ? architectures[0] : wrapper?.architecture;
  if (named !== wrapper?.architecture || typeof text !== 'object' || text === null) return undefined;
  const kept = shared.flatMap((key) => (rest[key] === undefined ? [] : [[key, rest[key]] as const]));
  const model_type = wrapper?.text;
  return {
    ...(model_type && { model_type }),
    ...Object.fromEntries(kept),
    ...text,
    architectures: undefined,
  };
}

/** Whether a tensor of a checkpoint belongs to another part than the text. */
export function isOtherPart(name: string): boolean {
  return otherParts.test(name);
}
