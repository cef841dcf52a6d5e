/** The contract says of every path where it may lead, and what says nothing is found. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { methods } from '../../src/shared/api.ts';
import { draftOf, libraryEntry, pathIn, pathsIn, undeclaredPaths } from '../../src/shared/paths.ts';

test('no method of the contract takes a path without saying where it may lead, nor a value that may be anything', () => {
  const undeclared = Object.entries(methods).flatMap(([method, { input }]) =>
    undeclaredPaths(input).map((field) => `${method}: ${field}`),
  );
  expect(undeclared).toEqual([]);
});

test.each<[string, z.ZodType, string[]]>([
  ['a path', z.object({ path: z.string() }), ['path']],
  [
    'a folder that may be left out',
    z.object({ exportsFolder: z.string().exactOptional() }),
    ['exportsFolder'],
  ],
  [
    'a file deep in lists',
    z.array(z.object({ of: z.object({ holdoutFile: z.string().nullable() }) })),
    ['holdoutFile'],
  ],
  ['one of two forms', z.object({ id: z.string() }).or(z.object({ out: z.string() })), ['out']],
  ['a list of files', z.object({ files: z.array(z.string()) }), ['files']],
  ['a path with a default', z.object({ path: z.string().default('/') }), ['path']],
  ['a value that may be anything', z.object({ config: z.unknown() }), ['config']],
  ['a record of anything', z.object({ config: z.record(z.string(), z.unknown()) }), ['config']],
  ['an object that takes more than it names', z.looseObject({ id: z.string() }), ['the input']],
  ['a path that was changed after it was declared', z.object({ path: pathIn('home').min(1) }), ['path']],
])('%s that says nothing is found', (_, schema, fields) => {
  expect(undeclaredPaths(schema)).toEqual(fields);
});

test('what is no path need say nothing', () => {
  const schema = z.object({
    ...{ id: z.string(), name: z.string(), count: z.int(), kind: z.enum(['path']), on: z.boolean() },
    ...{ map: z.record(z.string(), z.string()), path: pathIn('home'), from: pathIn('anywhere').nullable() },
  });
  expect(undeclaredPaths(schema)).toEqual([]);
});

const config = z.strictObject({ model: libraryEntry(z.string().min(1)), init: pathIn('library').optional() });

test('the paths of an input are found with where each may lead, and nothing else of it', () => {
  const schema = z.object({
    ...{ name: z.string(), path: z.literal('').or(pathIn('home')), from: pathIn('anywhere') },
    ...{
      files: z.array(pathIn('home')),
      config: draftOf(config),
      also: z.object({ out: pathIn('home') }).partial(),
    },
  });
  const input = {
    ...{ name: '/name', path: '/a', from: '/b', files: ['/c', '/d'], also: {} },
    config: { model: 'Tiny', init: '', rank: 'x', unknown: '/e' },
  };
  expect(pathsIn(schema, input)).toEqual([
    { place: 'home', named: false, value: '/a' },
    { place: 'anywhere', named: false, value: '/b' },
    { place: 'home', named: false, value: '/c' },
    { place: 'home', named: false, value: '/d' },
    { place: 'library', named: true, value: 'Tiny' },
  ]);
  expect(
    pathsIn(schema, { ...input, path: '', files: [], config: { init: '/f' }, also: { out: '/g' } }),
  ).toEqual([
    { place: 'anywhere', named: false, value: '/b' },
    { place: 'home', named: false, value: '/g' },
    { place: 'library', named: false, value: '/f' },
  ]);
});

test('of two forms that both accept an input, the first one counts, as it does when the input is read', () => {
  const schema = z.object({ path: pathIn('home') }).or(z.object({ sample: z.literal(true) }));
  expect(pathsIn(schema, { path: '/etc', sample: true })).toEqual([
    { place: 'home', named: false, value: '/etc' },
  ]);
  expect(pathsIn(schema, { sample: true })).toEqual([]);
});
