/** A command that is shown exists where it is shown: in a checkout, in a packaged program, and for a home of one's own. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../electron-builder.config.ts';
import { homeOption, ownCommand, ownLine } from '../../src/main/services/process/ownCommand.ts';
import { shellLine } from '../../src/shared/shell.ts';

test('from source and from a bundle in a checkout it is what npm has linked', () => {
  expect(ownCommand()).toEqual(['npx', 'lowrank']);
  expect(ownCommand('/home/a/lowrank/out/main/chunks')).toEqual(['npx', 'lowrank']);
  expect(ownCommand('/home/a/my-app.asarium/src')).toEqual(['npx', 'lowrank']);
  expect(ownLine(['serve'], 'sh')).toBe('npx lowrank serve');
});

test('a packaged program calls the Node and the bundle that its package really has', () => {
  const resources = '/opt/Lowrank Studio/resources';
  const expected = [join(resources, 'node'), join(resources, 'app.asar.unpacked/out/main/cli.js')];
  for (const archive of ['app.asar', 'app.asar.unpacked'])
    expect(ownCommand(`${resources}/${archive}/out/main/chunks`, 'linux')).toEqual(expected);
  expect(ownCommand(`${resources}/app.asar/out/main`, 'win32')[0]).toBe(join(resources, 'node.exe'));
  expect(shellLine([...expected, 'serve'], 'sh')).toBe(
    "'/opt/Lowrank Studio/resources/node' '/opt/Lowrank Studio/resources/app.asar.unpacked/out/main/cli.js' serve",
  );
  // What the packager puts there.
  expect(config.asarUnpack).toContain('out/main/**');
  expect(config.extraResources).toContainEqual(
    expect.objectContaining({ to: '.', filter: ['node', 'node.exe'] }),
  );
});

test('only a home that a command would not find by itself is named', () => {
  const before = process.env.LOWRANK_HOME;
  try {
    delete process.env.LOWRANK_HOME;
    expect(homeOption({ path: join(homedir(), '.lowrank') })).toEqual([]);
    expect(homeOption({ path: '/data/tuning' })).toEqual(['--home', '/data/tuning']);
    process.env.LOWRANK_HOME = '/data/tuning';
    expect(homeOption({ path: '/data/tuning' })).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.LOWRANK_HOME;
    else process.env.LOWRANK_HOME = before;
  }
});
