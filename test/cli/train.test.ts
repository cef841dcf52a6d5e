/** A run from the command line to the merged model, and what every command makes of it. */
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import {
  dataFile,
  type Ended,
  expectFailure,
  expectMisuse,
  filesIn,
  type Line,
  lowrank,
  newFolder,
  resultOf,
  start,
  sums,
  tinyModel,
} from './support.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const work = newFolder();
const data = dataFile(sums(40));
const model = ['--model', tinyModel];
const settings = [
  '--rank',
  '4',
  '--epochs',
  '2',
  '--lr',
  '0.01',
  '--batch-tokens',
  '256',
  '--threads',
  '1',
  '--device',
  'cpu',
];

let trained: Ended;
let result: Line;
beforeAll(async () => {
  const args = [
    'train',
    ...model,
    '--data',
    data,
    '--out',
    'adapter',
    '--prompt',
    'What is 2 and 3?',
    '--json',
  ];
  trained = await start([...args, ...settings], { cwd: work }).ended;
  result = trained.lines.at(-1)!;
});
const adapter = join(work, 'adapter');
const json = (name: string) => JSON.parse(readFileSync(join(adapter, name), 'utf8')) as Line;

test('it tells its events, a line each, and ends with the result', () => {
  expect(trained.code, trained.stderr).toBe(0);
  const { lines } = trained;
  const plan = lines.find(({ type }) => type === 'plan')!;
  expect(plan).toMatchObject({ rows: 38, heldOutRows: 2, trainable: 8960, total: 160_832, device: 'cpu' });
  expect(Object.keys(plan.estimate).sort()).toEqual(['diskBytes', 'memoryBytes', 'seconds']);
  const steps = lines.filter(({ type }) => type === 'step');
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: plan.steps }, (_, i) => i + 1));
  expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 2);
  const measured = lines.filter(({ type }) => type === 'eval');
  expect(measured.at(-1)!.heldOutLoss).toBeLessThan(measured[0]!.heldOutLoss);
  expect(lines.find(({ type }) => type === 'sample')).toMatchObject({ step: 0, prompt: 'What is 2 and 3?' });
  expect(result).toMatchObject({ type: 'result', adapter, state: 'done', steps: plan.steps, device: 'cpu' });
  expect(result.bestLoss).toBe(Math.min(...measured.slice(1).map(({ heldOutLoss }) => heldOutLoss)));
  for (const field of ['seconds', 'tokensPerSecond', 'peakMemoryBytes'])
    expect(result[field]).toBeGreaterThan(0);
  // People read the same on stderr.
  expect(trained.stderr).toContain('38 rows to train on, 2 held out');
  expect(trained.stderr).toContain('npx lowrank export');
});

test('the folder holds what it should', () => {
  const wanted = [
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'checkpoints',
    'metrics.jsonl',
    'run.json',
  ];
  expect(filesIn(adapter)).toEqual(expect.arrayContaining(wanted));
  const metrics = readFileSync(join(adapter, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  expect(metrics.length).toBe(result.steps);
  expect(json('run.json')).toMatchObject({
    runId: result.runId,
    state: 'done',
    config: { model: tinyModel, data, rank: 4, alpha: 8, epochs: 2, schedule: 'cosine', seed: 0 },
  });
});

test('the adapter answers, is measured, and merges into a model that measures the same', async () => {
  const tuned = [...model, '--adapter', adapter, '--device', 'cpu'];
  const ask = ['generate', ...tuned, '--prompt', 'What is 2 and 3?', '--max-tokens', '12'];
  expect((await resultOf(...ask)).text).not.toBe((await resultOf(...ask, '--strength', '0')).text);
  const before = await resultOf('eval', ...model, '--data', data, '--device', 'cpu');
  const after = await resultOf('eval', ...tuned, '--data', data);
  expect(after.loss).toBeLessThan(before.loss / 2);
  const out = join(work, 'deeper/merged');
  const merge = ['export', ...model, '--adapter', adapter, '--out', out, '--target', 'merged'];
  const merged = await resultOf(...merge);
  expect(merged).toMatchObject({ target: 'merged', path: out });
  expect(merged.certificate.largestDifference).toBeLessThan(merged.certificate.adapterEffect / 1000);
  expect(JSON.parse(readFileSync(join(out, 'certificate.json'), 'utf8'))).toEqual(merged.certificate);
  const whole = await resultOf('eval', '--model', out, '--data', data, '--device', 'cpu');
  expect(whole.loss).toBeCloseTo(after.loss, 4);
  expectFailure(await lowrank(...merge, '--json'), 'exists', out, 'not empty');
});

test('DoRA is trained where it is asked for, and every command knows it', async () => {
  const folder = join(work, 'turned');
  const { runId } = await resultOf(
    'train',
    ...model,
    '--data',
    data,
    ...settings,
    '--use-dora',
    '--out',
    folder,
  );
  expect(JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8'))).toMatchObject({
    use_dora: true,
  });
  expect((await lowrank('runs', 'show', runId)).stdout).toMatch(/^ {2}method {8}DoRA of rank 4$/m);
  const out = join(work, 'turned-merged');
  const merge = ['export', ...model, '--adapter', folder, '--out', out, '--target', 'merged'];
  const { certificate } = await resultOf(...merge);
  expect(certificate.largestDifference).toBeLessThan(certificate.adapterEffect / 1000);
  const measured = async (...what: string[]) =>
    (await resultOf('eval', ...what, '--data', data, '--device', 'cpu')).loss;
  const tuned = await measured(...model, '--adapter', folder);
  expect(tuned).toBeLessThan((await measured(...model)) / 2);
  expect(await measured('--model', out)).toBeCloseTo(tuned, 4);
  const ask = ['generate', ...model, '--adapter', folder, '--device', 'cpu', '--prompt', 'What is 2 and 3?'];
  const whole = ['generate', '--model', out, '--device', 'cpu', '--prompt', 'What is 2 and 3?'];
  expect((await resultOf(...ask)).text).toBe((await resultOf(...whole)).text);
});

test('other targets are peft, or refused plainly', async () => {
  const to = (target: string, ...more: string[]) => [
    'export',
    ...model,
    '--adapter',
    adapter,
    '--out',
    join(work, target),
    '--target',
    target,
    ...more,
    '--json',
  ];
  const { lines } = await lowrank(...to('peft'));
  expect(lines.at(-1)).toMatchObject({
    type: 'result',
    target: 'peft',
    certificate: { largestDifference: 0 },
  });
  expect(filesIn(join(work, 'peft'))).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'certificate.json',
    'certificate.txt',
    'chat_template.jinja',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const user = newFolder();
  mkdirSync(join(user, '.lmstudio'));
  const env = { HOME: user, USERPROFILE: user };
  const gguf = await start([...to('gguf'), '--quant', 'f16', '--lm-studio'], { env }).ended;
  expect(gguf.lines.at(-1)).toMatchObject({ target: 'gguf', certificate: { dtype: 'float16' } });
  const [placed = ''] = globSync('.lmstudio/models/lowrank/*/*-F16.gguf', { cwd: user });
  const place = join(user, placed);
  expect(gguf.stderr).toContain(`LM Studio finds it at ${place}`);
  expect(statSync(place).size).toBe(statSync(join(work, 'gguf/model-F16.gguf')).size);
  expect(filesIn(join(work, 'gguf'))).toEqual(['certificate.json', 'certificate.txt', 'model-F16.gguf']);
  const ollama = await lowrank(...to('ollama'), '--quant', 'q4_k_m');
  expect(ollama.lines.at(-1)).toMatchObject({ certificate: { dtype: 'q4_k_m', proven: 6 } });
  expect(filesIn(join(work, 'ollama'))).toContain('Modelfile');
  expect(ollama.stderr).toContain(`-f ${join(work, 'ollama', 'Modelfile')}`);
  const onnx = await lowrank(...to('onnx'));
  expect(onnx.lines.at(-1)).toMatchObject({ target: 'onnx', certificate: { dtype: 'int8' } });
  expect(filesIn(join(work, 'onnx', 'onnx'))).toEqual(['model_quantized.onnx', 'model_quantized.onnx_data']);
  expectMisuse(await lowrank(...to('peft', '--lm-studio')), '--lm-studio is for one GGUF file');
  expectMisuse(await lowrank(...to('tape', '--dtype', 'int3')), '--target tape', '--dtype int3');
  expectMisuse(await lowrank(...to('peft', '--dtype', 'float16')), '--target peft is not written as float16');
});

test('the history lists, shows and compares', async () => {
  const list = await resultOf('runs', 'list');
  expect(list.total).toBe(2);
  expect(list.runs[1]).toMatchObject({
    id: result.runId,
    state: 'done',
    rank: 4,
    heldOutLoss: result.bestLoss,
  });
  for (const field of ['name', 'model', 'data', 'startedAt']) expect(list.runs[1][field]).toBeTruthy();
  const short = result.runId.slice(0, 6);
  expect(await resultOf('runs', 'show', short)).toMatchObject({ id: result.runId, out: adapter });
  const shown = (await lowrank('runs', 'show', short)).stdout;
  const off = String.raw`\((right|\d+ % too (high|low))\)`;
  expect(shown).toMatch(
    new RegExp(`^  estimate {6}.+ ${off}, \\d+ MB of memory ${off}, .+B of disk ${off} at the peak$`, 'm'),
  );
  expect(shown).toMatch(/^ {2}took {10}.+, \d+ MB of memory, .+B of disk at the peak$/m);
  const again = await resultOf('train', ...model, '--data', data, ...settings, '--rank', '2', '--steps', '2');
  expect(again.adapter).toContain('/home/runs/');
  const { differences, sentences } = await resultOf('runs', 'compare', short, again.runId);
  expect(sentences.join(' ')).toMatch(/ended (lowest|level), at a held-out loss of \d.* trained numbers/);
  expect(differences).toContainEqual({ field: 'rank', values: ['4', '2'] });
  expectFailure(await lowrank('runs', 'show', 'nothing', '--json'), 'not-found', 'nothing');
  expectFailure(await lowrank('runs', 'resume', short, '--json'), 'exists', 'is done');
});

test('settings come from a file, and options on the line win', async () => {
  const file = join(work, 'settings.json');
  const rest = { epochs: 1, lr: 0.01, batchTokens: 256, device: 'cpu', packing: false };
  writeFileSync(file, JSON.stringify({ model: tinyModel, data, rank: 2, ...rest }));
  const out = join(work, 'from-file');
  const { runId } = await resultOf('train', '--config', file, '--rank', '3', '--steps', '1', '--out', out);
  const config = { rank: 3, alpha: 6, steps: 1, lr: 0.01, packing: false };
  expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({ runId, config });
  const again = join(work, 'from-run');
  await resultOf('train', '--config', join(out, 'run.json'), '--packing', '--out', again);
  const repeated = JSON.parse(readFileSync(join(again, 'run.json'), 'utf8'));
  expect(repeated.config).toMatchObject({ ...config, packing: true });
});
