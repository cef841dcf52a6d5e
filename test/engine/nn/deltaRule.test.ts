/** The delta rule by chunks is the one token by token, for packed examples as for each alone, and so are its gradients. */

import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import type { DeltaHeads } from '../../../src/main/engine/nn/deltaRule.ts';
import { packedRecall } from '../../../src/main/engine/nn/packedRecall.ts';
import { packedFeeds } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { type Feeds, float32, floats } from '../../../src/main/engine/runtime/session.ts';
import { expectClose } from '../../support/close.ts';
import { withGraph } from '../../support/evaluate.ts';

const heads: DeltaHeads = { keyHeads: 2, valueHeads: 4, keyDim: 6, valueDim: 5 };
const widths = { q: 12, k: 12, v: 20, logDecay: 4, beta: 4, dy: 20 };
const names = Object.keys(widths) as (keyof typeof widths)[];

/** What {@link DeltaInputs} and dy are given in, the result and the gradients out. */
function graphOf(recompute: 'none' | 'cheap'): Graph {
  const g = new Graph();
  const [q, k, v, logDecay, beta, dy] = names.map((name) =>
    g.input(name, 'float32', ['tokens', widths[name]]),
  ) as [Value, Value, Value, Value, Value, Value];
  const y = packedRecall(g, 'tokens')({ q, k, v, logDecay, beta }, heads);
  g.output(y, 'y');
  const loss = g.reduceSum(g.mul(y, dy), [0, 1], false);
  for (const [x, gradient] of backward(g, loss, [q, k, v, logDecay, beta], recompute))
    g.output(g.reshape(gradient, gradient.shape), `d${x.name}`);
  return g;
}

/** A number in (-1, 1) that depends on both. */
const wave = (which: number, i: number) => Math.sin(1 + which + 1.7 * i + 0.3 * i * which);

/** Feeds of the tokens from `start` on, in examples of these lengths; `alike`: all keys equal, nothing decays. */
function feedsOf(start: number, lengths: readonly number[], chunk?: number, alike = false): Feeds {
  const tokens = lengths.reduce((a, b) => a + b, 0);
  const norm = (i: number, which: number, width: number) => {
    const head = i - (i % width);
    const all = Array.from({ length: width }, (_, j) => wave(which, head + j));
    return wave(which, i) / Math.hypot(...all);
  };
  const number: Readonly<Record<keyof typeof widths, (i: number) => number>> = {
    q: (i) => norm(i, 0, heads.keyDim),
    k: (i) => norm(alike ? i % widths.k : i, 1, heads.keyDim),
    v: (i) => 2 * wave(2, i),
    logDecay: (i) => (alike ? 0 : -1 - wave(3, i)),
    beta: (i) => (alike ? 1 : 0.5 + 0.5 * wave(4, i)),
    dy: (i) => wave(5, i),
  };
  const vectors = names.map((name) => {
    const width = widths[name];
    const data = Float32Array.from({ length: tokens * width }, (_, i) => number[name](start * width + i));
    return [name, float32(data, [tokens, width])] as const;
  });
  const examples = lengths.map((length) => ({
    ids: new Int32Array(length),
    supervised: new Uint8Array(length),
  }));
  const places = packedFeeds(examples, chunk);
  const asked = ['chunkTokens', 'chunkTokensOrNone', 'tokenPlaces', 'chunkPlaces', 'chunkGoesOn'];
  return Object.fromEntries([...vectors, ...Object.entries(places).filter(([name]) => asked.includes(name))]);
}

/** One example, token by token in float64: S' = e^g·S + β·k·(v - (e^g·S)ᵀk)ᵀ, result S'ᵀq. */
function tokenByToken(feeds: Feeds, tokens: number): number[] {
  const { keyDim: d, valueDim: e, valueHeads, keyHeads } = heads;
  const of = (name: keyof typeof widths, token: number, at: number) =>
    floats(feeds[name])[token * widths[name] + at] as number;
  const result: number[] = new Array(tokens * widths.v).fill(0);
  for (let h = 0; h < valueHeads; h++) {
    const key = Math.floor(h / (valueHeads / keyHeads));
    const state = Array.from({ length: d }, () => new Array<number>(e).fill(0));
    for (let t = 0; t < tokens; t++) {
      const k = Array.from({ length: d }, (_, i) => of('k', t, key * d + i));
      for (const row of state)
        for (const [j, value] of row.entries()) row[j] = value * Math.exp(of('logDecay', t, h));
      for (let j = 0; j < e; j++) {
        const known = state.reduce((sum, row, i) => sum + (row[j] as number) * (k[i] as number), 0);
        const change = of('beta', t, h) * (of('v', t, h * e + j) - known);
        state.forEach((row, i) => {
          row[j] = (row[j] as number) + (k[i] as number) * change;
        });
        result[t * widths.v + h * e + j] = state.reduce(
          (sum, row, i) => sum + (row[j] as number) * of('q', t, key * d + i),
          0,
        );
      }
    }
  }
  return result;
}

describe.each([1, 2, 63, 64, 65, 150])('an example of %i tokens', (length) => {
  test('is computed as token by token', async () => {
    const feeds = feedsOf(0, [length]);
    await withGraph(graphOf('none'), async (run) => {
      const { y } = await run(feeds);
      expectClose(y as Float32Array, tokenByToken(feeds, length), 4e-6);
    });
  });

  test('has the gradients that it has in chunks of one token', async () => {
    await withGraph(graphOf('cheap'), async (run) => {
      const found = await run(feedsOf(0, [length]));
      for (const [name, expected] of Object.entries(await run(feedsOf(0, [length], 1))))
        expectClose(found[name] as Float32Array, expected, 5e-6, name);
    });
  });
});

test('stays exact where all keys are alike, nothing decays and values replace each other', async () => {
  const feeds = feedsOf(0, [130], undefined, true);
  await withGraph(graphOf('none'), async (run) => {
    const found = await run(feeds);
    expectClose(found.y as Float32Array, tokenByToken(feeds, 130), 2e-5);
    for (const [name, expected] of Object.entries(await run(feedsOf(0, [130], 1, true))))
      expectClose(found[name] as Float32Array, expected, 2e-5, name);
  });
});

test.each(['none', 'cheap'] as const)('packed examples stand alone, recompute %s', async (recompute) => {
  await withGraph(graphOf(recompute), async (run) => {
    const packed = await run(feedsOf(0, [70, 1, 64, 5]));
    const alone = [
      await run(feedsOf(0, [70])),
      await run(feedsOf(70, [1])),
      await run(feedsOf(71, [64])),
      await run(feedsOf(135, [5])),
    ];
    for (const [name, found] of Object.entries(packed)) {
      const expected = alone.flatMap((part) => [...(part[name] ?? [])]);
      expectClose(found, expected, 2e-6, name);
      expect(expected.some((value) => Math.abs(value) > 0.1)).toBe(true);
    }
  });
});
