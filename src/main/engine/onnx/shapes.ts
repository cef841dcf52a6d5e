/** Arithmetic of shapes whose sizes may be names: broadcasting, products, sums. */

import { AppError } from '../../../shared/errors.ts';
import type { Dim, Shape } from './types.ts';

/** A mistake in building a graph: our own, thrown on the line that made it. */
export class ShapeError extends AppError {
  constructor(message: string) {
    super('internal', `internal: ${message}`, 'This is a bug in Lowrank Studio; please report it.');
    this.name = 'ShapeError';
  }
}

/** The common shape of two operands under ONNX's (numpy's) broadcasting, or undefined. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** Whether shapes differ along this axis at most. */
export function alike(a: Shape, b: Shape, except: number): boolean {
  return a.length === b.length && a.every((dim, i) => i === except || dim === b[i]);
}

/** A product of dimensions: a number where all are known, else a name such as "3*slots". */
export function product(dims: Shape): Dim {
  const known = dims.filter((d) => typeof d === 'number').reduce((p, d) => p * d, 1);
  const names = dims.filter((d) => typeof d === 'string').flatMap((d) => d.split('*'));
  const factors = names.filter((n) => !/^\d+$/.test(n)).sort();
  const number = names.filter((n) => /^\d+$/.test(n)).reduce((p, n) => p * Number(n), known);
  if (number === 0 || factors.length === 0) return number;
  return number === 1 ? factors.join('*') : [number, ...factors].join('*');
}

/** Axis as a number from 0, checked. */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) throw new ShapeError(`axis ${axis} of a tensor of rank ${rank}`);
  return positive;
}

/**
 * A sum of dimensions; names stay apart: ["tokens", 1] is "tokens+1", and ["tokens+1", -1] "tokens". Products in it are
 * spelt "2·n", since a "*" would join the whole sum: "2*n+1" is twice "n+1".
 */
export function sum(dims: Shape): Dim {
  const parts = dims.flatMap((d) => (typeof d === 'string' && !d.includes('*') ? d.split('+') : [d]));
  const isKnown = (part: Dim) => typeof part === 'number' || /^-?\d+$/.test(part);
  const known = parts.filter(isKnown).reduce<number>((total, part) => total + Number(part), 0);
  const names = parts.filter((part) => !isKnown(part)).map((name) => String(name).replaceAll('*', '·'));
  if (names.length === 0) return known;
  return known === 0 ? names.join('+') : `${names.join('+')}+${known}`;
}
