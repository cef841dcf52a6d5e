/** GGUF files as llama.cpp reads them: it computes, tokenises, answers and stops as the engine does with base and adapter. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { openModelText } from '../../../src/main/engine/data/modelText.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import type { ExportDtype } from '../../../src/shared/exportTargets.ts';
import { askLlamaCpp } from '../../support/llamaCpp.ts';
import { computed, differences } from './logits.ts';
import { goldenAdapter, madeAdapter, modelWithCompanions, prompts } from './support.ts';

const parent = mkdtempSync(join(tmpdir(), 'lowrank-gguf-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const lists = prompts.map((ids) => [...ids]);
const question = [1, 81, 213, 287, 262, 12];

/** Exports the golden model `name` with its adapter. @returns the file, and what the engine computes with the two */
async function exported(name: string, dtype: ExportDtype) {
  const model = modelWithCompanions(mkdtempSync(join(parent, 'base-')).concat('/model'), name);
  const adapter = goldenAdapter(name);
  const out = join(mkdtempSync(join(parent, 'out-')), 'gguf');
  const certificate = await exportAdapter('gguf', { model, adapter }, out, { prompts, dtype });
  const file = join(out, certificate.files.find((each) => each.name.endsWith('.gguf'))!.name);
  return { file, certificate, model, adapter };
}

const texts = [
  'Hello, world!',
  '  two  spaces ',
  '0 12 345',
  "I'll we've",
  'Größe 漢字 👩‍👩‍👧',
  'line\r\n\nline',
  '<|im_start|>user\nHi<|im_end|>\n',
];

test.each(['llama', 'llama-tied', 'llama-rslora', 'qwen2', 'qwen3', 'mistral'])(
  '%s in float32: the same log-probabilities, tokens, likeliest answer and end',
  async (name) => {
    const made = await exported(name, 'f32');
    const ours = await computed(made, prompts, question);
    // Beyond its window, of which llama.cpp knows nothing, Mistral goes on otherwise.
    const maxTokens = name === 'mistral' ? 2 : 8;
    const asked = { prompts: lists, texts, answers: [question], ends: [0, 1, 2, 7], maxTokens };
    const theirs = await askLlamaCpp({ model: made.file, ...asked });
    expect(differences(ours.logits, theirs.logProbabilities).largest).toBeLessThan(2e-4);
    const { tokenizer } = openModelText(made.model.folder);
    const encoded = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
    expect(theirs.tokens).toEqual(encoded.map(({ ids }) => [...ids]));
    const [answer] = theirs.answers;
    expect([...answer!.ids, ...(answer!.ended ? [2] : [])]).toEqual(ours.answer.slice(0, maxTokens));
    expect(theirs.ends[2]).toBe(true);
    expect([theirs.ends[1], theirs.ends[3]]).toEqual([false, false]);
  },
);

test.each([
  ['f16', 0.005],
  ['bf16', 0.04],
  ['q8_0', 0.12],
  // Rows of 64 and 160: these are q5_0 and q8_0 blocks.
  ['q4_k_m', 0.6],
] as const)('in %s llama.cpp is as near to base and adapter as the type allows', async (dtype, limit) => {
  const made = await exported('llama', dtype);
  const { logits } = await computed(made, prompts);
  const { logProbabilities } = await askLlamaCpp({ model: made.file, prompts: lists });
  const { rms } = differences(logits, logProbabilities);
  expect(rms).toBeGreaterThan(limit / 50);
  expect(rms).toBeLessThan(limit);
});

const projections = {
  'model.layers.0.self_attn.q_proj': [64, 64, 4],
  'model.layers.1.self_attn.k_proj': [32, 64, 8],
  'model.layers.1.mlp.down_proj': [64, 160, 8],
} as const;

/** rsLoRA with ranks and an alpha of their own for some modules, all of which has to go into the matrices. */
const mixed = (folder: string) =>
  madeAdapter(folder, projections, {
    useRslora: true,
    rankPattern: { 'layers.1.self_attn.k_proj': 8, down_proj: 8 },
    alphaPattern: { down_proj: 3 },
  });

test.each<[string, (folder: string) => Adapter]>([
  ['llama', () => goldenAdapter('llama')],
  ['llama', mixed],
  ['llama-rslora', () => goldenAdapter('llama-rslora')],
  ['llama-tied', () => goldenAdapter('llama-tied')],
  ['qwen3', () => goldenAdapter('qwen3')],
])(
  '%s with its adapter in a file of its own, of kind %#: as computed here, at any strength',
  async (name, make) => {
    const folder = mkdtempSync(join(parent, 'lora-'));
    const model = modelWithCompanions(join(folder, 'base'), name);
    const adapter = make(join(folder, 'adapter'));
    const out = join(folder, 'out');
    const certificate = await exportAdapter('gguf-lora', { model, adapter }, out, { prompts, dtype: 'f32' });
    expect(certificate.relativeError).toBeLessThan(1e-4);
    expect(certificate.recomputed?.rows).toBeGreaterThan(100);
    const files = { model: join(out, 'base-F32.gguf'), filePath: join(out, 'adapter-F32.gguf') };
    const ask = (scale: number) =>
      askLlamaCpp({ model: files.model, lora: { filePath: files.filePath, scale }, prompts: lists });
    const [ours, theirs] = [await computed({ model, adapter }, prompts), await ask(1)];
    expect(differences(ours.logits, theirs.logProbabilities).largest).toBeLessThan(2e-4);
    expect(differences(ours.logits, (await ask(0)).logProbabilities).largest).toBeGreaterThan(0.05);
  },
);

/** A vocabulary of SentencePiece's kind in the 512 rows of the golden models. */
function sentencePieces(prefix: boolean) {
  const letters = [...'abcdefghijklmnopqrstuvwxyzHI0123456789.,!?\u2581\u00f6\u6f22'];
  const pieces = [
    ...['he', 'll', 'llo', 'hello', 'wo', 'rl', 'rld', 'world', 'in', 'th', 'the', 'ing'],
    ...['\u2581t', '\u2581the', '\u2581hello', '\u2581wo', '\u2581\u2581', '12', '\u25811'],
  ];
  // Every way to make a piece of two others, as SentencePiece joins them.
  const known = new Set([...letters, ...pieces]);
  const merges = pieces.flatMap((piece) =>
    [...piece].flatMap((_, at) => {
      const pair = [piece.slice(0, at), piece.slice(at)] as const;
      return pair.every((part) => known.has(part)) ? [pair] : [];
    }),
  );
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const specials = ['<unk>', '<s>', '</s>'];
  const tokens = [...specials, ...bytes, ...letters, ...pieces];
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({ id, content, ...flags })),
    normalizer: prefix
      ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '\u2581' }, replace] }
      : replace,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      ...{ dropout: null, unk_token: '<unk>', fuse_unk: true, byte_fallback: true, ignore_merges: false },
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

test.each([true, false])(
  'SentencePiece, a space put in front: %s, is tokenised as in the base',
  async (prefix) => {
    const folder = join(mkdtempSync(join(parent, 'pieces-')), 'model');
    modelWithCompanions(folder);
    const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
    write('tokenizer.json', sentencePieces(prefix));
    write('tokenizer_config.json', { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' });
    const out = `${folder}-out`;
    const source = { model: openBaseModel(folder), adapter: goldenAdapter() };
    const { text } = await exportAdapter('gguf', source, out, { prompts, dtype: 'f32' });
    expect(text?.ends).toEqual([2]);
    const asked = ['hello the world', ' in  12 the!', 'Größe 漢 👩', 'hello</s>hello', 'thing\nheLLo', ''];
    const { tokens } = await askLlamaCpp({ model: join(out, 'model-F32.gguf'), texts: asked });
    const { tokenizer } = openModelText(source.model.folder);
    const encoded = await tokenizer.encodeBatch(asked, { addSpecialTokens: false });
    expect(tokens).toEqual(encoded.map(({ ids }) => [...ids]));
    expect(tokens[0]!.length).toBeLessThan(6);
  },
);

test('an end token whose text llama.cpp does not know ends an answer because the file declares it', async () => {
  const folder = join(parent, 'renamed');
  modelWithCompanions(folder);
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replaceAll('<|im_end|>', '<|stop_here|>'));
  }
  const out = join(parent, 'stop-here');
  const source = { model: openBaseModel(folder), adapter: goldenAdapter() };
  const { text } = await exportAdapter('gguf', source, out, { prompts, dtype: 'f32' });
  expect(text?.ends).toEqual([2]);
  const model = join(out, 'model-F32.gguf');
  const { tokens, ends } = await askLlamaCpp({ model, texts: ['a<|stop_here|>'], ends: [2, 3] });
  expect(tokens[0]?.at(-1)).toBe(2);
  expect(ends).toEqual([true, false]);
});

test('a file that llama.cpp refuses fails with its reason', async () => {
  const { file } = await exported('llama', 'f32');
  const broken = join(parent, 'broken.gguf');
  const bytes = readFileSync(file);
  const at = bytes.indexOf('llama.embedding_length');
  bytes.write('llama.embedding_lenght', at);
  writeFileSync(broken, bytes);
  await expect(askLlamaCpp({ model: broken })).rejects.toThrow('embedding_length');
});
