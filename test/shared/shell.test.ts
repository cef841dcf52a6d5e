/** Commands to copy: what a shell hands to the program are the words that were meant. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { shellLine, shellOf } from '../../src/shared/shell.ts';
import { cmdWords, powershellWords } from '../support/windowsShells.ts';

const texts = {
  plain: 'q_proj=4',
  'a path with spaces': '/home/a b/out',
  'a Windows path': 'C:\\Users\\Jörg Müller\\Modelle\\',
  'a share': '\\\\server\\models\\tiny',
  umlauts: 'Größe-für-Öfen',
  'Chinese and an emoji': '你好，世界 🙂',
  'single quotes': "it's the user's",
  'double quotes': 'say "hi there" & go',
  'backslashes before quotes': 'a\\"b\\\\"c d\\\\',
  'a percent sign': '50% of it',
  'percent signs around a name': 'C:\\%PATH%\\%USERNAME% 5%',
  'two percent signs that name nothing': '10 % or 20 % off',
  'dollars and backticks': '$HOME costs `5` $',
  'operators of shells': 'a & b | c > d < e; (f) ^ ! # ~ * ? [g] {h,i}',
  commas: 'q_proj,v_proj',
  'a home sign': '~/models',
  'an equals sign in front': '=ls',
  'a splatted name': '@args',
  'an empty text': '',
  'a dash': '--',
};
const words = ['lowrank', '--prompt', ...Object.values(texts)];

test('a POSIX shell reads every word as it was meant', () => {
  const all = [...words, 'two\nlines\n'];
  const script = `set -- ${shellLine(all, 'sh')}; for word; do printf '%s\\0' "$word"; done`;
  const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  expect(read).toEqual(all);
});

// With an ASCII locale a shell sees bytes, none of which may mean anything.
test('a POSIX shell reads letters of every language in any locale', () => {
  const script = `printf '%s\\0' ${shellLine([texts.umlauts, texts['Chinese and an emoji']], 'sh')}`;
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const read = execFileSync('sh', ['-c', script], { encoding: 'utf8', env });
  expect(read).toBe(`${texts.umlauts}\0${texts['Chinese and an emoji']}\0`);
});

const environment = { PATH: 'C:\\Windows', USERNAME: 'joerg', HOME: 'C:\\' };

describe('cmd.exe reads as it was meant', () => {
  test.each(Object.entries(texts))('%s', (_, text) => {
    expect(cmdWords(shellLine(['lowrank', text, 'x'], 'windows'), environment)).toEqual([
      'lowrank',
      text,
      'x',
    ]);
  });

  test('all of them in one line', () => {
    expect(cmdWords(shellLine(words, 'windows'), environment)).toEqual(words);
  });
});

/** What has one form in both shells of Windows. */
const { 'percent signs around a name': _, 'dollars and backticks': __, ...common } = texts;

describe('PowerShell reads the same line as cmd.exe for', () => {
  test.each(Object.entries(common))('%s', (_name, text) => {
    // Backslashes before a quote, or the closing one, are for the program's runtime, to which PowerShell hands them on.
    const word = text.replace(/(\\+)(?="|$)/g, '$1$1');
    expect(powershellWords(shellLine(['lowrank', text, 'x'], 'windows'))).toEqual(['lowrank', word, 'x']);
  });
});

test('a line break, which cmd.exe cannot take, is left to PowerShell', () => {
  expect(powershellWords(shellLine(['lowrank', 'two\nlines'], 'windows'))).toEqual(['lowrank', 'two\nlines']);
});

test('words without anything special stay as they are, so that a command can be read', () => {
  expect(shellLine(['npx', 'lowrank', '--model', '/a/b-c_d.e', '--lr', '2e-4'], 'sh')).toBe(
    'npx lowrank --model /a/b-c_d.e --lr 2e-4',
  );
  expect(shellLine(['lowrank', '--model', 'C:\\Users\\Jörg\\m', '--prompt', 'Why?'], 'windows')).toBe(
    'lowrank --model C:\\Users\\Jörg\\m --prompt "Why?"',
  );
  expect(shellLine(["it's", 'a b'], 'sh')).toBe("'it'\\''s' 'a b'");
});

test.each([
  ['win32', 'windows'],
  ['linux', 'sh'],
  ['darwin', 'sh'],
] as const)('on %s commands are for %s', (platform, shell) => {
  expect(shellOf(platform)).toBe(shell);
});
