/** Numbers as a spreadsheet reads them. */
import { expect, test } from 'vitest';
import { csvText } from '../../src/renderer/src/components/csv.ts';

test('columns become rows under their names; what is missing stays empty', () => {
  expect(csvText({ step: [1, 2], loss: [2.5, null], note: ['a', undefined] })).toBe(
    'step,loss,note\r\n1,2.5,a\r\n2,,\r\n',
  );
});

test('commas, quotes and line breaks are quoted', () => {
  expect(csvText({ 'a,b': ['say "hi"', 'two\nlines'] })).toBe('"a,b"\r\n"say ""hi"""\r\n"two\nlines"\r\n');
});

test('a text that a spreadsheet would compute is kept a text; numbers stay numbers', () => {
  expect(csvText({ x: ['=1+1', '@a', '-b', -3] })).toBe("x\r\n'=1+1\r\n'@a\r\n'-b\r\n-3\r\n");
});

test('columns of different length end where the longest does', () => {
  expect(csvText({ a: [1], b: [1, 2] })).toBe('a,b\r\n1,1\r\n,2\r\n');
  expect(csvText({})).toBe('\r\n');
});
