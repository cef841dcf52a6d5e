/** The page Exports in a real Chromium: adapters really trained are really exported, checked, cancelled and deleted. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startAnother, startEndToEnd } from '../support/endToEnd.ts';
import { seedHome } from '../support/seededHome.ts';
import { openWindow, overflowing, picture, sizes, violations } from '../support/window.ts';

const patient = { timeout: 60_000 };

const home = await seedHome();
const { browser, studio, window } = await startEndToEnd({
  env: { HF_TOKEN: '' },
  home: home.path,
  context: { permissions: ['clipboard-read', 'clipboard-write'] },
});

async function openExports(version: string): Promise<Page> {
  const page = await window.open(`/exports?version=${home.versions[version]}`);
  await page.getByRole('combobox', { name: 'Adapter version' }).getByText(version).waitFor();
  return page;
}

/** Has a shell run what the page shows, with the program of this repository in place of an installed one. */
async function runsAsShown(command: string): Promise<void> {
  const program = fileURLToPath(new URL('../../bin/lowrank.js', import.meta.url));
  const script = `npx() { shift; "${process.execPath}" "${program}" "$@"; }\n${command} --max-tokens 8`;
  const env = { ...process.env, LOWRANK_HOME: home.path };
  await promisify(execFile)('bash', ['-c', script], { env });
}

const made = (page: Page) => page.getByRole('region', { name: 'Exports' }).getByRole('listitem');

test('a merged model is written, compared, and its certificate told in words', async () => {
  const page = await openExports('Customer answers v2');
  await page.getByRole('radio', { name: 'Give it to a Python programmer' }).press('Space');
  expect(await page.getByRole('radio', { name: 'Merged model' }).isChecked()).toBe(true);
  // The tiny model's 151,872 float32 numbers; nothing was exported here before, so no time is told.
  await page
    .getByText(/^About 607 kB\. [\d.]+ [GTM]B free there\. How long it takes is known after the first export/)
    .waitFor();
  await page.getByText(`Empty: a new folder in ${join(home.path, 'exports')}.`).waitFor();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('progressbar', { name: 'Export of Customer answers v2' }).waitFor();
  await made(page).first().waitFor();
  const path = join(home.path, 'exports', 'Customer-answers-v2-merged');
  await made(page).getByText(path, { exact: true }).waitFor();
  await made(page)
    .getByText(
      /^100 % of what the adapter changes arrived; the rest is off by [\d.e-]+ %, where 0\.3 % is allowed\.$/,
    )
    .waitFor();
  const certificate = JSON.parse(readFileSync(join(path, 'certificate.json'), 'utf8'));
  expect(certificate.largestDifference).toBeLessThan(certificate.tolerance);
  await page
    .getByRole('progressbar', { name: 'Export of Customer answers v2' })
    .waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Copy path: Customer answers v2' }).click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(path);
  await page.getByRole('button', { name: 'How to run it: Customer answers v2' }).click();
  const run = made(page).getByRole('region', { name: 'Command line: Customer answers v2, Merged model' });
  const command = `npx lowrank generate --model ${path} --prompt 'What can you help me with?'`;
  expect(await run.textContent()).toBe(command);
  await made(page).getByRole('button', { name: 'Copy: Command line' }).click();
  await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toBe(command);
  await picture(page, 'exports-run');
  await runsAsShown(command);
  await page.getByRole('button', { name: 'Certificate of Customer answers v2' }).click();
  const cells = await made(page).getByRole('cell').allTextContents();
  for (const { name, sha256 } of certificate.files)
    expect(cells).toEqual(expect.arrayContaining([name, sha256]));
  expect(cells).toEqual(
    expect.arrayContaining([
      ...[`Base model: ${certificate.base.name}`, certificate.base.sha256],
      ...[`Adapter: ${certificate.adapter.name}`, certificate.adapter.sha256],
    ]),
  );
  await made(page)
    .getByText(/^\d rows? held out of training, \d+ tokens$/)
    .waitFor();
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('by keyboard alone: another version as a PEFT adapter into a folder of choice', async () => {
  const page = await openExports('House style v1');
  const path = join(home.path, 'taken', 'home');
  await page.getByRole('radio', { name: 'Run it in Ollama' }).focus();
  for (const name of ['Run it in LM Studio', 'Give it to a Python programmer']) {
    await page.keyboard.press('ArrowRight');
    expect([name, await page.getByRole('radio', { name }).isChecked()]).toEqual([name, true]);
  }
  // One has been exported by now.
  await page.getByText(/Takes about \d+ s\.$/).waitFor();
  await page.getByText(/^Last time 100 % of what an adapter changes arrived in this format/).waitFor();
  await page.getByRole('radio', { name: 'Merged model' }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.getByRole('radio', { name: 'PEFT adapter' }).isChecked()).toBe(true);
  expect(await page.getByRole('combobox', { name: 'Number format' }).getAttribute('aria-disabled')).toBe(
    'true',
  );
  await page.getByRole('textbox', { name: 'Folder' }).focus();
  await page.keyboard.type(path);
  await page.keyboard.press('Enter');
  await made(page).getByText(path, { exact: true }).waitFor();
  await made(page)
    .first()
    .getByText(/^Computes exactly what base plus adapter compute\.$/)
    .waitFor();
  expect(readdirSync(path).sort()).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'certificate.json',
    'certificate.txt',
    'chat_template.jinja',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  await made(page).first().getByRole('button', { name: 'How to run it: House style v1' }).press('Enter');
  const run = made(page).getByRole('region', { name: 'Command line: House style v1, PEFT adapter' });
  const command = (await run.textContent()) ?? '';
  expect(command).toMatch(
    new RegExp(`^npx lowrank generate --model \\S+/models/tiny --adapter ${path} --prompt `),
  );
  await runsAsShown(command);
  await page.close();
});

test('a folder that is not empty is refused with the way out, and nothing in it is touched', async () => {
  const page = await openExports('House style v1');
  const path = join(home.path, 'full');
  mkdirSync(path);
  writeFileSync(join(path, 'thesis.txt'), 'mine');
  await page.getByRole('textbox', { name: 'Folder' }).fill(path);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByText(`${path} already exists and is not empty Choose a new folder.`).waitFor();
  expect(readdirSync(path)).toEqual(['thesis.txt']);
  // What was typed is still there to be corrected.
  expect(await page.getByRole('textbox', { name: 'Folder' }).inputValue()).toBe(path);
  await page.close();
});

test('cancelled, an export leaves nothing behind', async () => {
  const page = await openExports('Customer answers v4');
  const count = await made(page).count();
  const path = join(home.path, 'cancelled', 'model');
  await page.getByRole('textbox', { name: 'Folder' }).fill(path);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel the export of Customer answers v4' }).click();
  await page.getByRole('region', { name: 'Under way' }).waitFor({ state: 'detached' });
  expect(existsSync(join(home.path, 'cancelled'))).toBe(false);
  expect(await made(page).count()).toBe(count);
  await page.close();
});

test('a deleted export comes back with Undo; one whose files are gone says so', async () => {
  const page = await openExports('House style v1');
  await page.getByRole('button', { name: 'Delete the export of House style v1' }).click();
  await page.getByText('The export of House style v1 was deleted.').waitFor();
  await expect.poll(() => made(page).count(), patient).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => made(page).count(), patient).toBe(2);
  expect(existsSync(join(home.path, 'taken', 'home', 'adapter_model.safetensors'))).toBe(true);

  writeFileSync(join(home.path, 'taken', 'home', 'adapter_model.safetensors'), 'cut');
  await page.reload();
  await made(page).first().getByText('Files missing').waitFor();
  await page.getByRole('searchbox', { name: 'Search exports' }).fill('customer');
  await expect.poll(() => made(page).count(), patient).toBe(1);
  await page.close();
});

test('axe finds nothing, and everything fits, in light and dark, both sizes and each language', async () => {
  const storageState = await window.context.storageState(); // its cookie
  for (const [colorScheme, size, locale] of [
    ['light', 'usual', 'en-GB'],
    ['dark', 'small', 'de-DE'],
    ['light', 'small', 'zh-CN'],
    ['dark', 'usual', 'en-GB'],
  ] as const) {
    const own = await openWindow(browser, studio, {
      ...{ storageState, colorScheme, locale },
      viewport: sizes[size],
    });
    const page = await own.open('/exports');
    await page.getByRole('heading', { level: 3 }).nth(1).waitFor();
    await page
      .getByRole('heading', { level: 3 })
      .nth(1)
      .locator('xpath=../..')
      .locator('[aria-expanded]')
      .last()
      .click();
    await page.getByRole('table').waitFor();
    await picture(page, `exports-${colorScheme}-${size}-${locale.slice(0, 2)}`);
    expect([locale, colorScheme, await violations(page), await overflowing(page)]).toEqual([
      locale,
      colorScheme,
      [],
      [],
    ]);
    expect(own.complaints).toEqual([]);
    await own.close();
  }
});

test('sharing shows the card to edit first, and needs a token and a repository; axe finds nothing', async () => {
  const own = await openWindow(browser, studio, {
    ...{ storageState: await window.context.storageState(), locale: 'de-DE', viewport: sizes.usual },
  });
  const page = await own.open('/exports');
  await page
    .getByRole('button', { name: /^Teilen: Customer answers/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Hinterlegen Sie zuerst einen/).waitFor();
  await dialog.getByRole('textbox', { name: 'Repository' }).fill('anna/faq');
  await dialog.getByRole('textbox', { name: 'Modellkarte' }).focus();
  await expect
    .poll(() => dialog.getByRole('textbox', { name: 'Modellkarte' }).inputValue())
    .toContain('from_pretrained("anna/faq")');
  expect(await dialog.getByRole('switch').isChecked()).toBe(true);
  expect(await dialog.getByRole('button', { name: 'Teilen' }).isDisabled()).toBe(true);
  expect([await violations(page), await overflowing(page)]).toEqual([[], []]);
  await picture(page, 'exports-share-de');
  await own.close();
});

test('for a program of one’s own nothing is written: its switch, its command, and the endpoint without the studio', async () => {
  const page = await openExports('Customer answers v2');
  await page.getByRole('radio', { name: 'Use it from my own program' }).press('Space');
  expect(await page.getByRole('button', { name: 'Export', exact: true }).count()).toBe(0);
  const serve = page.getByRole('region', { name: 'Without the studio' });
  expect(await serve.textContent()).toMatch(/^npx lowrank serve/);
  await page.getByRole('switch', { name: 'Answer other programs' }).check();
  expect(await page.getByRole('region', { name: 'A question in the terminal' }).textContent()).toMatch(
    /^curl http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions .*Customer-answers@2/,
  );
  await picture(page, 'exports-program');
  expect([await violations(page), await overflowing(page)]).toEqual([[], []]);
  await page.getByRole('switch', { name: 'Answer other programs' }).uncheck();
  await page.close();
});

test('what its own check refused is listed with its reason and can be deleted, and is offered nowhere', async () => {
  const path = join(home.path, 'exports', 'Old-v1-gguf.failed');
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'FAILED.txt'),
    'the export is not what base and adapter are: the chat template is missing\n\nhint\n',
  );
  const page = await openExports('Customer answers v2');
  const refused = page.getByRole('region', { name: 'Refused by their own check' });
  await refused.getByText(/the chat template is missing$/).waitFor();
  await picture(page, 'exports-refused');
  await refused.getByRole('button', { name: `Delete ${path}` }).click();
  await refused.waitFor({ state: 'detached' });
  expect(existsSync(path)).toBe(false);
  await page.close();
});

test('a GGUF file says who opens it again, and offers llama.cpp with its size', async () => {
  const page = await openExports('Customer answers v2');
  await page.getByRole('radio', { name: 'Run it in LM Studio' }).press('Space');
  await page
    .getByText('Opened again by the studio. llama.cpp can do so too, once it is installed here.')
    .waitFor();
  await page.getByRole('button', { name: 'Install llama.cpp (11 MB)' }).waitFor();
  await picture(page, 'exports-gguf');
  await page.close();
});

test('without an adapter the form says what to do first', async () => {
  const { window: own } = await startAnother(browser);
  const page = await own.open('/exports');
  await page.getByText('There is no adapter to export yet. Every finished LoRA run becomes one.').waitFor();
  await page.getByText('No exports yet').waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'exports-empty');
});
