/** What an error befell is named once. */
import { expect, test } from 'vitest';
import { naming } from '../../src/renderer/src/components/data/faultText.ts';

test.each([
  [
    'acme/small',
    'acme/small cannot be used: it has no weights',
    'acme/small cannot be used: it has no weights',
  ],
  ['sums', 'the file is gone', 'sums: the file is gone'],
  ['acme/small', 'the Hub has no model acme/small', 'the Hub has no model acme/small'],
  ['', 'the file is gone', 'the file is gone'],
])('%j in %j', (about, message, shown) => {
  expect(naming(about, message)).toBe(shown);
});
