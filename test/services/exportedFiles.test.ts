/** What leaves this machine with an export: nothing says where it was made or by whom, and all that belongs to it is there. */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { acceptRun } from '../../src/main/services/adapters/index.ts';
import { exportMethods } from '../../src/main/services/exports/index.ts';
import { openContext } from '../../src/main/services/index.ts';
import { type ExportTarget, exportTargetSchema, exportTargets } from '../../src/shared/exportTargets.ts';
import type { Export } from '../../src/shared/records/exports.ts';
import { addModel, addRun, scratch, tinyModel, trainAdapter } from './support.ts';

/** A user whose name would be found in every path of theirs. */
const user = join(scratch, 'anna-musterfrau');
const base = join(user, 'models', 'tiny');
const made = new Map<ExportTarget, Export>();
const forecasts = new Map<ExportTarget, number>();

beforeAll(async () => {
  mkdirSync(join(base, 'additional_chat_templates'), { recursive: true });
  cpSync(tinyModel, base, { recursive: true });
  writeFileSync(join(base, 'LICENSE'), 'free');
  writeFileSync(join(base, 'README.md'), '# The base');
  writeFileSync(join(base, 'additional_chat_templates', 'rag.jinja'), '{{ messages }}');
  const adapter = join(user, 'runs', 'faq');
  cpSync(await trainAdapter({ model: base }), adapter, { recursive: true });
  const context = openContext({ home: join(user, '.lowrank') });
  try {
    addModel(context, 'tiny', base);
    const adapterVersionId = acceptRun(context, addRun(context, adapter, { name: 'FAQ' }));
    const methods = exportMethods(context);
    for (const target of exportTargetSchema.options) {
      const order = { adapterVersionId, target, dtype: exportTargets[target].dtypes[0], path: '' };
      forecasts.set(target, (await methods['exports.forecast'](order)).bytes);
      const { result } = await context.jobs.finished((await methods['exports.create'](order)).id);
      made.set(target, (await methods['exports.list']()).find(({ id }) => id === result)!);
    }
  } finally {
    await context.close();
  }
});

const filesOf = ({ path }: Export) =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(path, name)).isFile(),
  );

test.each(exportTargetSchema.options)('%s: no file names a path or a user of this machine', (target) => {
  const names = filesOf(made.get(target)!);
  expect(names).toContain('certificate.json');
  const secrets = ['anna-musterfrau', scratch, homedir(), hostname(), process.cwd()];
  for (const name of names) {
    const bytes = readFileSync(join(made.get(target)!.path, name));
    const told = secrets.filter((secret) => secret.length > 4 && bytes.includes(secret));
    expect([name, told]).toEqual([name, []]);
  }
});

test.each(exportTargetSchema.options)('%s: it is as large as was said before it began', (target) => {
  const { path } = made.get(target)!;
  const weights = filesOf(made.get(target)!)
    .filter((name) => /\.(safetensors|gguf|onnx|onnx_data)$/.test(name))
    .reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
  const said = forecasts.get(target)!;
  // Beside the weights: names, and in a GGUF file the vocabulary.
  expect(weights).toBeGreaterThanOrEqual(said);
  expect(weights).toBeLessThan(said + 60_000);
});

test('an adapter brings card, template, tokenizer and licence; a merged model besides its base’s card and other templates', () => {
  expect(filesOf(made.get('peft')!)).toEqual(
    expect.arrayContaining([
      ...['README.md', 'LICENSE', 'tokenizer.json', 'tokenizer_config.json', 'adapter_config.json'],
      join('additional_chat_templates', 'rag.jinja'),
    ]),
  );
  expect(readFileSync(join(made.get('peft')!.path, 'README.md'), 'utf8')).toContain('library_name: peft');
  const merged = made.get('merged')!;
  expect(filesOf(merged)).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', join('additional_chat_templates', 'rag.jinja')]),
  );
  expect(readFileSync(join(merged.path, 'README.md'), 'utf8')).toBe('# The base');
  for (const target of ['gguf', 'ollama', 'gguf-lora'] as const)
    expect(filesOf(made.get(target)!)).toContain('LICENSE');
});
