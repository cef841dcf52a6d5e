/** Holds a GGUF export, as llama.cpp reads it, against base and adapter: its tokens, where answers end, and what it computes. */

import { english } from '../../../../shared/numbers.ts';
import { say } from '../../../../shared/sentence.ts';
import type { ModelText } from '../../data/modelText.ts';
import { openModelText } from '../../data/modelText.ts';
import { declaredEnds } from '../../formats/modelFolder.ts';
import { conversations } from '../compareTexts.ts';
import { departure } from '../departure.ts';
import { relativeToEffect, rootMeanSquare } from '../figures.ts';
import { type Logits, openLogits } from '../logitSource.ts';
import type { Prompt } from '../prompts.ts';
import type { ExportSource } from '../targets.ts';
import { type LlamaCppModel, openLlamaCpp } from './openLlamaCpp.ts';

/** What is asked: llama.cpp hands out one token's probabilities at a time, sorted, which takes longer than computing them. */
const mostPrompts = 4;
const positionsEach = 12;

/** What llama.cpp's own arithmetic leaves open beside the type of the weights: activations are rounded too, GELU is a table. */
const ownShare = 0.02;
const ownNats = 0.005;

interface Written {
  readonly file: string;
  /** The LoRA beside it. */
  readonly adapter?: string;
}

export interface LlamaCppFigures {
  readonly effectShare: number | null;
  readonly relativeError: number | null;
  /** Texts tokenised as the base does. */
  readonly texts: number;
}

/**
 * @param relativeLimit the certificate's own, for the element type
 * @throws AppError `drift` for what differs, or where llama.cpp refuses the files
 */
export async function compareInLlamaCpp(
  library: string,
  { file, adapter }: Written,
  source: Pick<ExportSource, 'model' | 'adapter'>,
  prompts: readonly Prompt[],
  relativeLimit: number,
): Promise<LlamaCppFigures> {
  const asked = prompts.slice(0, mostPrompts).map(({ ids }) => ({ ids, positions: lastOf(ids.length) }));
  const { expected, plain } = await originals(source, asked);
  const positions = asked.reduce((most, { ids }) => Math.max(most, ids.length), 1);
  const opened = await openLlamaCpp(library, { file, positions, ...(adapter !== undefined && { adapter }) });
  try {
    const text = openModelText(source.model.folder);
    const texts = await requireSameTokens(opened, text);
    for (const id of declaredEnds(source.model.folder))
      if (!opened.ends(id)) throw departure(say`token ${id} does not end an answer in llama.cpp`);
    const found: Float32Array[] = [];
    for (const each of asked) found.push(await opened.logProbabilities(each.ids, each.positions));
    const figures = relativeToEffect(plain, expected, found);
    const limit = Math.max(2 * relativeLimit, ownShare, ownNats / rootMeanSquare(expected, plain));
    // NaN is not below it either.
    if (figures.relativeError !== null && !(figures.relativeError <= limit))
      throw departure(
        say`what llama.cpp computes differs from base and adapter by ${english.share(figures.relativeError)} of what the adapter changes; at most ${english.share(limit)} is allowed`,
      );
    return { ...figures, texts };
  } finally {
    await opened.release();
  }
}

/** The last positions of a sequence, where the answer is. */
function lastOf(length: number): readonly number[] {
  const first = Math.max(0, length - positionsEach);
  return Array.from({ length: length - first }, (_, i) => first + i);
}

type Asked = readonly { readonly ids: Int32Array; readonly positions: readonly number[] }[];

/** Log-probabilities of base and adapter, and of the base alone. */
async function originals({ model, adapter }: Pick<ExportSource, 'model' | 'adapter'>, asked: Asked) {
  const { logits, baseLogits, release } = await openLogits(model, adapter);
  const ask = async (of: Logits) => {
    const rows: Float32Array[] = [];
    for (const { ids, positions } of asked) rows.push(logSoftmaxAt(await of(ids), ids.length, positions));
    return rows;
  };
  try {
    return { expected: await ask(logits), plain: await ask(baseLogits) };
  } finally {
    await release();
  }
}

/** log p = x - log Σ exp x, of the rows at `positions`, [positions, vocabulary]. */
function logSoftmaxAt(logits: Float32Array, rows: number, positions: readonly number[]): Float32Array {
  const width = logits.length / rows;
  const out = new Float32Array(positions.length * width);
  positions.forEach((position, i) => {
    const row = logits.subarray(position * width, (position + 1) * width);
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const total = most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
    for (let id = 0; id < width; id++) out[i * width + id] = row[id]! - total;
  });
  return out;
}

/** @returns how many texts were compared */
async function requireSameTokens(
  { tokens }: LlamaCppModel,
  { template, tokenizer }: ModelText,
): Promise<number> {
  const texts = conversations.map((conversation) => template.render(conversation, true));
  const encoded = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  texts.forEach((text, i) => {
    const found = tokens(text).join(' ');
    if (found !== encoded[i]?.ids.join(' '))
      throw departure(say`llama.cpp makes other tokens of the text ${JSON.stringify(text.slice(0, 80))}`);
  });
  return texts.length;
}
