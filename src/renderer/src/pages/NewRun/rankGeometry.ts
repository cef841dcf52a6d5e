/** Where the matrices of the rank picture stand, in pixels and to one scale. */
import type { LayerSize } from './loraSizes.ts';

export interface Block {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface RankGeometry {
  readonly w: Block;
  readonly b: Block;
  readonly a: Block;
  /** Where the text between W and B stands, from left to right. */
  readonly plus: number;
  readonly width: number;
  readonly height: number;
  /** Whether B and A are drawn thicker than they are: they would not be seen. */
  readonly thickened: boolean;
}

const side = 128;
const gap = 10;
/** Room for "+ alpha/r ·". */
const plusWidth = 76;
const thinnest = 1.5;

export function rankGeometry({ out, in: into }: LayerSize, rank: number): RankGeometry {
  const scale = side / Math.max(out, into);
  const [tall, wide, thin] = [out * scale, into * scale, rank * scale];
  const drawn = Math.max(thinnest, thin);
  const height = Math.max(tall, drawn);
  const middle = (size: number) => (height - size) / 2;
  const w = { x: 0, y: middle(tall), width: wide, height: tall };
  const b = { x: wide + plusWidth, y: middle(tall), width: drawn, height: tall };
  const a = { x: b.x + drawn + gap, y: middle(drawn), width: wide, height: drawn };
  return {
    w,
    b,
    a,
    height,
    plus: wide + plusWidth / 2,
    width: a.x + wide,
    thickened: thin < thinnest,
  };
}
