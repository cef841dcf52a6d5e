/** Rotary embedding and its stretched frequencies, against transformers. */

import { expect, test } from 'vitest';
import { ConfigReader } from '../../../src/main/engine/models/configReader.ts';
import { declarePlaces, inverseFrequencies, ropeTables, rotate } from '../../../src/main/engine/nn/rope.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import { float32 } from '../../../src/main/engine/runtime/session.ts';
import { blocks } from '../../support/blocks.ts';
import { expectClose } from '../../support/close.ts';
import { evaluate } from '../../support/evaluate.ts';

const kinds = Object.entries(blocks.rope).map(([kind, numbers]) => ({ kind, ...numbers }));

test.each(kinds)(
  '$kind',
  async ({ theta, parameters, headDim, maxPositions, positions, frequencies, x, y }) => {
    const sizes = { hidden_size: 2 * headDim, num_attention_heads: 2, max_position_embeddings: maxPositions };
    const config = { ...sizes, rope_theta: theta, rope_scaling: parameters };
    const rope = new ConfigReader(config, 'config.json').rope();
    expect(rope.theta).toBe(theta);
    const textLength = Math.max(...positions) + 1;
    const found = inverseFrequencies(rope, headDim, textLength);
    expect(found).toHaveLength(frequencies.length);
    for (const [i, frequency] of frequencies.entries())
      expect(Math.abs((found[i] as number) / frequency - 1), `frequency ${i}`).toBeLessThan(2e-7);

    const tokens = positions.length;
    const g = new Graph();
    const tables = ropeTables(g, declarePlaces(g), rope, headDim);
    g.output(rotate(g, g.input('x', 'float32', ['tokens', 2 * headDim]), tables, 2), 'y');
    const result = await evaluate(g, {
      positions: float32(Float32Array.from(positions), [tokens]),
      textLengths: float32(new Float32Array(tokens).fill(textLength), [tokens]),
      x: float32(Float32Array.from(x), [tokens, 2 * headDim]),
    });
    // at position 9000 an angle known to 24 bits is off by up to 5e-4
    expectClose((result.y as Float32Array).subarray(0, 8 * headDim), y.slice(0, 8 * headDim), 5e-6);
    expectClose(result.y as Float32Array, y, 2e-3);
  },
);
