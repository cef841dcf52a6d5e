/** No file of the product needs, through others, itself: only types may go round in a circle. */
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

/** The files that `source` needs when it runs. */
function needs(file: string, source: string): string[] {
  const { staticImports, staticExports } = parseSync(file, source).module;
  const imported = staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
    .map(({ moduleRequest }) => moduleRequest.value);
  const exported = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) => (moduleRequest && !isType ? [moduleRequest.value] : [])),
  );
  return [...imported, ...exported]
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file), specifier));
}

/** A way from a file back to itself, or undefined. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const found = search(next, [...way, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const found = search(file, []);
    if (found) return found;
  }
  return undefined;
}

test('a planted circle is found, and one of types alone is none', () => {
  const graphOf = (ofB: string) =>
    new Map([
      ['a.ts', needs('a.ts', "import { b } from './b.ts';")],
      ['b.ts', needs('b.ts', ofB)],
    ]);
  expect(circleIn(graphOf("export { a } from './a.ts';"))).toEqual(['a.ts', 'b.ts', 'a.ts']);
  expect(circleIn(graphOf("import { type X, a } from './a.ts';"))).toEqual(['a.ts', 'b.ts', 'a.ts']);
  expect(circleIn(graphOf("import type { a } from './a.ts';"))).toBeUndefined();
});

test('the product has no circle of values', () => {
  const files = globSync('src/**/*.{ts,tsx}').map((file) => file.replaceAll('\\', '/'));
  const graph = new Map(files.map((file) => [file, needs(file, readFileSync(file, 'utf8'))]));
  expect(circleIn(graph)).toBeUndefined();
});
