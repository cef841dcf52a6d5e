/** The page Adapters in a real Chromium, on a home with adapters really trained. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startAnother, startEndToEnd } from '../support/endToEnd.ts';
import { seedHome } from '../support/seededHome.ts';
import { openWindow, overflowing, picture, sizes, violations } from '../support/window.ts';

const patient = { timeout: 60_000 };

const home = await seedHome();
const { browser, studio, window } = await startEndToEnd({ home: home.path });

const card = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name} on`) });
const rows = (page: Page, name: string) => card(page, name).getByRole('listitem');

async function openAdapters(): Promise<Page> {
  const page = await window.open('/adapters');
  await card(page, 'House style').waitFor();
  return page;
}

test('versions stand in their tree, and the savings are what the files say', async () => {
  const page = await openAdapters();
  const texts = await rows(page, 'Customer answers').allTextContents();
  expect(texts.length).toBe(4);
  expect(texts[0]).toMatch(/^v1rank 4 · .* kB · held-out loss 1\.250 · now/);
  expect(texts[1]).toContain('continued from v1');
  expect(texts[1]).toContain('Answers are shorter and end where they should.');
  expect(texts[1]).toContain('shipped');
  expect(texts[2]).toContain('continued from v1');
  expect(texts[3]).toContain('continued from v2');
  await page.getByText(/^5 versions, 1 base: \d+ kB instead of 3\.0 MB$/).waitFor();
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('by keyboard: rate, note, tag, archive and bring back', async () => {
  const page = await openAdapters();
  const rating = (name: string) => page.getByRole('radiogroup', { name: `Rating of ${name}` });
  await rating('House style v1').getByRole('radio', { name: '4 stars' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(() => rating('House style v1').getByRole('radio', { name: '5 stars' }).isChecked())
    .toBe(true);

  await page.getByRole('button', { name: 'More for House style v1' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Edit notes and tags' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Notes and tags of House style v1' });
  await dialog.waitFor();
  await page.keyboard.type('Too polite');
  await page.keyboard.press('Tab');
  await page.keyboard.type('tone, tone, v1');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await rows(page, 'House style').getByText('Too polite').waitFor();
  expect(
    await rows(page, 'House style')
      .getByText(/^(tone|v1)$/)
      .allTextContents(),
  ).toEqual(['v1', 'tone', 'v1']);

  await page.getByRole('button', { name: 'More for House style v1' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await card(page, 'House style').waitFor({ state: 'detached' });
  await page.getByRole('switch', { name: 'Show archived' }).check();
  await rows(page, 'House style').getByText('Archived').waitFor();
  await page.getByRole('button', { name: 'More for House style v1' }).click();
  await page.getByRole('menuitem', { name: 'Bring back from the archive' }).click();
  await rows(page, 'House style').getByText('Archived').waitFor({ state: 'detached' });

  // It was kept, not only shown.
  await page.reload();
  await rows(page, 'House style').getByText('Too polite').waitFor();
  expect(await rating('House style v1').getByRole('radio', { name: '5 stars' }).isChecked()).toBe(true);
  await page.close();
});

test('a removed version comes back with Undo, in every tab', async () => {
  const [page, other] = [await openAdapters(), await openAdapters()];
  await page.getByRole('button', { name: 'More for Customer answers v2' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByText('Customer answers v2 was removed.').waitFor();
  await expect.poll(() => rows(other, 'Customer answers').count(), patient).toBe(3);
  // Its child stays, as a root.
  expect(await rows(page, 'Customer answers').last().textContent()).not.toContain('continued');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => rows(other, 'Customer answers').count(), patient).toBe(4);
  await page.close();
  await other.close();
});

test('search finds by name, notes and tags; a rename is seen at once', async () => {
  const page = await openAdapters();
  const search = page.getByRole('searchbox', { name: 'Search adapters' });
  await search.fill('shipped customer');
  await card(page, 'House style').waitFor({ state: 'detached' });
  expect(await card(page, 'Customer answers').count()).toBe(1);
  await search.fill('nobody');
  await page.getByText('No adapter matches "nobody".').waitFor();
  await search.fill('');

  await page.getByRole('button', { name: 'Rename House style' }).click();
  const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
  await name.fill('  ');
  expect(await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).isDisabled()).toBe(true);
  await name.fill('Our tone');
  await name.press('Enter');
  await card(page, 'Our tone').waitFor();
  await page.getByRole('button', { name: 'Rename Our tone' }).click();
  await name.fill('House style');
  await name.press('Enter');
  await card(page, 'House style').waitFor();
  await page.close();
});

test('an import that fails says why in its dialog; a sound one joins the list', async () => {
  const page = await openAdapters();
  await page.getByRole('button', { name: 'Import adapter' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import an adapter' });
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('/nowhere/at/all');
  await dialog.getByRole('button', { name: 'Import adapter' }).click();
  await dialog.getByRole('alert').getByText('adapter_config.json: there is no such file.').waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'adapters-import');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(home.adapterFolder);
  await dialog.getByRole('button', { name: 'Import adapter' }).click();
  await card(page, 'out').waitFor();
  expect(await rows(page, 'out').textContent()).toContain('imported');
  await page.getByRole('button', { name: 'More for out v1' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await card(page, 'out').waitFor({ state: 'detached' });
  await page.close();
});

test('Try, Export and Show run lead to their pages with this version', async () => {
  const page = await openAdapters();
  await page.getByRole('link', { name: 'Try Customer answers v3' }).click();
  await page.getByRole('combobox', { name: 'Adapter' }).getByText('Customer answers v3').waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Export Customer answers v3' }).click();
  await page.getByRole('combobox', { name: 'Adapter version' }).getByText('Customer answers v3').waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'More for Customer answers v3' }).click();
  await page.getByRole('menuitem', { name: 'Show run' }).click();
  await expect.poll(() => page.url(), patient).toContain('/runs/run-Shorter');
  await page.close();
});

test('axe finds nothing, and everything fits, in light and dark, both sizes and each language', async () => {
  for (const [colorScheme, size, locale] of [
    ['light', 'usual', 'en-GB'],
    ['dark', 'small', 'de-DE'],
    ['light', 'small', 'zh-CN'],
    ['dark', 'usual', 'en-GB'],
  ] as const) {
    const storageState = await window.context.storageState(); // its cookie
    const own = await openWindow(browser, studio, {
      ...{ storageState, colorScheme, locale },
      viewport: sizes[size],
    });
    const page = await own.open('/adapters');
    await page.getByRole('heading', { level: 3 }).nth(4).waitFor();
    await page.mouse.move(0, 0);
    await picture(page, `adapters-${colorScheme}-${size}-${locale.slice(0, 2)}`);
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

test('an empty library says what will be here', async () => {
  const { window: own } = await startAnother(browser);
  const page = await own.open('/adapters');
  await page.getByText('No adapters yet').waitFor();
  expect(await page.getByRole('link', { name: 'Start a run' }).getAttribute('href')).toBe('/#/new');
  expect(await violations(page)).toEqual([]);
  await picture(page, 'adapters-empty');
});
