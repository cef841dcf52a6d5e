/** The page Playground in a real Chromium: the tiny model and adapters really trained on it answer side by side. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startAnother, startEndToEnd } from '../support/endToEnd.ts';
import { seedHome } from '../support/seededHome.ts';
import { openWindow, overflowing, picture, sizes, violations } from '../support/window.ts';

const patient = { timeout: 60_000 };

const home = await seedHome();
const { browser, studio, window } = await startEndToEnd({ home: home.path });

const question = (page: Page) => page.getByRole('textbox', { name: 'Your question' });
const turns = (page: Page) => page.getByRole('article');
/** The answer cards of the last turn; busy until their answers are whole. */
const answers = (page: Page) => turns(page).last().locator('[aria-busy]');

async function openPlayground(version: string): Promise<Page> {
  const page = await window.open(`/playground?version=${home.versions[version]}`);
  await question(page).waitFor();
  return page;
}

/** What the last turn's speakers said, once they have ended. */
async function said(page: Page): Promise<string[]> {
  await answers(page).and(page.locator('[aria-busy=true]')).first().waitFor({ state: 'detached' });
  return answers(page).locator('p:nth-of-type(1)').allTextContents();
}

async function ask(page: Page, text: string): Promise<string[]> {
  const before = await turns(page).count();
  await question(page).fill(text);
  await question(page).press('Control+Enter');
  await turns(page).nth(before).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  return said(page);
}

async function startOver(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByText('Ask something').waitFor();
}

async function setNumber(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole('spinbutton', { name }).fill(value);
}

test('Ctrl+Enter asks; base and adapter answer side by side and differ, with their speed', async () => {
  const page = await openPlayground('Customer answers v2');
  await setNumber(page, 'Longest answer, tokens', '24');
  const [base, adapter] = await ask(page, 'What is 3 and 4?');
  expect(base).not.toBe('');
  expect(adapter).not.toBe('');
  expect(adapter).not.toBe(base);
  expect(await turns(page).getByRole('heading', { level: 3 }).allTextContents()).toEqual([
    'Base model',
    'Customer answers v2',
  ]);
  expect(
    await answers(page)
      .getByText(/^\d+ tokens · [\d.,]+ tokens\/s/)
      .count(),
  ).toBe(2);
  await page
    .getByText(
      /^Base model has answered with \d+ tokens\. Customer answers v2 has answered with \d+ tokens\.$/,
    )
    .waitFor({ state: 'attached' });
  expect(await question(page).inputValue()).toBe('');

  // Greedy answers come again; the conversation so far makes a difference, a new one does not.
  await startOver(page);
  expect(await ask(page, 'What is 3 and 4?')).toEqual([base, adapter]);
  expect(await ask(page, 'What is 3 and 4?')).not.toEqual([base, adapter]);
  expect(window.complaints).toEqual([]);
  await page.close();
});

test('at strength 0 the adapter is the base; the slider goes to 1.5 by keyboard', async () => {
  const page = await openPlayground('Customer answers v2');
  const slider = page.getByRole('slider', { name: 'Strength of Customer answers v2' });
  await slider.focus();
  await page.keyboard.press('Home');
  expect(await slider.getAttribute('aria-valuetext')).toBe('0');
  await setNumber(page, 'Longest answer, tokens', '16');
  const [base, silent] = await ask(page, 'What is 3 and 4?');
  expect(silent).toBe(base);
  await turns(page).getByText('Customer answers v2, strength 0', { exact: true }).waitFor();
  await slider.focus();
  await page.keyboard.press('End');
  expect(await slider.getAttribute('aria-valuetext')).toBe('1.5');
  await startOver(page);
  const [, loud] = await ask(page, 'What is 3 and 4?');
  expect(loud).not.toBe(base);

  // Without the base there is one column.
  await page.getByRole('switch', { name: 'Compare with the base' }).uncheck();
  expect((await ask(page, 'Once more')).length).toBe(1);
  await page.close();
});

test('answers come word by word; Escape stops them and the questions that wait, and what was said stays', async () => {
  const page = await openPlayground('Customer answers v2');
  await setNumber(page, 'Longest answer, tokens', '230');
  await setNumber(page, 'Temperature', '3');
  await page.getByRole('button', { name: 'New set' }).click();
  const dialog = page.getByRole('dialog', { name: 'Prompt set' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Many');
  await dialog.getByRole('textbox', { name: 'Prompts' }).fill([1, 2, 3, 4, 5, 6, 7, 8].join('\n'));
  await dialog.getByRole('button', { name: 'Save' }).click();
  // In the page, for from out here the words come too fast: notes each length of the first answer, and at the third
  // presses Escape where the question is written.
  await page.evaluate(`(() => {
    window.lengths = [];
    new MutationObserver((_, observer) => {
      const card = document.querySelector('article [aria-busy=true]');
      if (!card || card.textContent.includes('Reading')) return;
      const { length } = card.querySelector('p').textContent;
      if (length !== window.lengths.at(-1)) window.lengths.push(length);
      if (window.lengths.length < 3) return;
      observer.disconnect();
      const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
      document.querySelector('main textarea').dispatchEvent(event);
    }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
  })()`);
  await page.getByRole('button', { name: 'Ask all' }).click();
  // Not waitForFunction, which evaluates its words in the page, where the policy forbids it.
  await expect.poll(() => page.evaluate<number>('window.lengths.length'), patient).toBe(3);
  await page.getByRole('button', { name: 'Send' }).waitFor();
  const lengths = await page.evaluate<number[]>('window.lengths');
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect(lengths.length).toBe(3);
  expect(await turns(page).count()).toBeLessThan(8);
  const first = turns(page).first().locator('[aria-busy]').first();
  expect((await first.locator('p').first().textContent())!.length).toBeGreaterThanOrEqual(lengths[2]!);
  await page.getByRole('button', { name: 'Remove set' }).click();
  await page.close();
});

test('an answer goes on while another page is open, and the conversation is there on return', async () => {
  const page = await openPlayground('House style v1');
  await setNumber(page, 'Longest answer, tokens', '40');
  await question(page).fill('Are you there?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('link', { name: 'Adapters', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Adapters' }).waitFor();
  await page.getByRole('link', { name: 'Playground', exact: true }).click();
  await page.getByRole('article', { name: 'Are you there?' }).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  expect((await said(page)).every((text) => text.length > 0)).toBe(true);
  await page.getByRole('combobox', { name: 'Adapter' }).getByText('House style v1').waitFor();
  expect(await page.getByRole('spinbutton', { name: 'Longest answer, tokens' }).inputValue()).toBe('40');
  await page.close();
});

test('a question that is too long says so, and can be asked again in other words', async () => {
  const page = await openPlayground('House style v1');
  await question(page).fill('so '.repeat(400));
  await question(page).press('Control+Enter');
  const alert = turns(page).getByRole('alert');
  await alert.getByText(/this model reads 256 at most, its answer included/).waitFor();
  await alert.getByRole('button', { name: 'Ask again' }).click();
  expect(await turns(page).count()).toBe(0);
  expect(await question(page).inputValue()).toMatch(/^so so so/);
  expect((await ask(page, 'So?')).length).toBe(2);

  await setNumber(page, 'Temperature', '9');
  await page.getByText('From 0 to 5').waitFor();
  await page.getByRole('spinbutton', { name: 'Seed' }).focus();
  expect(await page.getByRole('spinbutton', { name: 'Temperature' }).inputValue()).toBe('0');
  await page.close();
});

test('a prompt set is kept, used, asked as a whole, and comes back after it was removed', async () => {
  const page = await openPlayground('House style v1');
  await setNumber(page, 'Longest answer, tokens', '8');
  await page.getByRole('button', { name: 'New set' }).click();
  const dialog = page.getByRole('dialog', { name: 'Prompt set' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Sums');
  await dialog
    .getByRole('textbox', { name: 'Prompts' })
    .fill('What is 1 and 2?\n\nWhat is 5 and 6?\nWhat is 1 and 2?');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Use this prompt: What is 5 and 6?' }).click();
  expect(await question(page).inputValue()).toBe('What is 5 and 6?');
  const alone = await ask(page, 'What is 5 and 6?');

  await page.getByRole('button', { name: 'Ask all' }).click();
  await page.getByRole('article', { name: 'What is 5 and 6?' }).nth(1).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  expect(await turns(page).count()).toBe(3);
  // Nobody remembers the question before: the last one is answered as it was alone.
  expect(await said(page)).toEqual(alone);

  await page.getByRole('button', { name: 'Remove set' }).click();
  await page.getByText('The set "Sums" was removed.').waitFor();
  await page.getByText('Keep the questions you ask every adapter.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Use this prompt: What is 1 and 2?' }).waitFor();
  await page.close();
});

test('a blind test hides who is who until the better answer was picked, by keyboard, and keeps the tally', async () => {
  const page = await openPlayground('Customer answers v3');
  await setNumber(page, 'Longest answer, tokens', '16');
  await page.getByRole('switch', { name: 'Blind test' }).check();
  const names = () => turns(page).last().getByRole('heading', { level: 3 }).allTextContents();
  const choice = page.getByRole('group', { name: 'Which answer is better?' });
  const texts = await ask(page, 'What is 3 and 4?');
  expect(await names()).toEqual(['Answer 1', 'Answer 2']);
  const markup = await page.getByRole('region', { name: 'Conversation' }).evaluate((box) => box.outerHTML);
  expect(markup).not.toMatch(/base model|customer|tokens\/s/i);
  expect(await page.getByRole('status').allTextContents()).toContainEqual(
    expect.stringMatching(
      /^Answer 1 is complete, with \d+ tokens\. Answer 2 is complete, with \d+ tokens\.$/,
    ),
  );
  await page.getByText(/^Adapter preferred/).waitFor({ state: 'detached' });
  expect([await violations(page), await overflowing(page)]).toEqual([[], []]);
  await picture(page, 'playground-blind');

  await choice.getByRole('button', { name: 'Answer 1 is better' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await choice.waitFor({ state: 'detached' });
  const shown = await names();
  expect(shown.toSorted()).toEqual(['Base model', 'Customer answers v3']);
  // The focus is on what came of it, not lost with the button.
  expect(await page.locator(':focus').textContent()).toBe(`You preferred ${shown[1]}.`);
  const won = shown[1] === 'Base model' ? 0 : 1;
  await page.getByText(`Adapter preferred ${won} of 1`, { exact: true }).waitFor();
  // Asked alone it says the same, so each name stands over its own answer.
  await page.getByRole('switch', { name: 'Blind test' }).uncheck();
  await startOver(page);
  const open = await ask(page, 'What is 3 and 4?');
  expect(shown[0] === 'Base model' ? texts : texts.toReversed()).toEqual(open);

  await page.getByRole('switch', { name: 'Blind test' }).check();
  await ask(page, 'What is 5 and 6?');
  await choice.getByRole('button', { name: 'Equally good' }).click();
  await page.getByText('You found both equally good.').waitFor();
  await page.getByText(`Adapter preferred ${won} of 2, 1 equal`, { exact: true }).waitFor();
  expect([await violations(page), await overflowing(page)]).toEqual([[], []]);
  await picture(page, 'playground-blind-rated');
  await turns(page).last().getByRole('button', { name: 'Undo' }).click();
  await page.getByText('This comparison is not counted.').waitFor();
  await page.getByText(`Adapter preferred ${won} of 1`, { exact: true }).waitFor();

  const library = await window.open('/adapters');
  await library
    .getByRole('listitem')
    .filter({ hasText: `preferred in ${won} of 1 blind test` })
    .getByRole('heading', { name: 'v3' })
    .waitFor();
  await picture(library, 'adapters-blind');
  expect(window.complaints).toEqual([]);
  await library.close();
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
    const page = await own.open(`/playground?version=${home.versions['Customer answers v2']}`);
    await page.locator('form, textarea').first().waitFor();
    expect([locale, await violations(page), await overflowing(page)]).toEqual([locale, [], []]);
    await picture(page, `playground-empty-${colorScheme}-${size}-${locale.slice(0, 2)}`);
    // Where there is least room, as a blind test.
    if (size === 'small') await page.getByRole('switch').nth(1).check();
    await page.getByRole('main').locator('textarea').first().fill('What is 3 and 4?');
    await page.keyboard.press('Control+Enter');
    await page.locator('[aria-busy=false]').nth(1).waitFor();
    await page.getByRole('article').locator('button').nth(1).waitFor();
    await picture(page, `playground-${colorScheme}-${size}-${locale.slice(0, 2)}`);
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

test('without a model it says what to get first', async () => {
  const { window: own } = await startAnother(browser);
  const page = await own.open('/playground');
  await page.getByText('No model to talk to yet').waitFor();
  expect(await page.getByRole('link', { name: 'Get a model' }).getAttribute('href')).toBe('/#/models');
  expect(await violations(page)).toEqual([]);
});
