/** Faults planted into sound exports: each kind is caught by the certificate, in every element type, and named. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readParts } from '../../../src/main/engine/adapters/kinds.ts';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { certify } from '../../../src/main/engine/export/certificate.ts';
import { compareTexts } from '../../../src/main/engine/export/compareTexts.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { merged } from '../../../src/main/engine/export/targets/merged.ts';
import { writeModel } from '../../../src/main/engine/export/writeModel.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import { golden, temporaryFolder } from '../formats/support.ts';
import { goldenAdapter, modelWithCompanions, prompts } from './support.ts';

const names = { base: 'base', hubId: null, adapter: 'adapter', version: '1.2.3' };
const types = ['float32', 'bfloat16'] as const;

let parent: string;
let base: BaseModel;
/** With an end token that no reader knows by its text. */
let renamed: BaseModel;
let adapter: Adapter;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'lowrank-faults-'));
  adapter = goldenAdapter();
  base = modelWithCompanions(join(parent, 'base'));
  modelWithCompanions(join(parent, 'renamed'));
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    change(join(parent, 'renamed', name), (text) => text.replaceAll('<|im_end|>', '<|stop_here|>'));
  renamed = openBaseModel(join(parent, 'renamed'));
  for (const dtype of types)
    await exportAdapter('merged', { model: base, adapter }, join(parent, dtype), { prompts, dtype });
  await exportAdapter('merged', { model: renamed, adapter }, join(parent, 'stop-here'), { prompts });
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

function change(file: string, edit: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const edited = edit(text);
  expect(edited).not.toBe(text);
  writeFileSync(file, edited);
}

const json = (edit: (value: Record<string, unknown>) => void) => (text: string) => {
  const value = JSON.parse(text) as Record<string, unknown>;
  edit(value);
  return JSON.stringify(value);
};

/** A copy of a sound export, without its certificate. */
function copyOf(sound: string): string {
  const copy = join(temporaryFolder(), 'export');
  cpSync(join(parent, sound), copy, { recursive: true });
  rmSync(join(copy, 'certificate.json'));
  return copy;
}

const certifyAs = (folder: string, model: BaseModel) =>
  certify(folder, { target: 'merged', model, adapter, names }, merged, { prompts });

type Plant = (folder: string) => void;

const losing =
  (name: string): Plant =>
  (folder) =>
    rmSync(join(folder, name));
const editing =
  (name: string, edit: (text: string) => string): Plant =>
  (folder) =>
    change(join(folder, name), edit);

interface Vocabulary {
  model: { vocab: Record<string, number>; merges: unknown[] };
  added_tokens: { content: string; special: boolean }[];
}

const textFaults: readonly (readonly [string, Plant, file: string, rebuilt: string])[] = [
  [
    'the chat template is lost',
    losing('chat_template.jinja'),
    'chat_template.jinja is missing',
    'the chat template is missing',
  ],
  [
    'the chat template is another one',
    editing('chat_template.jinja', (text) => text.replace('\n', ' ')),
    "chat_template.jinja is not the base model's",
    'the chat template was changed',
  ],
  [
    "the tokenizer is another model's",
    editing(
      'tokenizer.json',
      json((value) => {
        const { vocab } = (value as unknown as Vocabulary).model;
        for (const [i, token] of Object.keys(vocab).slice(3).toReversed().entries()) vocab[token] = 3 + i;
      }),
    ),
    "tokenizer.json is not the base model's",
    'has the id',
  ],
  [
    'two entries of the tokenizer are swapped',
    editing(
      'tokenizer.json',
      json((value) => {
        const { vocab } = (value as unknown as Vocabulary).model;
        const [a, b] = Object.keys(vocab).slice(400, 402) as [string, string];
        [vocab[a], vocab[b]] = [vocab[b]!, vocab[a]!];
      }),
    ),
    "tokenizer.json is not the base model's",
    'has the id',
  ],
  [
    'the merges of the tokenizer are gone',
    editing(
      'tokenizer.json',
      json((value) => (value as unknown as Vocabulary).model.merges.splice(0, 3)),
    ),
    "tokenizer.json is not the base model's",
    'becomes the tokens',
  ],
  [
    'the tokenizer is gone',
    losing('tokenizer.json'),
    'tokenizer.json is missing',
    'its tokenizer cannot be used',
  ],
  [
    'the end token is no special one any more',
    editing(
      'tokenizer.json',
      json((value) => {
        const token = (value as unknown as Vocabulary).added_tokens[0]!;
        token.special = false;
      }),
    ),
    "tokenizer.json is not the base model's",
    '"<|endoftext|>" is no special token any more',
  ],
  [
    'the generation config names another end',
    editing('generation_config.json', (text) => text.replace('2', '7')),
    "generation_config.json is not the base model's",
    'token 2 does not end an answer any more',
  ],
  [
    'the generation config names one end too many',
    editing('generation_config.json', (text) => text.replace('2', '[2, 7]')),
    "generation_config.json is not the base model's",
    'token 7 ends an answer, which it does not in the base model',
  ],
];

test.each(textFaults)(
  '%s: caught from the files, and where a reader rebuilds them',
  async (_, plant, file, rebuilt) => {
    const folder = copyOf('float32');
    plant(folder);
    const refused = await certifyAs(folder, base).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'drift', message: expect.stringContaining(file) });
    await expect(compareTexts(base.folder, openBaseModel(folder).folder, false)).rejects.toThrow(rebuilt);
  },
);

test('a generation config that is lost is caught, also where config.json happens to name the same end', async () => {
  const folder = copyOf('float32');
  losing('generation_config.json')(folder);
  await expect(certifyAs(folder, base)).rejects.toThrow('generation_config.json is missing');
});

test('an end token of a name of its own has to be declared: none is known by its text', async () => {
  const folder = copyOf('stop-here');
  expect((await certifyAs(folder, renamed)).text?.ends).toEqual([2]);
  editing('generation_config.json', (text) => text.replace('2', '0'))(folder);
  await expect(certifyAs(folder, renamed)).rejects.toThrow("generation_config.json is not the base model's");
  const { folder: found } = openBaseModel(folder);
  await expect(compareTexts(renamed.folder, found, false)).rejects.toThrow(
    'token 2 does not end an answer any more',
  );
});

test.each(types)('config.json with another end, base of RoPE or epsilon is caught in %s', async (dtype) => {
  const faults: readonly (readonly [string, unknown, string])[] = [
    ['rope_theta', 50_000, 'config.json says otherwise in what is read as rope'],
    ['rms_norm_eps', 1e-4, 'config.json says otherwise in what is read as normEpsilon'],
    ['max_position_embeddings', 128, 'config.json says otherwise in what is read as maxPositions'],
  ];
  for (const [key, value, text] of faults) {
    const folder = copyOf(dtype);
    editing(
      'config.json',
      json((config) => {
        config[key] = value;
      }),
    )(folder);
    await expect(certifyAs(folder, base)).rejects.toThrow(text);
  }
  // A base without a generation config declares its ends in config.json.
  const plain = copyOf(dtype);
  losing('generation_config.json')(plain);
  const other = copyOf(dtype);
  losing('generation_config.json')(other);
  editing('config.json', (text) => text.replace('"eos_token_id": 2', '"eos_token_id": 0'))(other);
  await expect(compareTexts(openBaseModel(plain).folder, openBaseModel(other).folder, true)).rejects.toThrow(
    'token 2 does not end an answer any more',
  );
});

/** The same export with other numbers: each module's scale times what `factor` says, 0 for not applied. */
async function remerged(dtype: (typeof types)[number], factor: (module: string) => number): Promise<string> {
  const folder = copyOf(dtype);
  rmSync(join(folder, 'model.safetensors'));
  const { modules } = adapter;
  const scratch = join(temporaryFolder(), 'weights');
  mkdirSync(scratch);
  await writeModel(
    scratch,
    base.folder,
    (name) => {
      const path = name.replace(/\.weight$/, '');
      const module = modules.get(path);
      return module && (() => lora.merge(readParts(module.parts), module.scale * factor(path)));
    },
    { dtype: dtype === 'float32' ? 'F32' : 'BF16' },
  );
  cpSync(join(scratch, 'model.safetensors'), join(folder, 'model.safetensors'));
  return folder;
}

const last = 'model.layers.1.self_attn.q_proj';
const weightFaults: readonly (readonly [string, (module: string) => number])[] = [
  ['one matrix is not merged', (module) => Number(module !== last)],
  ['one layer is not merged', (module) => Number(!module.includes('layers.1.'))],
  ['nothing is merged', () => 0],
  ['the scale is 1.1 times what it should be', () => 1.1],
  ['the scale is 0.99 times what it should be', () => 0.99],
  ['the scale is twice what it should be', () => 2],
];

test.each(types.flatMap((dtype) => weightFaults.map(([name, factor]) => [dtype, name, factor] as const)))(
  'in %s: %s, and the row that is wrong is named',
  async (dtype, _, factor) => {
    const folder = await remerged(dtype, factor);
    const refused = await certifyAs(folder, base).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'drift',
      message: expect.stringMatching(
        /: model\.layers\.\d\.\S+\.weight holds \S+ at \[\d+, \d+\], expected \S+$/,
      ),
    });
  },
);

test.each(types.flatMap((dtype) => weightFaults.map(([name, factor]) => [dtype, name, factor] as const)))(
  'in %s the logits alone tell that %s',
  async (dtype, name, factor) => {
    const folder = await remerged(dtype, factor);
    const compare = certify(
      folder,
      { target: 'merged', model: base, adapter, names },
      { ...merged, compareFiles: async () => ({ text: null, matrices: null, recomputed: null }) },
      { prompts },
    );
    // A scale that is off by a hundredth is within what bfloat16 costs: only the rows show it.
    if (dtype === 'bfloat16' && name.includes('0.99')) return expect(await compare).toMatchObject({ dtype });
    await expect(compare).rejects.toThrow(/logits differ from those of base and adapter/);
  },
);

test('a single number that is wrong in the last row of a matrix no adapter touches is caught', async () => {
  const folder = copyOf('float32');
  const file = join(folder, 'model.safetensors');
  const { offset, byteLength } = openBaseModel(folder).tensors.get('model.embed_tokens.weight')!;
  const bytes = readFileSync(file);
  bytes.writeFloatLE(bytes.readFloatLE(offset + byteLength - 4) + 1e-3, offset + byteLength - 4);
  writeFileSync(file, bytes);
  await expect(certifyAs(folder, base)).rejects.toThrow('model.embed_tokens.weight holds');
});

test.each(types)(
  'a sound export in %s says what was compared, by whom, and how much arrived',
  async (dtype) => {
    const certificate = await certifyAs(copyOf(dtype), base);
    expect(certificate).toMatchObject({
      dtype,
      text: { renderings: 8, texts: 19, ends: [2] },
      recomputed: { tensors: 21, rows: 126 },
      consumers: [{ name: 'Lowrank Studio', version: '1.2.3' }],
      answers: { asked: 2 },
      heldOut: null,
    });
    expect(certificate.effectShare).toBeCloseTo(1, 3);
    expect(certificate.relativeError).toBeLessThan(certificate.relativeLimit!);
    expect(JSON.stringify(certificate)).not.toContain(golden);
  },
);
