/** The table at the end of all checks: what is in it, in which order. */
import { expect, test } from 'vitest';
import { timeTable } from '../support/timeTable.ts';

test('the table of times adds up a folder’s files, longest folder first, and puts small ones together', () => {
  const parts = [
    { name: 'test/cli', seconds: 20 },
    { name: 'test/e2e', seconds: 100 },
    { name: 'test/cli', seconds: 78.6 },
    { name: 'test/lint', seconds: 0.5 },
    { name: 'test/e2e', seconds: 300 },
    { name: 'test/web', seconds: 0.9 },
  ];
  expect(
    timeTable([
      { name: 'knip', seconds: 4.2 },
      { name: 'vitest run', seconds: 251, parts },
      { name: 'in all', seconds: 255.2 },
    ]).split('\n'),
  ).toEqual([
    'knip                4 s',
    'vitest run        251 s',
    '  test/e2e        400 s',
    '  test/cli         99 s',
    '  other folders     1 s',
    'in all            255 s',
  ]);
});
