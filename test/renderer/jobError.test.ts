/** A failed job is named once. */
import { expect, test } from 'vitest';
import { jobError } from '../../src/renderer/src/components/jobError.ts';

test.each([
  [
    'acme/small',
    'acme/small cannot be used: it has no weights',
    'acme/small cannot be used: it has no weights',
  ],
  ['sums', 'the file is gone', 'sums: the file is gone'],
  ['acme/small', 'the Hub has no model acme/small', 'the Hub has no model acme/small'],
])('%s: %s', (title, message, shown) => {
  const error = jobError(title, { code: 'unsupported', message, hint: 'Choose another.' });
  expect([error.code, error.message, error.hint]).toEqual(['unsupported', shown, 'Choose another.']);
});
