/** Every picture of the studio is saved from its page as PNG and as CSV: whole, drawn, and with the numbers it shows. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { en } from '../../src/renderer/src/text/catalogues.ts';
import { startEndToEnd } from '../support/endToEnd.ts';
import { seedHome } from '../support/seededHome.ts';
import { seededAccuracy, seedRuns } from '../support/seededRuns.ts';
import { startStudio } from '../support/studio.ts';
import { openWindow } from '../support/window.ts';

const steps = 240;

// One with a history, one with adapters, a model and data.
const { browser, window: runs } = await startEndToEnd({ home: seedRuns({ runs: 2, withCurves: 2, steps }) });
const library = await startStudio({ home: (await seedHome()).path });
const adapters = await openWindow(browser, library);
afterAll(() => library.stop());

async function saved(page: Page, button: string) {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Names of the pictures on the page. */
async function picturesOn(page: Page): Promise<string[]> {
  const labels = await page
    .getByRole('button', { name: en.frame.savePng })
    .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? ''));
  return labels.map((label) => label.replace(`${en.frame.savePng}: `, ''));
}

/** How many colours a PNG is drawn in, with the size its pixels have. */
async function look(page: Page, png: Buffer) {
  return page.evaluate<{ width: number; height: number; colours: number }>(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const colours = new Set(new Uint32Array(data.buffer)).size;
    return { width: image.width, height: image.height, colours };
  })()`);
}

/** Saves a picture both ways. @returns the lines of its CSV */
async function savesWhole(page: Page, name: string, least: readonly [number, number]): Promise<string[]> {
  const png = await saved(page, `${en.frame.savePng}: ${name}`);
  expect(png.name).toBe(`${name}.png`);
  expect(png.bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const { width, height, colours } = await look(page, png.bytes);
  expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([width, height]);
  expect([name, width >= least[0], height >= least[1], colours > 2]).toEqual([name, true, true, true]);
  const csv = await saved(page, `${en.frame.saveCsv}: ${name}`);
  expect(csv.name).toBe(`${name}.csv`);
  return csv.bytes.toString('utf8').trimEnd().split('\r\n');
}

const cell = (line: string | undefined, at: number) => line?.split(',')[at];

test("a run: loss with held-out points, learning rate, gradient norm, speed, memory and its objective's figures", async () => {
  const page = await runs.open('/runs/seeded-00001');
  await page
    .getByText(/^Best: /)
    .first()
    .waitFor();
  await expect.poll(() => picturesOn(page)).toHaveLength(8);
  const charts = [en.run.learningRate, en.run.gradNorm, en.run.tokens, en.run.memory];
  const figures = ['margin (held out)', 'Token accuracy (held out)', 'Token accuracy'];
  expect(await picturesOn(page)).toEqual(
    [en.run.lossTitle, ...charts, ...figures].map((title) => `Run 00001 ${title}`),
  );
  const loss = await savesWhole(page, `Run 00001 ${en.run.lossTitle}`, [1000, 400]);
  expect(loss[0]).toContain('step,loss,loss_min,loss_max,loss_smoothed,held_out_loss,learning_rate');
  expect(loss.length).toBe(1 + steps);
  expect(loss.filter((line) => cell(line, 5) !== '').length).toBeGreaterThan(10); // measured about each twentieth
  for (const title of charts) {
    const csv = await savesWhole(page, `Run 00001 ${title}`, [400, 200]);
    expect([csv[0], csv.length, cell(csv.at(-1), 0)]).toEqual([`step,${title}`, 1 + steps, String(steps)]);
    expect(Number(cell(csv[steps / 2], 1))).toBeGreaterThan(0);
  }
  const savedFigure = (title: string) => savesWhole(page, `Run 00001 ${title}`, [400, 200]);
  const margin = await savedFigure('margin (held out)');
  const heldOut = await savedFigure('Token accuracy (held out)');
  const accuracy = await savedFigure('Token accuracy');
  // Twelve measurements; a name that the words do not know stands as it is.
  expect([margin[0], margin.length, margin.at(-1)]).toEqual(['step,margin (held out)', 13, '240,-1']);
  expect([heldOut[0], heldOut.length, heldOut.at(-1)]).toEqual([
    'step,Token accuracy (held out)',
    13,
    '240,0.7',
  ]);
  expect([accuracy.length, accuracy[120]]).toEqual([1 + steps, `120,${seededAccuracy(120, steps)}`]);
  await page.close();
});

test('compared runs: their curves on one axis', async () => {
  const page = await runs.open('/compare?ids=seeded-00001,seeded-00002');
  const name = `${en.compare.title} ${en.compare.quantities.heldOut}`;
  await expect.poll(() => picturesOn(page)).toEqual([name]);
  const csv = await savesWhole(page, name, [1000, 400]);
  expect(csv[0]).toBe('step,Run 00001,Run 00002');
  expect([cell(csv[1], 1), cell(csv[1], 2)]).toEqual(['3.41', '3.41']); // before the first step
  await page.getByRole('button', { name: 'Token accuracy', exact: true }).click();
  const figure = `${en.compare.title} Token accuracy`;
  await expect.poll(() => picturesOn(page)).toEqual([figure]);
  const accuracies = await savesWhole(page, figure, [1000, 400]);
  expect(accuracies[120]).toBe('120,0.625,0.625');
  await page.close();
});

test('adapters: the tree of versions', async () => {
  const page = await adapters.open('/adapters');
  const name = en.adapters.tree('Customer answers');
  const tree = page.getByRole('img', {
    name: `${name}: v1, v2 continued from v1, v3 continued from v1, v4 continued from v2`,
  });
  await tree.waitFor();
  expect(await picturesOn(page)).toEqual(expect.arrayContaining([name, en.adapters.tree('House style')]));
  // v2 and v4 in the lane of v1, v3 in one of its own.
  const heights = await tree
    .locator('circle')
    .evaluateAll((all) => all.map((circle) => Number(circle.getAttribute('cy'))));
  const [lane = 0] = heights;
  expect(heights.map((height) => height > lane)).toEqual([false, false, true, false]);
  const csv = await savesWhole(page, name, [600, 200]);
  expect(csv[0]).toBe('version,base,continuedFrom,rank,bytes,heldOutLoss,rating,tags,notes,made,path');
  expect(csv.slice(1).map((line) => line.split(',').slice(0, 4))).toEqual([
    ['1', 'tiny', '', '4'],
    ['2', 'tiny', '1', '4'],
    ['3', 'tiny', '1', '4'],
    ['4', 'tiny', '2', '4'],
  ]);
  await page.close();
});

test('a new run: lengths with their cut, the rank to scale, and what fills the memory', async () => {
  const models = await adapters.open('/models');
  await models.getByRole('button', { name: en.models.get }).first().click();
  await models.getByRole('tab', { name: en.models.ways.starter }).click();
  await models.getByRole('button', { name: en.models.tinyGet }).click();
  await models.getByRole('article').nth(1).waitFor();
  await models.close();
  const page = await adapters.open('/new');
  await page.getByText('Tiny starter model').first().click();
  await page.getByRole('button', { name: en.newRun.data.sample }).click();
  await page.getByRole('heading', { name: en.data.asConversation }).waitFor();
  const rank = 'Rank 16 q_proj';
  const [lengths, memory] = [en.data.lengths, en.newRun.figures.memory];
  await expect.poll(async () => (await picturesOn(page)).toSorted()).toEqual([lengths, memory, rank]);

  const bins = await savesWhole(page, lengths, [600, 200]);
  expect(bins[0]).toBe('tokens_up_to,examples');
  const examples = bins.slice(1).map((line) => Number(cell(line, 1)));
  expect(examples.reduce((a, b) => a + b, 0)).toBe(153);

  const layers = await savesWhole(page, rank, [200, 200]);
  expect(layers[0]).toBe('module,out,in,layers,weights,lora_weights');
  const square =
    layers
      .find((line) => line.startsWith('q_proj'))
      ?.split(',')
      .map(Number) ?? [];
  const [, out = 0, into = 0, , weights, low] = square;
  expect([weights, low]).toEqual([out * into, 16 * (out + into)]);

  const parts = await savesWhole(page, memory, [300, 20]);
  expect(parts.map((line) => cell(line, 0))).toEqual([
    ...['part', 'base', 'adapter', 'optimizer', 'activations', 'total', 'available'],
  ]);
  const bytes = parts.slice(1, 5).map((line) => Number(cell(line, 1)));
  expect(bytes.reduce((a, b) => a + b, 0)).toBe(Number(cell(parts[5], 1)));
  expect([...runs.complaints, ...adapters.complaints]).toEqual([]);
  await page.close();
});
