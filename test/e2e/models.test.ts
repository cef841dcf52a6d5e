/** Models in a real Chromium: the tiny model, a GGUF file, folders good and bad, a download that pauses, removal and its undo. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { hashModel } from '../../src/main/engine/formats/hash.ts';
import { openModelFolder } from '../../src/main/engine/formats/modelFolder.ts';
import { startEndToEnd } from '../support/endToEnd.ts';
import { startFakeHub } from '../support/fakeHub.ts';
import { picture, violations } from '../support/window.ts';

const root = join(import.meta.dirname, '../..');
const golden = (name: string) => join(root, 'test/fixtures/golden', name);

const hub = await startFakeHub();
const files = ['config.json', 'model.safetensors'].map((name) => [
  name,
  readFileSync(join(golden('qwen3'), name)),
]);
const shared = ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'].map((name) => [
  name,
  readFileSync(join(root, 'resources/models/tiny', name)),
]);
hub.repos.push({
  type: 'model',
  name: 'acme/small',
  files: Object.fromEntries([...files, ...shared]),
  license: 'apache-2.0',
});
const { studio, window } = await startEndToEnd({ env: { HF_ENDPOINT: hub.url, HF_TOKEN: '' } });

async function openModels(): Promise<Page> {
  const page = await window.open('/models');
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  return page;
}

/** Opens the dialog at one of its tabs. */
async function getModel(page: Page, way: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Get a model' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Get a model' });
  await dialog.getByRole('tab', { name: way }).click();
  return dialog;
}

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const more = async (page: Page, name: string, item: string) => {
  await card(page, name)
    .getByRole('button', { name: `More: ${name}` })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('an empty library says what will be here; the tiny model joins it with facts that are its own', async () => {
  const page = await openModels();
  await page.getByText('No models yet').waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'models-empty');

  const dialog = await getModel(page, 'For a first try');
  await dialog.getByText(/LlamaForCausalLM.*Qwen3ForCausalLM/).waitFor();
  await picture(page, 'models-get');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add the starter model' }).click();
  const tiny = page.getByRole('article').first();
  await tiny.waitFor({ timeout: 30_000 });
  const hash = hashModel(openModelFolder(join(root, 'resources/starter-model')));
  await expect.poll(() => tiny.textContent(), { timeout: 30_000 }).toContain(hash.slice(0, 12));
  expect(await tiny.textContent()).toMatch(/918,656 in 4 layers of width 128/);
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('a GGUF file is uploaded and becomes a model', async () => {
  const page = await openModels();
  const dialog = await getModel(page, 'GGUF file');
  await dialog.locator('input[type=file]').setInputFiles(join(root, 'test/fixtures/gguf/llama.gguf'));
  await card(page, 'llama').waitFor({ timeout: 60_000 });
  expect(await card(page, 'llama').textContent()).toMatch(/GGUF.*From\s*llama\.gguf/s);
  await page.close();
});

test('a folder is taken where it lies; one that is no model says what is wrong and goes when dismissed', async () => {
  const page = await openModels();
  let dialog = await getModel(page, 'Folder');
  await dialog.getByLabel(/^Folder with config.json/).fill(join(root, 'resources/models/tiny'));
  await dialog.getByRole('button', { name: 'Import' }).click();
  await card(page, 'tiny').waitFor({ timeout: 30_000 });
  expect(await card(page, 'tiny').textContent()).toContain('outside the library');

  dialog = await getModel(page, 'Folder');
  await dialog.getByLabel(/^Folder with config.json/).fill(join(root, 'resources/icons'));
  await dialog.getByRole('button', { name: 'Import' }).click();
  const failure = page.getByRole('alert').filter({ hasText: 'config.json' });
  await failure.waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await failure.waitFor({ state: 'detached' });
  await page.close();
});

test('a model of the Hub is looked up first; its download shows how far it is, pauses, outlives a reload and goes on', async () => {
  const page = await openModels();
  const dialog = await getModel(page, 'From the Hub');
  await dialog.getByLabel('Name or address on the Hub').fill(`${hub.url}/acme/small`);
  await dialog.getByRole('button', { name: 'Look it up' }).click();
  await dialog.getByText('apache-2.0').waitFor();
  expect(await dialog.textContent()).toContain('Qwen3ForCausalLM');
  await picture(page, 'models-hub');
  hub.trouble = { slow: 80 };
  await dialog.getByRole('button', { name: 'Download' }).click();

  const bar = page.getByRole('main').getByRole('progressbar', { name: 'acme/small' });
  await bar.waitFor();
  await page.getByRole('button', { name: 'Pause: acme/small' }).click();
  await page.getByText(/^paused/).waitFor();
  await page.reload();
  await page.getByText(/^paused/).waitFor();
  await picture(page, 'models-paused');
  expect(await violations(page)).toEqual([]);
  hub.trouble = {};
  await page.getByRole('button', { name: 'Continue: acme/small' }).click();
  await card(page, 'small').waitFor({ timeout: 60_000 });
  expect(await card(page, 'small').textContent()).toContain('apache-2.0');
  await page.close();
});

test('a name the Hub does not have, and a Hub that does not answer, are said plainly', async () => {
  const page = await openModels();
  const dialog = await getModel(page, 'From the Hub');
  const ask = async (name: string) => {
    await dialog.getByLabel('Name or address on the Hub').fill(name);
    await dialog.getByRole('button', { name: 'Look it up' }).click();
  };
  await ask('acme/none');
  await dialog.getByRole('alert').filter({ hasText: 'acme/none' }).waitFor();
  hub.trouble = { status: 503 };
  await ask('acme/small');
  await dialog.getByRole('alert').filter({ hasText: '503' }).waitFor();
  hub.trouble = {};
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.getByText('apache-2.0').waitFor();
  await page.close();
});

test('found by a word, renamed, removed, and brought back by undo', async () => {
  const page = await openModels();
  await card(page, 'tiny').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('models/tiny');
  await expect.poll(() => page.getByRole('article').count()).toBe(1);
  await more(page, 'tiny', 'Rename');
  await page.getByRole('dialog').getByLabel('Name').fill('House model');
  await page.keyboard.press('Enter');
  await card(page, 'House model').waitFor();

  await more(page, 'House model', 'Remove');
  await page.getByText('House model was removed.').waitFor();
  await page.getByText('Nothing found').waitFor();
  await picture(page, 'models-undo');
  await page.getByRole('button', { name: 'Undo' }).click();
  await card(page, 'House model').waitFor();
  await page.getByRole('searchbox').fill('');
  await picture(page, 'models');
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('a model whose folder has gone says so and offers no run', async () => {
  const page = await openModels();
  const place = join(studio.home, 'models');
  rmSync(place, { recursive: true });
  await page.reload();
  await card(page, 'llama')
    .getByText(/^Its folder is gone: /)
    .waitFor();
  expect(await card(page, 'llama').getByRole('link', { name: 'New run' }).getAttribute('aria-disabled')).toBe(
    'true',
  );
  expect(window.complaints).toEqual([]);
  await page.close();
});
