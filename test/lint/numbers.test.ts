/** Numbers for people are written in one module, so that a page and the command line never round the same figure apart. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const rounding = /\.to(Fixed|Precision|Exponential)\(|\.toLocaleString\('|Intl\.NumberFormat/;

/** Where a number is rounded to stay a number, or is spelled as a workbook or a template of Python's spells it. */
const numeric = [
  'src/main/engine/data/cellFormats.ts',
  'src/main/engine/data/jinja/format.ts',
  'src/main/engine/data/jinja/text.ts',
  'src/main/engine/data/parquetValues.ts',
  'src/main/engine/formats/gguf/rope.ts',
  'src/renderer/src/components/charts/logMarks.ts',
];

test('only shared/numbers.ts rounds numbers for people', () => {
  const files = globSync('src/**/*.{ts,tsx}').map((file) => file.replaceAll('\\', '/'));
  const own = files.filter((file) => rounding.test(readFileSync(file, 'utf8')));
  expect(own.toSorted()).toEqual([...numeric, 'src/shared/numbers.ts']);
});
