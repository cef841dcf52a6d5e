/** Input that will not do ends in a clear error, and in no folder. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  dataFile,
  expectFailure,
  home,
  lowrank,
  newFolder,
  program,
  resultOf,
  start,
  sums,
  tinyModel,
} from './support.ts';

vi.setConfig({ testTimeout: 120_000 });

const data = dataFile();
const norm = 'model.layers.1.input_layernorm.weight';

/** A copy of the tiny model with one thing wrong. */
function model(spoil: (folder: string) => void): string {
  const folder = newFolder();
  cpSync(tinyModel, folder, { recursive: true });
  spoil(folder);
  return folder;
}

function withConfig(changes: object): string {
  return model((folder) => {
    const file = join(folder, 'config.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }));
  });
}

/** Changes the bytes of the weights file, whose header is `header`. */
function withWeights(
  change: (bytes: Buffer, header: Record<string, { data_offsets: number[] }>) => void,
): string {
  return model((folder) => {
    const file = join(folder, 'model.safetensors');
    const bytes = readFileSync(file);
    const length = Number(bytes.readBigUInt64LE());
    change(bytes, JSON.parse(bytes.toString('utf8', 8, 8 + length)));
    writeFileSync(file, bytes);
  });
}

/** A tokenizer whose pattern tries 2^n ways on n digits, over which the Rust library ends its process. */
const endless = model((folder) => {
  const file = join(folder, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(file, 'utf8'));
  const split = {
    ...{ type: 'Split', pattern: { Regex: '(?:\\w|\\d)+$' } },
    ...{ behavior: 'Isolated', invert: false },
  };
  const pretokenizers = [split, tokenizer.pre_tokenizer];
  writeFileSync(file, JSON.stringify({ ...tokenizer, pre_tokenizer: { type: 'Sequence', pretokenizers } }));
});
const digits = dataFile([{ question: 'How many?', answer: `${'1'.repeat(80)} x!` }]);

const nowhere = join(newFolder(), 'nowhere');
const oneRow = (row: object | string) => dataFile([...sums(3), row]);

type Case = readonly [what: string, args: Readonly<Record<string, string>>, code: string, ...texts: string[]];
const cases: readonly Case[] = [
  ['a missing model', { model: nowhere }, 'not-found', nowhere],
  ['a missing dataset', { data: nowhere }, 'not-found', nowhere],
  [
    'weights cut off',
    { model: model((folder) => truncateSync(join(folder, 'model.safetensors'), 300_000)) },
    'bad-model',
    'model.safetensors',
    'the file has only',
  ],
  [
    'a header that claims more bytes than the file has',
    { model: withWeights((bytes) => bytes.writeBigUInt64LE(2n ** 40n)) },
    'bad-model',
    'claims 1099511627776 bytes',
  ],
  [
    'NaN in the weights',
    {
      model: withWeights((bytes, header) => {
        const start =
          bytes.length - Math.max(...Object.values(header).flatMap((each) => each.data_offsets ?? []));
        bytes.writeFloatLE(Number.NaN, start + header[norm]!.data_offsets[0]!);
      }),
    },
    'bad-model',
    norm,
  ],
  [
    'a shard that is missing',
    {
      model: model((folder) => {
        rmSync(join(folder, 'model.safetensors'));
        const index = { weight_map: { [norm]: 'model-00001-of-00002.safetensors' } };
        writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
      }),
    },
    'bad-model',
    'model-00001-of-00002.safetensors',
  ],
  [
    'config and weights that disagree',
    { model: withConfig({ vocab_size: 500 }) },
    'bad-model',
    '[500, 64]',
    '[512, 64]',
  ],
  [
    'an unsupported architecture',
    { model: withConfig({ architectures: ['GPT2LMHeadModel'] }) },
    'unsupported',
    'GPT2LMHeadModel',
  ],
  ['an unsupported activation', { model: withConfig({ hidden_act: 'gelu' }) }, 'unsupported', 'gelu'],
  [
    'an unsupported RoPE',
    { model: withConfig({ rope_scaling: { rope_type: 'mrope', factor: 4 } }) },
    'unsupported',
    'mrope',
  ],
  [
    'no tokenizer',
    { model: model((folder) => rmSync(join(folder, 'tokenizer.json'))) },
    'not-found',
    'tokenizer.json',
  ],
  [
    'a tokenizer whose pattern does not come to an end',
    { model: endless, data: digits },
    'bad-model',
    'regular expression in its tokenizer.json',
  ],
  ['a broken line', { data: oneRow('{"question": "broken') }, 'bad-data', 'line 4'],
  ['no usable column', { data: dataFile([{ colour: 'red', size: 3 }]) }, 'bad-data', 'colour'],
  [
    'only empty answers',
    {
      data: dataFile([
        { question: 'a', answer: '' },
        { question: 'b', answer: ' ' },
      ]),
    },
    'bad-data',
    'empty answer',
  ],
  [
    'only answers beyond the limit',
    { data: dataFile([{ question: 'Why? '.repeat(90), answer: 'So.' }]), 'max-length': '64' },
    'bad-data',
    '64 tokens',
  ],
  ['rank 0', { rank: '0' }, 'bad-config', '--rank: got 0'],
  ['a negative rank', { rank: '-2' }, 'bad-config', '--rank: got -2'],
  [
    'several settings',
    { lr: 'fast', epochs: '0.5', schedule: 'zigzag' },
    'bad-config',
    '3 options',
    '--lr: got "fast"',
    '--epochs: got 0.5',
    '--schedule: got "zigzag"',
  ],
  [
    'an unknown target',
    { targets: 'q_proj,lm_head' },
    'bad-config',
    '"lm_head"',
    'q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj',
  ],
  ['an adapter that is none', { init: nowhere }, 'not-found', nowhere],
];

test.for(cases)('%s', async ([, args, code, ...texts]) => {
  const out = join(newFolder(), 'deeper/out');
  const given = { model: tinyModel, data, device: 'cpu', ...args, out };
  const ended = await lowrank(
    'train',
    ...Object.entries(given).map(([name, value]) => `--${name}=${value}`),
    '--json',
  );
  // What the line alone shows to be wrong is wrong usage.
  const isUsage = texts.some((text) => text.startsWith('--'));
  expect(ended.code, ended.stderr).toBe(isUsage ? 2 : 1);
  expectFailure(ended, code, ...texts);
  expect(existsSync(dirname(out))).toBe(false);
});

test('looking at data with a tokenizer that ends its process says so in words', async () => {
  const ended = await lowrank('data', digits, '--model', endless, '--json');
  expect(ended.code, ended.stderr).toBe(1);
  expectFailure(ended, 'bad-model', 'regular expression in its tokenizer.json');
  expect(ended.stderr).not.toContain('panicked');
});

test('an output folder that is not empty is left as it is', async () => {
  const out = newFolder();
  writeFileSync(join(out, 'mine.txt'), 'mine');
  const ended = await lowrank('train', '--model', tinyModel, '--data', data, '--out', out, '--json');
  expect(ended.code).toBe(1);
  expectFailure(ended, 'exists', out, 'not empty');
  expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
});

test('what is only odd trains, with a warning that says so', async () => {
  const file = dataFile([...sums(24), { question: 'Why?', answer: 'Because. '.repeat(60) }]);
  const odd = ['--rank', '100', '--steps', '1', '--max-length', '64', '--device', 'cpu'];
  const { code, lines } = await lowrank('train', '--model', tinyModel, '--data', file, ...odd, '--json');
  expect([code, lines.at(-1)?.state]).toEqual([0, 'done']);
  const warnings = lines.filter(({ type }) => type === 'warning').map(({ message }) => message as string);
  expect(warnings).toContainEqual(expect.stringContaining('rank 100 is more than the smaller side'));
  expect(warnings).toContainEqual(expect.stringContaining('longer than 64 tokens'));
});

test('a disk that gets full ends a run with a sentence, and leaves nothing', () => {
  const out = join(newFolder(), 'out');
  // The adapter alone is larger than a file may become.
  const args = [
    'train',
    '--model',
    tinyModel,
    '--data',
    data,
    '--rank',
    '256',
    '--steps',
    '1',
    '--device',
    'cpu',
  ];
  const limited = ['--fsize=1000000', process.execPath, program, ...args, '--out', out, '--json'];
  const env = { ...process.env, LOWRANK_HOME: home };
  const { status, stdout, stderr } = spawnSync('prlimit', limited, { encoding: 'utf8', env });
  const lines = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  expect(status, stderr).toBe(1);
  expectFailure({ code: status, stdout, stderr, lines }, 'disk', out);
  expect(existsSync(out)).toBe(false);
});

test('a run that failed at its start can be started again once its cause is mended', async () => {
  const folder = model((each) => rmSync(join(each, 'tokenizer.json')));
  const out = join(newFolder(), 'out');
  const args = ['train', '--model', folder, '--data', data, '--out', out, '--steps', '1', '--device', 'cpu'];
  expectFailure(await lowrank(...args, '--json'), 'not-found', 'tokenizer.json');
  const [run] = (await resultOf('runs', 'list')).runs;
  expect(run).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
  cpSync(join(tinyModel, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  expect(await resultOf('runs', 'resume', run.id)).toMatchObject({
    runId: run.id,
    state: 'done',
    adapter: out,
  });
});

test('a studio for other machines needs a password', async () => {
  const open = (env: Record<string, string>, ...more: string[]) =>
    start(['studio', '--json', ...more], { env }).ended;
  const everybody = ['--host', '0.0.0.0'];
  expectFailure(await open({}, ...everybody), 'bad-config', 'needs a password');
  expectFailure(await open({ LOWRANK_PASSWORD: 'short' }, ...everybody), 'bad-config', 'has 5 characters');
  expectFailure(
    await open({}, '--host', 'no.such.name.invalid'),
    'bad-config',
    '--host no.such.name.invalid',
  );
  expectFailure(await open({}, '--port', '70000'), 'bad-config', '--port 70000');
});
