/** Ways to use a page that count what they take: clicks of the mouse, and the keyboard alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Clicks, and counts them. */
export class Mouse {
  clicks = 0;

  async click(target: Locator): Promise<void> {
    await target.click();
    this.clicks += 1;
  }
}

/** Presses Tab until the target has the focus. Throws after so many that it cannot be reached. */
export async function tabTo(page: Page, target: Locator, most = 150): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} cannot be reached with Tab`);
}

/** A file of one's own in a folder: questions and answers, all alike and all different. @returns its path */
export function writeQuestions(folder: string, name = 'my answers.csv', rows = 60): string {
  const path = join(folder, name);
  const lines = Array.from(
    { length: rows },
    (_, i) => `What is ${i} and ${i + 1}?,"${i} and ${i + 1} make ${2 * i + 1}, as always."`,
  );
  writeFileSync(path, `question,answer\n${lines.join('\n')}\n`);
  return path;
}
