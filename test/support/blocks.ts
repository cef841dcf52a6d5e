/** Numbers of PyTorch and transformers for building blocks, optimizer and schedules (test/reference/make_blocks.py). */

import { readFileSync } from 'node:fs';

type Numbers = readonly number[];

/** Inputs by name, result, dy, and d Σ y·dy for every input; flat, row-major. */
export interface BlockNumbers {
  readonly y: Numbers;
  readonly dy: Numbers;
  readonly gradients: Readonly<Record<string, Numbers>>;
}

interface Blocks {
  readonly rmsNorm: BlockNumbers;
  readonly loraLinear: BlockNumbers;
  readonly mlp: BlockNumbers;
  readonly attention: readonly (BlockNumbers & { readonly window: number | null })[];
  readonly crossEntropy: {
    readonly hidden: Numbers;
    readonly head: Numbers;
    /** Row of `hidden` of each label. */
    readonly rows: Numbers;
    readonly labels: Numbers;
    readonly loss: number;
    readonly gradients: { readonly hidden: Numbers; readonly head: Numbers };
  };
  readonly rope: Readonly<
    Record<
      string,
      {
        readonly headDim: number;
        readonly theta: number;
        readonly maxPositions: number;
        /** As config.json spells them. */
        readonly parameters: Readonly<Record<string, number | string | Numbers>>;
        readonly positions: Numbers;
        readonly frequencies: Numbers;
        /** [tokens, 2 heads, headDim] before and after. */
        readonly x: Numbers;
        readonly y: Numbers;
      }
    >
  >;
  readonly adamW: Readonly<
    Record<
      string,
      {
        readonly decay: number;
        readonly maxNorm: number | null;
        readonly theta: Numbers;
        /** Learning rate and gradient of each step, and what they led to. */
        readonly steps: readonly {
          readonly rate: number;
          readonly gradient: Numbers;
          readonly norm: number;
          readonly theta: Numbers;
          readonly m: Numbers;
          readonly v: Numbers;
        }[];
      }
    >
  >;
  readonly schedules: Readonly<
    Record<
      'cosine' | 'linear' | 'constant',
      readonly { readonly steps: number; readonly warmup: number; readonly rates: Numbers }[]
    >
  >;
}

export const blocks: Blocks = JSON.parse(
  readFileSync(new URL('../fixtures/blocks.json', import.meta.url), 'utf8'),
);
