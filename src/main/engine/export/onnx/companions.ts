/** The files beside an exported graph: what transformers.js and onnxruntime-genai want to know of a model, and how they ask it. */

import { join } from 'node:path';
import type { BaseModel } from '../../baseModel.ts';
import { copyFile, writeFileAtomic } from '../../formats/atomic.ts';
import type { JsonObject } from '../../formats/json.ts';
import { renderConfig } from '../../formats/renderConfig.ts';
import { weightsOf } from '../../models/decoder.ts';
import { jumps } from '../../nn/rope.ts';
import type { Graph } from '../../onnx/graph.ts';
import { endsOf } from '../ggufFile.ts';
import { keepsKeysOnly } from './inferenceGraph.ts';
import { graphFile, type OnnxType } from './storedWeights.ts';

/** What transformers.js calls the element types. */
const dtypes = { float32: 'fp32', float16: 'fp16', int8: 'q8', int4: 'q4' } as const satisfies Readonly<
  Record<OnnxType, string>
>;

/** Those that onnxruntime-genai knows by the same name; to any other graph of this form it is a "decoder". */
const genaiTypes = new Set([
  ...['llama', 'mistral', 'qwen2', 'qwen3', 'gemma2', 'gemma3_text', 'phi3', 'granite', 'smollm3'],
]);

/** @param dataFiles how many the graph has, which a browser has to be told */
export function writeCompanions(
  folder: string,
  model: BaseModel,
  type: OnnxType,
  { dataFiles, graph }: { readonly dataFiles: number; readonly graph: Graph },
): void {
  const { path, config, extraFiles, tokenizerConfig, chatTemplate, generationConfig } = model.folder;
  const write = (name: string, value: JsonObject) => writeFileAtomic(join(folder, name), renderConfig(value));
  for (const name of extraFiles)
    if (!['tokenizer_config.json', 'generation_config.json'].includes(name)) copyFile(name, path, folder);
  const [file] = graphFile(type).split('/').slice(-1) as [string];
  write('config.json', {
    ...config,
    ...(!keepsKeysOnly(graph) && { layer_types: layerTypes(graph, model.config.layers) }),
    'transformers.js_config': { dtype: dtypes[type], use_external_data_format: { [file]: dataFiles } },
  });
  const listed = Array.isArray(tokenizerConfig.chat_template) && !extraFiles.includes('chat_template.jinja');
  write('tokenizer_config.json', {
    ...tokenizerConfig,
    // transformers.js looks for the template here alone.
    ...(chatTemplate !== undefined && !listed && { chat_template: chatTemplate }),
  });
  const ends = endsOf(model);
  write('generation_config.json', { ...generationConfig, eos_token_id: ends });
  if (keepsKeysOnly(graph)) write('genai_config.json', genaiConfig(model, type, ends));
}

/** As LFM2's config may say it: transformers.js looks up each layer's cache by it. */
function layerTypes({ inputs }: Graph, layers: number): readonly string[] {
  const names = new Set(inputs.map(({ name }) => name));
  return Array.from({ length: layers }, (_, i) => (names.has(`past_conv.${i}`) ? 'conv' : 'full_attention'));
}

/**
 * Tokens to which a text may grow: beyond them what the cache holds would have to be read again, which no reader of such a
 * graph does. Null where nothing changes at any length.
 */
export function growsTo(model: Pick<BaseModel, 'family' | 'config'>): number | null {
  const [first] = [...jumps(weightsOf(model).rotations.keys())].toSorted((a, b) => a - b);
  return first === undefined ? null : first - 1;
}

/** It takes no key that it does not know. */
function genaiConfig(
  { family, config, folder }: BaseModel,
  type: OnnxType,
  ends: readonly number[],
): JsonObject {
  const { modelType } = family;
  const context = Math.min(config.maxPositions, growsTo({ family, config }) ?? config.maxPositions);
  const ids = { ...folder.config, ...folder.generationConfig };
  const first = (id: unknown) => [id].flat().find((each) => typeof each === 'number');
  const [pad, bos] = [first(ids.pad_token_id) ?? ends[0], first(ids.bos_token_id)];
  return {
    model: {
      type: genaiTypes.has(modelType) ? modelType : 'decoder',
      vocab_size: config.vocabulary,
      context_length: context,
      ...(bos !== undefined && { bos_token_id: bos }),
      eos_token_id: ends,
      pad_token_id: pad,
      decoder: {
        session_options: { log_id: 'onnxruntime-genai', provider_options: [] },
        filename: graphFile(type),
        hidden_size: folder.config.hidden_size ?? config.hidden,
        num_hidden_layers: config.layers,
        num_key_value_heads: config.kvHeads,
        head_size: config.headDim,
        inputs: {
          input_ids: 'input_ids',
          attention_mask: 'attention_mask',
          position_ids: 'position_ids',
          past_key_names: 'past_key_values.%d.key',
          past_value_names: 'past_key_values.%d.value',
        },
        outputs: {
          logits: 'logits',
          present_key_names: 'present.%d.key',
          present_value_names: 'present.%d.value',
        },
      },
    },
    // The cache of a plain graph grows: it has no room to be written into.
    search: { max_length: context, past_present_share_buffer: false },
  };
}
