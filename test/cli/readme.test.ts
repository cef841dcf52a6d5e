/** The README shows what the command prints now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportText } from '../../src/main/cli/reportText.ts';
import { datasetDefaults } from '../../src/main/engine/data/loadDataset.ts';
import { reportDataset } from '../../src/main/engine/data/report.ts';
import { smollm2 } from '../engine/data/support.ts';

const repository = join(import.meta.dirname, '../..');
const file = 'resources/datasets/construction-faq-en.csv';

test('the sample of `lowrank data` begins as the report does', async () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8');
  const sample = /begins like this:\n\n```\n([\s\S]*?)```/.exec(readme)?.[1];
  const memory = /([\d.]+) GB/.exec(sample ?? '')?.[1];
  const report = await reportDataset(join(repository, file), smollm2, datasetDefaults, {
    memoryAt: () => Number(memory) * 1e9,
  });
  expect(reportText({ ...report, file }).slice(0, sample?.length)).toBe(sample);
});
