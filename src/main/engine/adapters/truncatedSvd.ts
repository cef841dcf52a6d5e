/** The largest singular values of a weight and their vectors, for adapters that begin as its principal part. */

import { transposedMatrix } from '../formats/readTensor.ts';
import { Graph } from '../onnx/graph.ts';
import { Random } from '../runtime/random.ts';
import { float32, floats, Session } from '../runtime/session.ts';
import { symmetricEigen } from './symmetricEigen.ts';

/** W ≈ leftᵀ · diag(values) · right. */
interface TruncatedSvd {
  /** Of rank r, descending. */
  readonly values: Float64Array;
  /** [rank, out]. */
  readonly left: Float32Array;
  /** [rank, in]. */
  readonly right: Float32Array;
}

/** float32, row-major. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** What the largest value may grow beyond the least in one round, so that float32 still tells all vectors apart. */
const mostGrowth = 1e4;
/** Products of a round, and of all rounds, at most. */
const [mostDegree, mostProducts] = [16, 800];
/** Share of the squares found that a round may still add when it is the last. */
const settled = 1e-8;

/** Decomposes one matrix after another; large products are onnxruntime's, on the processor. */
export class SvdSolver {
  /** x M and x Mᵀ. */
  readonly #times: Session;
  readonly #timesTransposed: Session;

  private constructor(times: Session, timesTransposed: Session) {
    this.#times = times;
    this.#timesTransposed = timesTransposed;
  }

  static async create(): Promise<SvdSolver> {
    return new SvdSolver(await product(false), await product(true));
  }

  /**
   * By subspace iteration on W Wᵀ from random vectors, twice as many as wanted and at least 16 more, each round a
   * Chebyshev polynomial that holds down what lies below them (Zhou and Saad 2007, "Chebyshev-Davidson"; Halko,
   * Martinsson and Tropp 2011). The same numbers at every call.
   * @param rank at most the smaller side  @param products with W Wᵀ at most; undefined: until nothing changes
   */
  async solve(weight: Matrix, rank: number, products = mostProducts): Promise<TruncatedSvd> {
    const { data, rows, columns } = weight;
    if (rows > columns) {
      const turned = { data: transposedMatrix(data, rows, columns), rows: columns, columns: rows };
      const { values, left, right } = await this.solve(turned, rank, products);
      return { values, left: right, right: left };
    }
    const k = Math.min(rows, rank + Math.max(16, rank));
    const square: Matrix = {
      data: await this.#run(this.#timesTransposed, weight, weight),
      rows,
      columns: rows,
    };
    const random = new Random(rows, columns, k);
    const first = Float32Array.from({ length: k * rows }, () => 2 * random.uniform() - 1);
    let basis = orthonormal(await this.#multiply(first, square), k).basis;
    let energy = 0;
    for (let left = products; ; ) {
      const { values, vectors, image } = await this.#ritz(basis, square, k);
      const found = values.subarray(0, rank).reduce((sum, value) => sum + value, 0);
      if (left <= 0 || k === rows || found - energy <= settled * found) {
        basis = combine(vectors, basis, k);
        break;
      }
      energy = found;
      const degree = Math.min(left, degreeFor(values[0]!, values[k - 1]!));
      left -= degree;
      const turned = [combine(vectors, basis, k), combine(vectors, image, k)] as const;
      basis = orthonormal(await this.#filtered(turned, square, values[k - 1]!, degree), k).basis;
    }
    const image = await this.#run(this.#times, { data: basis, rows: k, columns: rows }, weight); // [k, in]
    const { values, vectors, basis: right } = orthonormal(image, k);
    return {
      values: values.slice(0, rank),
      left: combine(vectors, basis, k).slice(0, rank * rows),
      right: right.slice(0, rank * columns),
    };
  }

  async release(): Promise<void> {
    await this.#times.release();
    await this.#timesTransposed.release();
  }

  /** Eigenvalues of the square within the basis, and the vectors as combinations of it. */
  async #ritz(basis: Float32Array, square: Matrix, k: number) {
    const image = await this.#multiply(basis, square);
    return { ...symmetricEigen(products(basis, image, k), k), image };
  }

  /** T(square)·x for the Chebyshev polynomial T of this degree on [0, bound]. @param given x and square·x */
  async #filtered(
    [x, image]: readonly [Float32Array, Float32Array],
    square: Matrix,
    bound: number,
    degree: number,
  ): Promise<Float32Array> {
    const half = bound / 2;
    const step = (product: Float32Array, now: Float32Array, factor: number, before?: Float32Array) =>
      product.map((value, i) => factor * (value / half - now[i]!) - (before ? before[i]! : 0));
    let [before, now] = [x, step(image, x, 1)];
    for (let i = 1; i < degree; i++)
      [before, now] = [now, step(await this.#multiply(now, square), now, 2, before)];
    return now;
  }

  /** x · square, which is symmetric. */
  async #multiply(x: Float32Array, square: Matrix): Promise<Float32Array> {
    return await this.#run(
      this.#times,
      { data: x, rows: x.length / square.rows, columns: square.rows },
      square,
    );
  }

  async #run(session: Session, x: Matrix, m: Matrix): Promise<Float32Array> {
    const feeds = { x: float32(x.data, [x.rows, x.columns]), m: float32(m.data, [m.rows, m.columns]) };
    return floats((await session.run(feeds)).y);
  }
}

async function product(transB: boolean): Promise<Session> {
  const g = new Graph();
  const x = g.input('x', 'float32', ['k', transB ? 'columns' : 'rows']);
  g.output(g.gemm(x, g.input('m', 'float32', ['rows', 'columns']), { transB }), 'y');
  return await Session.create(g, { device: { kind: 'cpu' } });
}

/** The highest degree at which the polynomial on [0, least] grows no further than it may at `most`. */
function degreeFor(most: number, least: number): number {
  const x = Math.max(2 * (most / Math.max(least, 1e-30)) - 1, 1 + 1e-9);
  const growth = Math.log(x + Math.sqrt(x ** 2 - 1));
  return Math.max(1, Math.min(mostDegree, Math.floor(Math.log(2 * mostGrowth) / growth)));
}

/** aᵢ·bⱼ of k rows each, made symmetric, [k, k]. */
function products(a: Float32Array, b: Float32Array, k: number): Float64Array {
  const width = a.length / k;
  const found = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let n = 0; n < width; n++) sum += a[i * width + n]! * b[j * width + n]!;
      found[i * k + j] = sum;
      found[j * k + i] = sum;
    }
  return found;
}

/**
 * The singular values of k rows, and what they span as orthonormal rows in the values' order: `basis` is
 * diag(1/values) · `vectors` · y. Directions that are nothing but rounding become zero.
 */
function orthonormal(y: Float32Array, k: number) {
  const { values: squares, vectors } = symmetricEigen(products(y, y, k), k);
  const values = squares.map((square) => Math.sqrt(Math.max(square, 0)));
  const least = 1e-7 * values[0]!;
  const scaled = vectors.map((value, i) => {
    const length = values[Math.floor(i / k)]!;
    return length > least ? value / length : 0;
  });
  return { values, vectors, basis: combine(scaled, y, k) };
}

/** factors [k, k] · rows [k, width]. */
function combine(factors: Float64Array, rows: Float32Array, k: number): Float32Array {
  const width = rows.length / k;
  const result = new Float32Array(k * width);
  const sum = new Float64Array(width);
  for (let i = 0; i < k; i++) {
    sum.fill(0);
    for (let j = 0; j < k; j++) {
      const factor = factors[i * k + j]!;
      for (let n = 0; n < width; n++) sum[n] = sum[n]! + factor * rows[j * width + n]!;
    }
    result.set(sum, i * width);
  }
  return result;
}
