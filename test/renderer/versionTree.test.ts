/** Versions as a tree: who stands in which lane. */
import { expect, test } from 'vitest';
import { type Node, versionTree } from '../../src/renderer/src/pages/Adapters/versionTree.ts';

/** `b<a`: b, continued from a. */
const versions = (...texts: string[]): Node[] =>
  texts.map((text) => {
    const [id = '', parentId = null] = text.split('<');
    return { id, parentId };
  });

/** Each version after its lane, with the one it is drawn from. */
function drawn(...texts: string[]): string[] {
  const tree = versionTree(versions(...texts));
  return tree.map(({ version, lane, parent }) => {
    const from = parent === undefined ? '' : `<${tree[parent]?.version.id}`;
    return `${lane} ${version.id}${from}`;
  });
}

test('a chain stays in one lane, and versions of their own share it', () => {
  expect(drawn('a', 'b<a', 'c<b')).toEqual(['0 a', '0 b<a', '0 c<b']);
  expect(drawn('a', 'b', 'c<b')).toEqual(['0 a', '0 b', '0 c<b']);
  expect(versionTree([])).toEqual([]);
});

test('a second continuation branches off and leaves the first its lane', () => {
  expect(drawn('a', 'b<a', 'c<a', 'd<b')).toEqual(['0 a', '0 b<a', '1 c<a', '0 d<b']);
});

test('what comes in between goes round the lines, and lanes are used again', () => {
  expect(drawn('a', 'x', 'b<a', 'y<x', 'c<a', 'd<c')).toEqual([
    '0 a',
    '1 x',
    '0 b<a',
    '1 y<x',
    '2 c<a',
    '2 d<c',
  ]);
  expect(drawn('a', 'b<a', 'c<a', 'd<a', 'e')).toEqual(['0 a', '0 b<a', '1 c<a', '2 d<a', '0 e']);
});

test('a parent that is not on show counts as none', () => {
  expect(drawn('b<gone', 'c<b')).toEqual(['0 b', '0 c<b']);
});
