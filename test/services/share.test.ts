/** Exports shared on a Hub of this machine: what is put there, the card, progress, stopping, refusals, and where the token goes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptRun } from '../../src/main/services/adapters/index.ts';
import { exportMethods } from '../../src/main/services/exports/index.ts';
import { shareMethods } from '../../src/main/services/exports/share.ts';
import { keepHubToken } from '../../src/main/services/hub/hubToken.ts';
import type { Job } from '../../src/shared/records/jobs.ts';
import { startWritableHub } from '../support/fakeHubWrites.ts';
import { addModel, addRun, failureOf, openTestHome, trainAdapter } from './support.ts';

const token = 'hf_aTokenThatNobodyElseMaySee';
const hub = await startWritableHub(token);
process.env.HF_ENDPOINT = hub.url;
afterAll(() => {
  delete process.env.HF_ENDPOINT;
});
const { context, told } = openTestHome();
const methods = { ...exportMethods(context), ...shareMethods(context) };
let id: string;
let path: string;

beforeAll(async () => {
  addModel(context);
  const { query } = context.store;
  const base = { source: 'hub', origin: 'anna/tiny', license: 'apache-2.0' } as const;
  context.store.run(query.updateTable('models').set(base));
  const adapterVersionId = acceptRun(context, addRun(context, await trainAdapter(), { name: 'FAQ | house' }));
  const job = await methods['exports.create']({ adapterVersionId, target: 'peft', dtype: 'base', path: '' });
  id = (await context.jobs.finished(job.id)).result ?? '';
  path = (await methods['exports.list']())[0]?.path ?? '';
});

const share = (
  change: { readonly repo?: string; readonly card?: string; readonly isPrivate?: boolean } = {},
) => methods['exports.share']({ id, repo: 'anna/faq', isPrivate: true, card: '', ...change });
const failureOfShare = (change: Parameters<typeof share>[0]) =>
  failureOf(async () => context.jobs.finished((await share(change)).id));

test('an adapter export is whole without its base: card, template and tokenizer', async () => {
  const read = (name: string) => readFileSync(join(path, name), 'utf8');
  const base = join(import.meta.dirname, '../../resources/models/tiny');
  expect(read('tokenizer.json')).toBe(readFileSync(join(base, 'tokenizer.json'), 'utf8'));
  expect(read('chat_template.jinja')).toBe(readFileSync(join(base, 'chat_template.jinja'), 'utf8'));
  const card = read('README.md');
  expect(card.split('\n').slice(0, 10)).toEqual([
    '---',
    'base_model: anna/tiny',
    'base_model_relation: adapter',
    'license: apache-2.0',
    'library_name: peft',
    'pipeline_tag: text-generation',
    'tags:',
    '- lowrank-studio',
    '- lora',
    '---',
  ]);
  for (const line of [
    '# FAQ \\| house v1',
    '| data | sums |',
    '| rank, alpha | 4, 8 |',
    'Loss on rows that were held out: 1.250.',
    'anna/tiny comes under',
    'model = PeftModel.from_pretrained(model, "OWNER/NAME")',
  ])
    expect(card).toContain(line.replace('anna/tiny comes', 'tiny comes'));
  expect((await methods['exports.card']({ id, repo: 'anna/faq' })).text).toContain('(model, "anna/faq")');
});

test('it is put into a private repository with the card as edited, byte for byte, and again into the same one', async () => {
  keepHubToken(context.home, token);
  const job = await share({ card: '# Mine\n' });
  const done = await context.jobs.finished(job.id);
  expect(done).toMatchObject({
    kind: 'share',
    title: 'anna/faq',
    state: 'done',
    result: `${hub.url}/anna/faq`,
  });
  expect(done.bytesDone).toBeGreaterThan(10_000);
  const repo = hub.repos.get('anna/faq')!;
  expect([repo.visibility, repo.titles]).toEqual(['private', ['Add FAQ | house v1']]);
  expect(repo.files.get('README.md')?.toString()).toBe('# Mine\n');
  for (const name of [
    'adapter_model.safetensors',
    'adapter_config.json',
    'tokenizer.json',
    'certificate.json',
  ])
    expect([name, repo.files.get(name)?.equals(readFileSync(join(path, name)))]).toEqual([name, true]);

  await context.jobs.finished((await share({ isPrivate: false })).id);
  expect([repo.visibility, repo.titles.length]).toEqual(['private', 2]);
  expect(repo.files.get('README.md')?.toString()).toContain('base_model: anna/tiny');
});

test('stopped in the middle of a file, it shows nothing of itself', async () => {
  hub.slow = 200;
  const other = await exportAs('merged');
  const job = await methods['exports.share']({ id: other, repo: 'anna/stopped', isPrivate: true, card: '' });
  const uploading = () => context.jobs.list().find((each) => each.id === job.id)?.stage === 'uploading';
  await expect.poll(uploading, { interval: 5 }).toBe(true);
  context.jobs.cancel(job.id);
  const ended: Job = await context.jobs.finished(job.id);
  hub.slow = 0;
  expect(ended.state).toBe('cancelled');
  expect(hub.repos.get('anna/stopped')?.files.size).toBe(0);
});

async function exportAs(target: 'merged' | 'gguf-lora', dtype: 'base' | 'q8_0' = 'base'): Promise<string> {
  const { adapterVersionId } = (await methods['exports.list']())[0]!;
  const order = { adapterVersionId: adapterVersionId!, target, dtype, path: '' } as const;
  return (await context.jobs.finished((await methods['exports.create'](order)).id)).result ?? '';
}

test.each([
  ['merged', 'base', ['model.safetensors', 'tokenizer.json'], 'base_model_relation: finetune'],
  ['gguf-lora', 'q8_0', ['adapter-F32.gguf', 'base-Q8_0.gguf'], 'base_model: anna/tiny'],
] as const)(
  'all files of a %s export are put there, large ones the way of large files, and no line tells the token',
  async (target, dtype, large, line) => {
    const other = await exportAs(target, dtype);
    const made = (await methods['exports.list']()).find((each) => each.id === other)!;
    const repo = `anna/${target}`;
    const order = { id: other, repo, isPrivate: true, card: '' };
    const done = await context.jobs.finished((await methods['exports.share'](order)).id);
    expect(done).toMatchObject({ state: 'done', error: null, result: `${hub.url}/${repo}` });
    const { files, large: sent } = hub.repos.get(repo)!;
    const names = made.certificate.files.map(({ name }) => name);
    expect([...files.keys()].sort()).toEqual(
      [...new Set([...names, 'README.md', 'certificate.json', 'certificate.txt'])].sort(),
    );
    for (const name of names.filter((each) => each !== 'README.md'))
      expect([name, files.get(name)?.equals(readFileSync(join(made.path, name)))]).toEqual([name, true]);
    expect([...sent]).toEqual(expect.arrayContaining([...large]));
    expect(files.get('README.md')?.toString()).toContain(line);
    expect(hub.tokensSeen).toEqual([]);
    expect(JSON.stringify([told, done])).not.toContain(token);
  },
);

test('without a token, with one that may not write, or a name of nobody it says what to do; the token is told nobody', async () => {
  keepHubToken(context.home, 'hf_anotherToken');
  const refused = await failureOfShare({});
  expect(refused.message).toMatch(
    /^the Hub does not let this token write to anna\/faq \(status 403: You have no right/,
  );
  expect(refused.message).not.toContain('hf_anotherToken');
  keepHubToken(context.home, 'not-one-of-theirs');
  expect((await failureOfShare({})).message).toBe(
    'the access token in use is none of the Hub: those begin with hf_',
  );
  keepHubToken(context.home, null);
  expect((await failureOfShare({})).hint).toContain('huggingface.co/settings/tokens');
  expect((await failureOfShare({ repo: 'faq' })).code).toBe('bad-config');
  expect(hub.tokensSeen).toEqual([]);
  expect(JSON.stringify(told)).not.toMatch(/hf_a/);
});
