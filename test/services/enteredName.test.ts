/** Names that people enter, wherever they do: one line that can be shown for what it is. */
import { expect, test } from 'vitest';
import { enteredName } from '../../src/main/services/library/entries.ts';
import { errorRecord } from '../../src/shared/errors.ts';

const entered = (name: string) => {
  try {
    return enteredName('A run', name);
  } catch (error) {
    return errorRecord(error).detail?.code;
  }
};

test.each([
  ['an escape character', 'red \u001b[31m'],
  ['a newline', 'two\nlines'],
  ['a character that turns the direction of reading', 'txt\u202egpj'],
  ['5,000 letters', 'a'.repeat(5000)],
])('a name with %s is refused', (_, name) => {
  expect(entered(name)).toBe('nameUnfit');
});

test('names in any script are taken, trimmed', () => {
  expect(entered('  Fragen – 质问 – أسئلة 🙂 ')).toBe('Fragen – 质问 – أسئلة 🙂');
  expect(entered('a'.repeat(200))).toHaveLength(200);
  expect(entered('   ')).toBe('nameEmpty');
});
