/** Versions as a tree of rows: who stands in which lane, and which lines run where. */
import { expect, test } from 'vitest';
import { laneCount, type Node, versionTree } from '../../src/renderer/src/pages/Adapters/versionTree.ts';

/** `b<a`: b, continued from a. */
const versions = (...texts: string[]): Node[] =>
  texts.map((text) => {
    const [id = '', parentId = null] = text.split('<');
    return { id, parentId };
  });

/** Each row as text: lanes from left to right, `o` the version, `|` a line that passes, `+` one that branches off. */
function drawn(...texts: string[]): string[] {
  const rows = versionTree(versions(...texts));
  return rows.map(({ version, lane, parent, passing, leaving }) => {
    const lanes = Array.from({ length: laneCount(rows) }, (_, at) => {
      if (at === lane) return 'o';
      if (leaving.includes(at)) return passing.includes(at) ? 'X' : '+';
      return passing.includes(at) ? '|' : ' ';
    });
    return `${lanes.join('')} ${version.id}${parent ? `<${parent.id}` : ''}`;
  });
}

test('a chain stays in one lane, and versions of their own share it', () => {
  expect(drawn('a', 'b<a', 'c<b')).toEqual(['o a', 'o b<a', 'o c<b']);
  expect(drawn('a', 'b', 'c<b')).toEqual(['o a', 'o b', 'o c<b']);
  expect(versionTree([])).toEqual([]);
  expect(laneCount([])).toBe(1);
});

test('a second continuation branches off and leaves the first its lane', () => {
  expect(drawn('a', 'b<a', 'c<a', 'd<b')).toEqual(['o+ a', 'o| b<a', '|o c<a', 'o  d<b']);
});

test('what comes in between goes round the lines, and lanes are used again', () => {
  expect(drawn('a', 'x', 'b<a', 'y<x', 'c<a', 'd<c')).toEqual([
    'o + a',
    '|o| x',
    'o|| b<a',
    ' o| y<x',
    '  o c<a',
    '  o d<c',
  ]);
  expect(drawn('a', 'b<a', 'c<a', 'd<a', 'e')).toEqual(['o++ a', 'o|| b<a', ' o| c<a', '  o d<a', 'o   e']);
});

test('a parent that is not on show counts as none', () => {
  expect(drawn('b<gone', 'c<b')).toEqual(['o b', 'o c<b']);
});
