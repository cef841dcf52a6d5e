/** Builds the one graph that reads a prompt and continues it, token by token, with any adapter or none. */

import { adaptedModules, loraA, loraB, parseTargets } from '../adapters/lora.ts';
import { modelParameters } from '../adapters/modelParameters.ts';
import { type Bucket, declareParameters } from '../adapters/parameters.ts';
import type { BaseModel } from '../baseModel.ts';
import { type Attend, attendToContext, causalMask } from '../nn/attention.ts';
import { type DecoderConfig, decoder, head } from '../nn/decoder.ts';
import type { LoraAdapter } from '../nn/linear.ts';
import { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/**
 * Logits of some of the new tokens, which see each other and the tokens of the cache.
 * Inputs: `ids` int32 and `positions` float32, [tokens]; `rows` int32, the tokens whose logits are wanted;
 * `contextPositions` float32 [past+tokens]; per layer i `pastKey.i` and `pastValue.i` [past, kvHeads·headDim];
 * per linear layer its adapter as in {@link AdapterInputs}, of any rank; `strength`, a scalar they are multiplied by.
 * every one of `trained`, as in a training graph.
 * Outputs: `logits` [rows, vocabulary]; `freshKey.i` and `freshValue.i` [tokens, kvHeads·headDim], for the cache.
 */
export function generationGraph(model: BaseModel, trained: readonly Bucket[] = []): Graph {
  const { config } = model;
  const g = new Graph();
  const ids = g.input('ids', 'int32', ['tokens']);
  const positions = g.input('positions', 'float32', ['tokens']);
  const strength = g.input('strength', 'float32', []);
  const adapters = new Map(
    adaptedModules(config, parseTargets('all-linear')).map(({ path, out, input }): [string, LoraAdapter] => {
      const rank = `rank of ${path}`;
      const a = g.input(loraA(path), 'float32', [rank, input]);
      const b = g.input(loraB(path), 'float32', [out, rank]);
      return [path, { a, b, scale: strength }];
    }),
  );
  const weights = declareParameters(g, trained);
  const parameters = modelParameters(g, model, weights, (module) => adapters.get(module));
  const hidden = decoder(g, config, parameters, ids, positions, cachedAttend(g, config, positions));
  const rows = g.gather(hidden, g.input('rows', 'int32', ['rows']));
  g.output(head(g, config, parameters, rows), 'logits');
  return g;
}

/** Attention to the cache's tokens and the new ones; declares a layer's cache and hands out what is new in it. */
function cachedAttend(g: Graph, config: DecoderConfig, positions: Value): Attend {
  const context = g.input('contextPositions', 'float32', ['past+tokens']);
  const masks = new Map(
    [...new Set(config.windows)].map((window) => [window, causalMask(g, positions, context, window)]),
  );
  const row = (x: Value) => g.reshape(x, [1, ...x.shape]); // [1, t, width]
  return (index, q, k, v, window) => {
    const extended = (name: 'Key' | 'Value', fresh: Value): Value => {
      const past = g.input(`past${name}.${index}`, 'float32', ['past', config.kvHeads * config.headDim]);
      g.output(fresh, `fresh${name}.${index}`);
      return row(g.concat([past, fresh], 0));
    };
    const mask = masks.get(window) as Value;
    return attendToContext(g, row(q), extended('Key', k), extended('Value', v), mask, config);
  };
}
