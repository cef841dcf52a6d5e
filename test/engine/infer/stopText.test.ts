/** Stop strings, wherever the pieces of a text end. */
import { expect, test } from 'vitest';
import { StopText } from '../../../src/main/engine/infer/stopText.ts';

/** What is told of a text that comes in these pieces. */
function told(stops: readonly string[], pieces: readonly string[]) {
  const text = new StopText(stops);
  const shown = pieces.map((piece) => text.push(piece));
  return { shown, found: text.found, rest: text.end() };
}

test('a stop string over several pieces never shows, nor what follows it', () => {
  expect(told(['\n\n'], ['One.\n', '\nTwo', ' three'])).toEqual({
    shown: ['One.', '', ''],
    found: true,
    rest: '',
  });
  expect(told(['END'], ['a E', 'N', 'D b'])).toEqual({ shown: ['a ', '', ''], found: true, rest: '' });
});

test('what only begins like one is told once it is clear', () => {
  expect(told(['END'], ['a E', 'N', 'x'])).toEqual({ shown: ['a ', '', 'ENx'], found: false, rest: '' });
  expect(told(['END'], ['a EN'])).toEqual({ shown: ['a '], found: false, rest: 'EN' });
  expect(told(['aab'], ['aa', 'a', 'b'])).toEqual({ shown: ['', 'a', ''], found: true, rest: '' });
});

test('the first of several counts; empty ones and none stop nothing', () => {
  expect(told(['ree', 'Two'], ['One Two three'])).toEqual({ shown: ['One '], found: true, rest: '' });
  expect(told([''], ['One'])).toEqual({ shown: ['One'], found: false, rest: '' });
  expect(told([], ['One'])).toEqual({ shown: ['One'], found: false, rest: '' });
});
