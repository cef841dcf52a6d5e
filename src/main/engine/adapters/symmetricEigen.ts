/** Eigenvalues and eigenvectors of a small symmetric matrix: what a singular value decomposition comes down to once a basis is found. */

/** Of a symmetric matrix of side k, the largest value first. */
interface Eigen {
  readonly values: Float64Array;
  /** [k, k], row i the unit vector of value i. */
  readonly vectors: Float64Array;
}

/** Sweeps at most; a matrix of side 100 takes eight. */
const mostSweeps = 30;

/** By Jacobi's rotations in a fixed order (Golub and Van Loan, 8.5), in float64. @param matrix [k, k]; is used up */
export function symmetricEigen(matrix: Float64Array, k: number): Eigen {
  const rotated = new Float64Array(k * k);
  for (let i = 0; i < k; i++) rotated[i * k + i] = 1;
  const scale = matrix.reduce((sum, value) => sum + value ** 2, 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < k; p++) for (let q = p + 1; q < k; q++) off += matrix[p * k + q]! ** 2;
    if (off <= 1e-26 * scale) break;
    for (let p = 0; p < k; p++) for (let q = p + 1; q < k; q++) rotate(matrix, rotated, k, p, q);
  }
  const order = Array.from({ length: k }, (_, i) => i).sort(
    (i, j) => matrix[j * k + j]! - matrix[i * k + i]!,
  );
  const vectors = new Float64Array(k * k);
  order.forEach((from, i) => {
    vectors.set(rotated.subarray(from * k, (from + 1) * k), i * k);
  });
  return { values: Float64Array.from(order, (i) => matrix[i * k + i]!), vectors };
}

/** Makes entry (p, q) zero; `rotated` holds the vectors so far as rows. */
function rotate(matrix: Float64Array, rotated: Float64Array, k: number, p: number, q: number): void {
  const apq = matrix[p * k + q]!;
  if (apq === 0) return;
  const tau = (matrix[q * k + q]! - matrix[p * k + p]!) / (2 * apq);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau ** 2));
  const c = 1 / Math.sqrt(1 + t ** 2);
  const s = t * c;
  for (let j = 0; j < k; j++) turn(matrix, j * k + p, j * k + q, c, s);
  for (let j = 0; j < k; j++) turn(matrix, p * k + j, q * k + j, c, s);
  for (let j = 0; j < k; j++) turn(rotated, p * k + j, q * k + j, c, s);
}

function turn(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const [x, y] = [values[i]!, values[j]!];
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}
