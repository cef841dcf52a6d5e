/** The decoder that Llama and its relatives share: what differs between them is in the configuration. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { type Attend, attention, type Heads } from './attention.ts';
import type { Linear } from './linear.ts';
import { mlp } from './mlp.ts';
import { rmsNorm } from './rmsNorm.ts';
import { type Rope, type RopeTables, ropeTables } from './rope.ts';

/** Sizes and switches of a decoder, in the engine's own terms whatever the family calls them. */
export interface DecoderConfig extends Heads {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly normEpsilon: number;
  readonly rope: Rope;
  /** Tokens the model was made for. */
  readonly maxPositions: number;
  readonly tiedEmbeddings: boolean;
  /** Which linear layers carry a bias. */
  readonly bias: { readonly qkv: boolean; readonly o: boolean; readonly mlp: boolean };
  /** Queries and keys are normalised per head. */
  readonly headNorms: boolean;
  /** Sliding window of each layer; undefined: full attention. */
  readonly windows: readonly (number | undefined)[];
}

/** The linear layers of a decoder layer by the field's names, with their place in the module path. */
export const linearModules = {
  q_proj: 'self_attn.q_proj',
  k_proj: 'self_attn.k_proj',
  v_proj: 'self_attn.v_proj',
  o_proj: 'self_attn.o_proj',
  gate_proj: 'mlp.gate_proj',
  up_proj: 'mlp.up_proj',
  down_proj: 'mlp.down_proj',
} as const;

export type LinearModule = keyof typeof linearModules;

/** Where a decoder's parameters come from: frozen weights, trained ones, adapters. Names are Hugging Face's. */
export interface Parameters {
  tensor(name: string): Value;
  linear(module: string, options: { readonly bias: boolean }): Linear;
}

/** Output and input size of each linear layer. */
export function linearSizes(
  c: DecoderConfig,
): Readonly<Record<LinearModule, readonly [out: number, input: number]>> {
  const [query, keyValue] = [c.heads * c.headDim, c.kvHeads * c.headDim];
  return {
    q_proj: [query, c.hidden],
    k_proj: [keyValue, c.hidden],
    v_proj: [keyValue, c.hidden],
    o_proj: [c.hidden, query],
    gate_proj: [c.intermediate, c.hidden],
    up_proj: [c.intermediate, c.hidden],
    down_proj: [c.hidden, c.intermediate],
  };
}

/** The shape of every tensor that a model of this configuration has, by Hugging Face's name. */
export function tensorShapes(c: DecoderConfig): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    ['model.embed_tokens.weight', [c.vocabulary, c.hidden]],
  ]);
  for (let i = 0; i < c.layers; i++) {
    const layer = `model.layers.${i}`;
    shapes.set(`${layer}.input_layernorm.weight`, [c.hidden]);
    shapes.set(`${layer}.post_attention_layernorm.weight`, [c.hidden]);
    if (c.headNorms)
      for (const norm of ['q_norm', 'k_norm']) shapes.set(`${layer}.self_attn.${norm}.weight`, [c.headDim]);
    for (const [module, [out, input]] of Object.entries(linearSizes(c))) {
      const path = `${layer}.${linearModules[module as LinearModule]}`;
      shapes.set(`${path}.weight`, [out, input]);
      if (hasBias(c, module as LinearModule)) shapes.set(`${path}.bias`, [out]);
    }
  }
  shapes.set('model.norm.weight', [c.hidden]);
  if (!c.tiedEmbeddings) shapes.set('lm_head.weight', [c.vocabulary, c.hidden]);
  return shapes;
}

function hasBias({ bias }: DecoderConfig, module: LinearModule): boolean {
  if (module === 'o_proj') return bias.o;
  return linearModules[module].startsWith('mlp') ? bias.mlp : bias.qkv;
}

/**
 * Hidden states after the last norm, [tokens, hidden].
 * @param ids [tokens], int32  @param positions [tokens], float32, each example from 0
 */
export function decoder(
  g: Graph,
  c: DecoderConfig,
  parameters: Parameters,
  ids: Value,
  positions: Value,
  attend: Attend,
): Value {
  const rope = ropeTables(g, positions, c.rope, c.headDim);
  let hidden = g.gather(parameters.tensor('model.embed_tokens.weight'), ids);
  for (let i = 0; i < c.layers; i++)
    hidden = g.scope(`layers.${i}`, () => decoderLayer(g, c, parameters, i, hidden, rope, attend));
  return rmsNorm(g, hidden, parameters.tensor('model.norm.weight'), c.normEpsilon);
}

function decoderLayer(
  g: Graph,
  c: DecoderConfig,
  parameters: Parameters,
  index: number,
  x: Value,
  rope: RopeTables,
  attend: Attend,
): Value {
  const tensor = (name: string) => parameters.tensor(`model.layers.${index}.${name}.weight`);
  const weights = (module: LinearModule) =>
    parameters.linear(`model.layers.${index}.${linearModules[module]}`, { bias: hasBias(c, module) });
  const window = c.windows[index];
  const x1 = g.recomputed('layer', () => {
    const normed = rmsNorm(g, x, tensor('input_layernorm'), c.normEpsilon);
    const layer = {
      q: weights('q_proj'),
      k: weights('k_proj'),
      v: weights('v_proj'),
      o: weights('o_proj'),
      ...(c.headNorms && { qNorm: tensor('self_attn.q_norm'), kNorm: tensor('self_attn.k_norm') }),
      normEpsilon: c.normEpsilon,
    };
    const out = attention(g, normed, layer, c, rope, (q, k, v) => attend(index, q, k, v, window));
    return g.add(x, out);
  });
  const inner = g.recomputed('layer', () => {
    const normed = rmsNorm(g, x1, tensor('post_attention_layernorm'), c.normEpsilon);
    return mlp(g, normed, { gate: weights('gate_proj'), up: weights('up_proj'), down: weights('down_proj') });
  });
  return g.add(x1, inner);
}

/** The output embedding, [vocabulary, hidden]. */
export function headWeight(c: DecoderConfig, parameters: Parameters): Value {
  return parameters.tensor(c.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight');
}

/** hidden [rows, hidden] -> logits [rows, vocabulary]. */
export function head(g: Graph, c: DecoderConfig, parameters: Parameters, hidden: Value): Value {
  return g.gemm(hidden, headWeight(c, parameters), { transB: true });
}
