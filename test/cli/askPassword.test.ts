/** A password comes from the environment or is typed unseen, and programs started later do not inherit it. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askPassword } from '../../src/main/cli/askPassword.ts';

const never = new AbortController().signal;

/** A terminal on which these keys are typed, one line after each question. */
function typing(...lines: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const shown: string[] = [];
  let next = 0;
  const write = (text: string) => {
    shown.push(text);
    if (text.endsWith(': ')) setImmediate(() => input.write(lines[next++] ?? ''));
  };
  return { terminal: { input, write }, shown };
}

test('the environment has it once', async () => {
  const env = { LOWRANK_PASSWORD: 'from the environment', PATH: '/bin' };
  expect(await askPassword(env, never)).toBe('from the environment');
  expect(env).toEqual({ PATH: '/bin' });
});

test('what is typed twice is taken, and never shown', async () => {
  const { terminal, shown } = typing('schön and lang\r', 'schön and lang\r');
  expect(await askPassword({}, never, terminal)).toBe('schön and lang');
  expect(shown).toEqual([
    'Password for the studio (at least 12 characters): ',
    '\n',
    'The same again: ',
    '\n',
  ]);
});

test('two that differ are refused', async () => {
  const { terminal } = typing('first of two\r', 'second of two\r');
  await expect(askPassword({}, never, terminal)).rejects.toMatchObject({
    code: 'bad-config',
    message: 'the two passwords differ',
  });
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s ends the question', async (_name, key) => {
  const { terminal } = typing(key);
  await expect(askPassword({}, never, terminal)).rejects.toMatchObject({ code: 'interrupted' });
});

test('a signal ends the question', async () => {
  const controller = new AbortController();
  const asked = askPassword({}, controller.signal, typing().terminal);
  setImmediate(() => controller.abort());
  await expect(asked).rejects.toMatchObject({ code: 'interrupted' });
});

test('where there is no terminal, the variable is named', async () => {
  const terminal = { input: new PassThrough(), write: () => {} };
  await expect(askPassword({}, never, terminal)).rejects.toMatchObject({
    code: 'bad-config',
    hint: 'Put it into the environment variable LOWRANK_PASSWORD.',
  });
});
