/** ONNX exports as transformers.js runs them: it computes, renders, tokenises and answers as the engine does with base and adapter. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { openModelText } from '../../../src/main/engine/data/modelText.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { rootMeanSquare } from '../../../src/main/engine/export/figures.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Generator } from '../../../src/main/engine/infer/generate.ts';
import { instructions } from '../../../src/renderer/src/pages/Exports/runExport.ts';
import { certificateText } from '../../../src/shared/certificateText.ts';
import type { ExportDtype } from '../../../src/shared/exportTargets.ts';
import type { Certificate, Export } from '../../../src/shared/records/exports.ts';
import { askTransformersJs } from '../../support/transformersJs.ts';
import type { TransformersJsAnswer } from '../../support/transformersJsChild.ts';
import { goldenAdapter, modelWithCompanions, prompts } from './support.ts';

const parent = mkdtempSync(join(tmpdir(), 'lowrank-onnx-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const root = join(import.meta.dirname, '../../..');
const question = [1, 81, 213, 287, 262, 12];
const shorter = [5, 424, 75];
const maxTokens = 10;

interface Exported {
  readonly model: BaseModel;
  readonly folder: string;
  /** Of base and adapter after each token of the first prompt, and what they answer. */
  readonly logits: Float32Array;
  readonly answers: readonly (readonly number[])[];
}

/** Exports the golden model `name` with its adapter. @param ends tokens that end an answer */
async function exported(name: string, dtype: ExportDtype, ends: readonly number[] = [2]): Promise<Exported> {
  const path = join(mkdtempSync(join(parent, 'base-')), 'model');
  modelWithCompanions(path, name);
  writeFileSync(join(path, 'generation_config.json'), JSON.stringify({ eos_token_id: ends }));
  const model = openBaseModel(path);
  const adapter = goldenAdapter(name);
  const folder = join(mkdtempSync(join(parent, 'out-')), `${name}-${dtype}`);
  await exportAdapter('onnx', { model, adapter }, folder, { prompts, dtype });
  const variant = { adapter: loadAdapter(model, adapter) };
  const generator = await Generator.load(model, { device: { kind: 'cpu' } }, variant.adapter);
  try {
    const logits = await generator.logits(prompts[0]!, variant);
    const answer = async (prompt: readonly number[]) => {
      const options = { ...variant, maxTokens, stopIds: ends, temperature: 0 };
      return [...(await generator.generate(Int32Array.from(prompt), options)).ids];
    };
    return { model, folder, logits, answers: [await answer(question), await answer(shorter)] };
  } finally {
    await generator.release();
  }
}

/** The engine's likeliest answer to a user's question, as text. */
async function answerTo(model: BaseModel, adapter: Adapter, content: string): Promise<string> {
  const { template, tokenizer } = openModelText(model.folder);
  const rendered = template.render({ messages: [{ role: 'user', content }] }, true);
  const [prompt] = await tokenizer.encodeBatch([rendered], { addSpecialTokens: false });
  const variant = { adapter: loadAdapter(model, adapter) };
  const generator = await Generator.load(model, { device: { kind: 'cpu' } }, variant.adapter);
  const options = { ...variant, maxTokens: 128, stopIds: [2], temperature: 0 };
  const { ids } = await generator
    .generate(Int32Array.from(prompt!.ids), options)
    .finally(() => generator.release());
  return tokenizer.decode(ids);
}

/** Root mean square of the difference to what they should be, relative to that. */
function differing({ logits }: Exported, found: readonly number[]): number {
  expect(found.length).toBe(logits.length);
  return rootMeanSquare([logits], [Float32Array.from(found)]) / rootMeanSquare([logits]);
}

const first = [[...prompts[0]!]];

describe('in float32', () => {
  const families = [
    ...[
      'llama',
      'mistral',
      'ministral3',
      'qwen2',
      'qwen3',
      'gemma2',
      'gemma3',
      'phi3',
      'granite',
      'granite4',
    ],
    ...['olmo2', 'olmo3', 'smollm3', 'stablelm', 'lfm2', 'gpt-neox', 'gpt2', 'llama-dynamic', 'phi4-long'],
  ];
  const ours: Exported[] = [];
  let theirs: readonly TransformersJsAnswer[];

  beforeAll(async () => {
    for (const name of families) ours.push(await exported(name, 'float32'));
    const padded = [question, [null, null, null, ...shorter]];
    const answers = [[question], [shorter], padded];
    theirs = await askTransformersJs(
      ours.map(({ folder }) => ({ folder, maxTokens, prompts: [first], answers })),
    );
  }, 240_000);

  /** An answer of a batch goes on with padding until the last one ends. */
  const ended = (ids: readonly number[]) => ids.slice(0, ids.indexOf(2) + 1 || ids.length);

  test.each([...families.entries()])(
    'family %i, %s, has the same logits and answers, alone and beside a longer prompt',
    (i) => {
      const [made, { logits, answers }] = [ours[i]!, theirs[i]!];
      expect(differing(made, logits[0]!)).toBeLessThan(1e-4);
      const [alone, short, both] = answers.map((rows) => rows.map(ended));
      expect([...alone!, ...short!]).toEqual(made.answers);
      expect(both).toEqual(made.answers);
    },
  );

  test('the script shown for Node.js, as it stands, prints what base and adapter answer', async () => {
    const { model, folder } = ours[0]!;
    const asked = 'What is "3" + 4?';
    const place = mkdtempSync(join(parent, 'script-'));
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
    const made = { target: 'onnx', path: folder, basePath: null } as unknown as Export;
    writeFileSync(join(place, 'ask.mjs'), instructions.node(made, asked, true, [])!);
    const { stdout } = await promisify(execFile)(process.execPath, [join(place, 'ask.mjs')]);
    expect(stdout).toBe(`${await answerTo(model, goldenAdapter(), asked)}\n`);
  });

  test('the certificate says to which length a text may grow, where more would have to be read again', () => {
    const certificateOf = (name: string) => {
      const { folder } = ours[families.indexOf(name)]!;
      return JSON.parse(readFileSync(join(folder, 'certificate.json'), 'utf8')) as Certificate;
    };
    expect(certificateOf('llama-dynamic').growsTo).toBeNull();
    const certificate = certificateOf('phi4-long');
    expect(certificate.growsTo).toBe(20);
    expect(certificateText(certificate)).toContain(
      'A text may grow to 20 tokens while it is answered: beyond them this model reads all of it again',
    );
  });
});

test('in float16 logits are near, and template and tokenizer are the base model’s', async () => {
  const made = await exported('llama', 'float16');
  const { template, tokenizer } = openModelText(made.model.folder);
  const chats = ['Größe 漢字 👩‍👩‍👧?', "  two  spaces, I'll we've\n"];
  const [theirs] = await askTransformersJs([{ folder: made.folder, chats, prompts: [first] }]);
  const rendered = chats.map((content) => template.render({ messages: [{ role: 'user', content }] }, true));
  const encoded = await tokenizer.encodeBatch(rendered, { addSpecialTokens: false });
  expect(theirs!.chats).toEqual(encoded.map(({ ids }) => [...ids]));
  const share = differing(made, theirs!.logits[0]!);
  expect(share).toBeGreaterThan(1e-5);
  expect(share).toBeLessThan(3e-3);
});

test('an answer ends at every token that the files declare an end', async () => {
  const plain = await exported('llama', 'float32');
  const end = plain.answers[0]!.find((id) => id !== plain.answers[0]![0])!;
  const made = await exported('llama', 'float32', [2, end]);
  expect(made.answers[0]!.length).toBeLessThan(maxTokens);
  const [theirs] = await askTransformersJs([{ folder: made.folder, maxTokens, answers: [[question]] }]);
  expect(theirs!.answers[0]![0]).toEqual(made.answers[0]);
});

test('in int4 and int8 logits are as near as so many bits allow, also of layers that are stored transposed', async () => {
  const kinds = [
    ['llama', 'int4', 0.35],
    ['gpt2', 'int4', 0.35],
    ['gpt2', 'int8', 0.05],
  ] as const;
  const made: Exported[] = [];
  for (const [name, dtype] of kinds) made.push(await exported(name, dtype));
  const theirs = await askTransformersJs(made.map(({ folder }) => ({ folder, prompts: [first] })));
  for (const [i, each] of made.entries()) {
    const share = differing(each, theirs[i]!.logits[0]!);
    expect(share).toBeGreaterThan(0.003);
    expect(share).toBeLessThan(kinds[i]![2]);
  }
});
