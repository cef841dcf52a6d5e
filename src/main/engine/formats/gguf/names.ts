/** Which tensors a model must hold: ggml's names, Hugging Face's names, shapes, and whose rows were reordered. */

export type Architecture = 'llama' | 'qwen2' | 'qwen3';

/** The sizes that fix a model's tensors. */
export interface ModelShape {
  readonly architecture: Architecture;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
  readonly vocabSize: number;
  /** Biases on q, k and v, on the attention's output, and on the three MLP projections. */
  readonly biases: { readonly qkv: boolean; readonly output: boolean; readonly mlp: boolean };
  /** The head shares the embedding matrix. */
  readonly tied: boolean;
}

/** A tensor that a model of some shape has, under both names. */
export interface ExpectedTensor {
  readonly ggml: string;
  readonly huggingFace: string;
  readonly shape: readonly number[];
  /** The rows of each head alternate between its two RoPE halves, as ggml keeps them for Llama. */
  readonly interleaved: boolean;
}

/** All tensors of the model, layer by layer, so that a caller can stop at the first one missing. */
export function* expectedTensors(model: ModelShape): Generator<ExpectedTensor> {
  const { hiddenSize, vocabSize } = model;
  yield tensor('token_embd.weight', 'model.embed_tokens.weight', [vocabSize, hiddenSize]);
  for (let layer = 0; layer < model.layers; layer++) {
    for (const part of layerTensors(model)) {
      yield {
        ...part,
        ggml: `blk.${layer}.${part.ggml}`,
        huggingFace: `model.layers.${layer}.${part.huggingFace}`,
      };
    }
  }
  yield tensor('output_norm.weight', 'model.norm.weight', [hiddenSize]);
  if (!model.tied) yield tensor('output.weight', 'lm_head.weight', [vocabSize, hiddenSize]);
}

function* layerTensors(model: ModelShape): Generator<ExpectedTensor> {
  const { hiddenSize: hidden, intermediateSize: inner, headDim, biases } = model;
  const queries = model.heads * headDim;
  const keys = model.keyValueHeads * headDim;
  const interleaved = model.architecture === 'llama';

  yield tensor('attn_norm.weight', 'input_layernorm.weight', [hidden]);
  yield* linear('attn_q', 'self_attn.q_proj', queries, hidden, biases.qkv, interleaved);
  yield* linear('attn_k', 'self_attn.k_proj', keys, hidden, biases.qkv, interleaved);
  yield* linear('attn_v', 'self_attn.v_proj', keys, hidden, biases.qkv);
  yield* linear('attn_output', 'self_attn.o_proj', hidden, queries, biases.output);
  if (model.architecture === 'qwen3') {
    yield tensor('attn_q_norm.weight', 'self_attn.q_norm.weight', [headDim]);
    yield tensor('attn_k_norm.weight', 'self_attn.k_norm.weight', [headDim]);
  }
  yield tensor('ffn_norm.weight', 'post_attention_layernorm.weight', [hidden]);
  yield* linear('ffn_gate', 'mlp.gate_proj', inner, hidden, biases.mlp);
  yield* linear('ffn_up', 'mlp.up_proj', inner, hidden, biases.mlp);
  yield* linear('ffn_down', 'mlp.down_proj', hidden, inner, biases.mlp);
}

function tensor(
  ggml: string,
  huggingFace: string,
  shape: readonly number[],
  interleaved = false,
): ExpectedTensor {
  return { ggml, huggingFace, shape, interleaved };
}

function* linear(
  ggml: string,
  huggingFace: string,
  out: number,
  into: number,
  bias: boolean,
  interleaved = false,
): Generator<ExpectedTensor> {
  yield tensor(`${ggml}.weight`, `${huggingFace}.weight`, [out, into], interleaved);
  if (bias) yield tensor(`${ggml}.bias`, `${huggingFace}.bias`, [out], interleaved);
}

/**
 * Undoes ggml's order of query and key rows: row 2i + s of a head becomes row s headDim/2 + i, which puts the two
 * halves that RoPE rotates together back where Hugging Face has them.
 * @param rows bytes of whole heads, row-major
 */
export function separateHalves(rows: Uint8Array, rowBytes: number, headDim: number): Uint8Array {
  const separated = new Uint8Array(rows.length);
  const half = headDim / 2;
  for (let row = 0; row * rowBytes < rows.length; row++) {
    const within = row % headDim;
    const from = row - within + (within % half) * 2 + Math.floor(within / half);
    separated.set(rows.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
  return separated;
}
