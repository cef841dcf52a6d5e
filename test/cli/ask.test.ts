/** Asking and measuring a model from the command line. */
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { peftTensorName, writeAdapter } from '../../src/main/engine/formats/peft.ts';
import { floatSource } from '../../src/main/engine/formats/safetensors.ts';
import { dataFile, expectFailure, lowrank, newFolder, resultOf, start, sums, tinyModel } from './support.ts';

vi.setConfig({ testTimeout: 180_000 });

const ask = ['generate', '--model', tinyModel, '--device', 'cpu', '--threads', '1'];
const measure = ['eval', '--model', tinyModel, '--device', 'cpu', '--threads', '1'];

test('generate streams tokens that add up to the answer; for people it is the answer alone', async () => {
  const question = [...ask, '--prompt', 'What is 2 and 3?', '--max-tokens', '12'];
  const { code, lines } = await lowrank(...question, '--json');
  expect(code).toBe(0);
  const result = lines.at(-1)!;
  expect(result).toMatchObject({ type: 'result', tokens: 12, ending: 'length' });
  expect(result.tokensPerSecond).toBeGreaterThan(0);
  const tokens = lines.slice(0, -1);
  expect(tokens.length).toBeGreaterThan(1);
  expect(tokens.every(({ type }) => type === 'token')).toBe(true);
  expect(tokens.map(({ text }) => text).join('')).toBe(result.text);
  expect(await lowrank(...question)).toMatchObject({ code: 0, stdout: `${result.text}\n`, stderr: '' });
});

test('the system message, the template, seed and temperature have their say', async () => {
  const answer = async (...more: string[]) =>
    (await resultOf(...ask, '--prompt', 'Why?', '--max-tokens', '16', ...more)).text as string;
  const [greedy, raw, brief, drawn, again, other] = await Promise.all([
    answer('--temperature', '2', '--seed', '1', '--top-k', '1'),
    answer('--raw'),
    answer('--system', 'Be brief.'),
    answer('--temperature', '2', '--seed', '1'),
    answer('--temperature', '2', '--seed', '1'),
    answer('--temperature', '2', '--seed', '2'),
  ]);
  expect(new Set([greedy, raw, brief, drawn, other]).size).toBe(5);
  expect(again).toBe(drawn);
  expect(await answer()).toBe(greedy);
});

test('an answer says whether it is exact, as by default, or from weights rounded to 8 bits', async () => {
  const question = [...ask, '--prompt', 'Why?', '--max-tokens', '4'];
  expect((await resultOf(...question)).precision).toBe('float32');
  expect((await resultOf(...question, '--precision', 'int8')).precision).toBe('int8');
});

test('numbers that will not do are named together', async () => {
  const wrong = [
    ...['--max-tokens', '0', '--temperature', 'hot', '--top-p', '2', '--device', 'tpu'],
    ...['--precision', 'int2'],
  ];
  const ended = await lowrank(...ask.slice(0, 3), '--prompt', 'Why?', ...wrong, '--json');
  expect(ended.code).toBe(2);
  const names = ['--max-tokens 0', '--temperature hot', '--top-p 2', '--device tpu', '--precision int2'];
  expectFailure(ended, 'bad-config', '5 options', ...names);
});

test('a model or an adapter that is not there is named', async () => {
  const missing = await lowrank('generate', '--model', 'nobody', '--prompt', 'Why?', '--json');
  expect(missing.code).toBe(1);
  expectFailure(missing, 'not-found', 'nobody', 'the library holds');
  const adapter = await lowrank(...ask, '--prompt', 'Why?', '--adapter', 'nowhere', '--json');
  expectFailure(adapter, 'not-found', 'nowhere/adapter_config.json');
});

test('eval measures every row, and perplexity is the exponential of the loss', async () => {
  const data = dataFile(sums(30));
  const result = await resultOf(...measure, '--data', data);
  expect(result).toMatchObject({ rows: 30, rowsInFile: 30, device: 'cpu' });
  expect(result.loss).toBeGreaterThan(3);
  expect(result.loss).toBeLessThan(12);
  expect(result.perplexity).toBeCloseTo(Math.exp(result.loss), 6);
  expect(result.supervised).toBeGreaterThan(0);
  const all = await lowrank(...measure, '--data', data, '--train-on', 'all');
  expect(all.stdout).toMatch(
    /^loss \d\.\d{3}, perplexity [\d,]+(?:\.\d+)?\nover [\d,]+ supervised of ([\d,]+) tokens in 30 rows, on cpu\n$/,
  );
  const [supervised, tokens] = [...all.stdout.matchAll(/over ([\d,]+) supervised of ([\d,]+)/g)][0]!.slice(1);
  expect(tokens).toBe(result.tokens.toLocaleString('en'));
  expect(Number(supervised!.replace(',', ''))).toBeGreaterThan(result.supervised);
});

test('eval reads relative paths, columns by name, and says which line is broken', async () => {
  const rows = sums(6).map((row) => ({ ...row, wrong: 'x' }));
  const file = dataFile([...rows, '{"question": "broken']);
  const here = (...more: string[]) =>
    start([...measure, '--data', 'sums.jsonl', '--json', ...more], { cwd: file.replace('/sums.jsonl', '') })
      .ended;
  const broken = await here();
  expect(broken.code).toBe(1);
  expectFailure(broken, 'bad-data', `${file}, line 7`);
  const mapped = (await here('--bad-rows', 'skip', '--map', 'answer=wrong')).lines.at(-1)!;
  expect(mapped).toMatchObject({ type: 'result', rows: 6, rowsInFile: 7 });
  expect(mapped.supervised).toBeLessThan(mapped.tokens / 3);
  expectFailure(await here('--bad-rows', 'skip', '--map', 'answer=nothing'), 'bad-data', 'nothing');
});

test('Ctrl-C ends an answer where it is, with 130', async () => {
  const endless = [
    ...ask,
    '--prompt',
    'Tell a story.',
    '--max-tokens',
    '200',
    '--temperature',
    '3',
    '--json',
  ];
  const { child, ended, until } = start(endless);
  await until('"token"');
  child.kill('SIGINT');
  const { code, lines } = await ended;
  expect([code, lines.at(-1)?.type, lines.at(-1)?.ending]).toEqual([130, 'result', 'interrupted']);
});

test('generate and export say that an adapter was trained on another base, in a line and in their result', async () => {
  const { model, adapter } = foreignAdapter('org/Somebody-Else-1B');
  const line = 'the adapter says it was trained on org/Somebody-Else-1B, not on tiny';
  const question = [
    'generate',
    '--model',
    model,
    '--adapter',
    adapter,
    '--prompt',
    'Why?',
    '--max-tokens',
    '2',
  ];
  const [plain, asked, exported] = await Promise.all([
    lowrank(...question, '--device', 'cpu', '--threads', '1'),
    resultOf(...question, '--device', 'cpu', '--threads', '1'),
    lowrank(
      'export',
      '--model',
      model,
      '--adapter',
      adapter,
      '--target',
      'peft',
      '--out',
      join(newFolder(), 'out'),
    ),
  ]);
  expect([plain.code, exported.code]).toEqual([0, 0]);
  expect(plain.stderr).toContain(line);
  expect(asked.trainedOn).toBe('org/Somebody-Else-1B');
  expect(exported.stderr).toContain(line);
});

/** An adapter that changes nothing, of the tiny model's shapes, and says that it is of `base`. */
function foreignAdapter(base: string): { readonly model: string; readonly adapter: string } {
  const adapter = newFolder();
  const { linear } = openBaseModel(tinyModel);
  const [layer] = linear.values();
  const { path, out, input } = layer!;
  const config = { kind: 'lora', rank: 1, alpha: 1, useRslora: false, dropout: 0, bias: 'none' } as const;
  const rest = { rankPattern: {}, alphaPattern: {}, layersToTransform: null, modulesToSave: null };
  writeAdapter(adapter, { ...config, ...rest, targetModules: [path.split('.').at(-1)!], baseModel: base }, [
    floatSource(peftTensorName(`${path}.lora_A`), [1, input], new Float32Array(input)),
    floatSource(peftTensorName(`${path}.lora_B`), [out, 1], new Float32Array(out)),
  ]);
  return { model: tinyModel, adapter };
}
